"""The x-vector's graph is pyannote's network: held to torch; and it is asked anew now and then only."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch.nn import functional as F

from audio_model.speakers.model import SHIPPED_WEIGHTS, WINDOW_SAMPLES, X_VECTOR, Following, SpeakerModel

torch.set_num_threads(1)


def in_torch(sounds: torch.Tensor) -> torch.Tensor:
    """``XVectorSincNet`` as pyannote.audio's documentation tells it."""
    tensors = load_file(SHIPPED_WEIGHTS)
    w = {k.removeprefix(X_VECTOR): v.float() for k, v in tensors.items() if k.startswith(X_VECTOR)}

    def even(x: torch.Tensor, name: str) -> torch.Tensor:
        return F.instance_norm(x, weight=w[f"{name}.weight"], bias=w[f"{name}.bias"])

    sounds = 0.1 * sounds / sounds.square().mean(1, keepdim=True).sqrt()
    x = even(sounds[:, None], "sincnet.wav_norm1d")
    for i in range(3):
        name = f"sincnet.conv1d.{i}"
        x = F.conv1d(x, w[f"{name}.weight"], w.get(f"{name}.bias"), stride=1 if i else 10)
        x = F.max_pool1d(x if i else x.abs(), 3)
        x = F.leaky_relu(even(x, f"sincnet.norm1d.{i}"))
    for i, dilation in zip((0, 3, 6, 9, 12), (1, 2, 3, 1, 1), strict=True):
        x = F.leaky_relu(F.conv1d(x, w[f"tdnns.{i}.weight"], w[f"tdnns.{i}.bias"], dilation=dilation))
        norm = [w[f"tdnns.{i + 2}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")]
        x = F.batch_norm(x, *norm)
    pooled = torch.cat([x.mean(2), x.std(2)], dim=1)
    return F.normalize(F.linear(pooled, w["embedding.weight"], w["embedding.bias"]), dim=1)


def test_its_voices_are_those_of_torch(speech: np.ndarray) -> None:
    model = SpeakerModel.load()
    for n in (8_000, WINDOW_SAMPLES, 30_000):
        sounds = np.stack([speech[9_000 : 9_000 + n], speech[30_000 : 30_000 + n]])
        with torch.inference_mode():
            expected = in_torch(torch.from_numpy(sounds)).numpy()
        np.testing.assert_allclose(model.by_x_vector(sounds), expected, atol=1e-4)


def test_both_networks_say_half_of_how_near_two_sounds_are(speech: np.ndarray) -> None:
    model = SpeakerModel.load()
    sounds = np.stack([speech[k : k + WINDOW_SAMPLES] for k in (9_000, 30_000)])
    both = model.voices(sounds)
    one, other = model.by_network(sounds), model.by_x_vector(sounds)
    assert np.isclose(both[0] @ both[1], (one[0] @ one[1] + other[0] @ other[1]) / 2, atol=1e-5)


class Counted:
    """Both networks, which say how often they were asked."""

    def __init__(self) -> None:
        self.small = self.x_vector = 0

    def by_network(self, sounds: np.ndarray) -> np.ndarray:
        self.small += 1
        return np.array([[1.0]], np.float32)

    def by_x_vector(self, sounds: np.ndarray) -> np.ndarray:
        self.x_vector += 1
        return np.array([[float(self.x_vector)]], np.float32)


def test_the_slower_one_is_held_for_a_while_and_not_over_a_gap_or_a_clock_begun_anew() -> None:
    model: Any = Counted()
    follow = Following(model)
    sound = np.zeros(WINDOW_SAMPLES, np.float32)
    for k in range(12):
        follow(sound, 0.256 * k)
    assert model.small == 12 and model.x_vector == 4
    follow(sound, 30.0)
    assert model.x_vector == 5
    voice = follow(sound, 0.3)
    assert model.x_vector == 6 and np.isclose(voice[1] * np.sqrt(2), 6.0)
