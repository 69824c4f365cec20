"""Made speech, and a small untrained voice model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from audio_model.classes import VOICE_CLASSES
from audio_model.classifier import VoiceClassifier
from audio_model.spectrogram import LogMelParameters
from fusion.calibration import VectorScaling

RATE = 16_000


def made_speech(seconds: float, seed: int = 0, pitch_hz: float = 120.0) -> npt.NDArray[np.float32]:
    """A buzz through moving formants in syllables: enough like a voice for a detector."""
    rng = np.random.default_rng(seed)
    n = round(seconds * RATE)
    t = np.arange(n) / RATE
    pitch = pitch_hz * (1 + 0.15 * np.sin(2 * np.pi * 0.7 * t) + 0.02 * np.sin(2 * np.pi * 5 * t))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    syllable = np.floor(t * 4).astype(int)
    vowels = rng.uniform((300, 900, 2200), (800, 2200, 3000), (syllable.max() + 1, 3))
    formants = vowels[syllable]
    sound = np.zeros(n)
    for harmonic in range(1, 30):
        f = harmonic * pitch
        gain = sum(1 / (1 + ((f - formants[:, k]) / (60 + 40 * k)) ** 2) for k in range(3))
        sound += gain / harmonic**0.5 * np.sin(harmonic * phase)
    envelope = np.clip(1.6 * np.sin(np.pi * ((t * 4) % 1)), 0, 1)
    return (0.15 * envelope * sound / np.abs(sound).max() + 1e-4 * rng.standard_normal(n)).astype(np.float32)


@pytest.fixture(scope="session")
def small_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights and card of an untrained network of few channels."""
    import torch
    from safetensors.torch import save_file

    from audio_model.network import VoiceNetwork

    torch.manual_seed(0)
    shape = {"widths": [4, 4, 8, 8], "embedding": 8, "dropout": 0.0}
    folder = tmp_path_factory.mktemp("voice")
    network = VoiceNetwork(**shape)  # type: ignore[arg-type]
    save_file(network.state_dict(), folder / "voice.safetensors")
    card = {
        "classes": list(VOICE_CLASSES),
        "features": LogMelParameters().to_json(),
        "network": shape,
        "calibration": VectorScaling.identity(7).to_json(),
    }
    (folder / "voice.card.json").write_text(json.dumps(card))
    return folder / "voice.safetensors"


@pytest.fixture(scope="session")
def small_classifier(small_weights: Path) -> VoiceClassifier:
    """The classifier of :func:`small_weights`."""
    return VoiceClassifier.load(small_weights)


@pytest.fixture(scope="session")
def speech() -> npt.NDArray[np.float32]:
    """Four seconds of made speech after half a second of near silence, float32 (72000,)."""
    quiet = 1e-4 * np.random.default_rng(1).standard_normal(RATE // 2)
    return np.concatenate([quiet.astype(np.float32), made_speech(4.0)])
