"""Seven seconds of sound as numbers: mel averaged over time, VGG16's features, Attune's embedding."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from audio_model.classifier import VoiceClassifier
from audio_model.excerpts import clip_excerpts, speech_span
from audio_model.network import network_of
from audio_model.spectrogram import LogMelParameters
from audio_model.torch_log_mel import TorchLogMel
from audio_model.valence.examples import WINDOW_S
from audio_model.valence.vgg16 import Vgg16, load_features, to_pictures
from fusion.arrays import Float32Array, Int16Array
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ

Features = Float32Array
Excerpts = Int16Array
Progress = Callable[[Iterable[int]], Iterable[int]]

_BATCH = 16
_HOP_S = 1.5
MEL_128 = LogMelParameters(window_s=WINDOW_S, n_fft=1024, hop=512, n_mels=128, f_min_hz=0.0)


class Extractor(Protocol):
    """Sound float32 (n, samples) in [-1, 1] -> features float32 (n, d)."""

    def __call__(self, sound: Tensor) -> Tensor:
        """Features of a batch."""
        ...


class MeanMel:
    """128 log-mel bands averaged over the seven seconds: what is left of the sound is its colour."""

    def __init__(self) -> None:
        self._log_mel = TorchLogMel(MEL_128)

    def __call__(self, sound: Tensor) -> Tensor:
        return self._log_mel(sound).mean(dim=2)


class VggFeatures:
    """The log-mel picture as VGG16 sees it, 512 numbers."""

    def __init__(self, network: Vgg16) -> None:
        self._network = network
        self._log_mel = TorchLogMel(MEL_128)

    def __call__(self, sound: Tensor) -> Tensor:
        return self._network.embed(to_pictures(self._log_mel(sound)))


class AttuneFeatures:
    """What Attune's voice network holds before its last layer, averaged over its excerpts of the speech."""

    def __init__(self, classifier: VoiceClassifier) -> None:
        self._log_mel = TorchLogMel(classifier.parameters)
        self._network = with_last_layer(network_of(classifier.network), nn.Identity()).eval()

    def __call__(self, sound: Tensor) -> Tensor:
        excerpts = [speech_excerpts(row, self._log_mel.parameters.n_samples) for row in sound.numpy()]
        embedded = self._network(self._log_mel(torch.from_numpy(np.concatenate(excerpts))))
        parts = torch.split(embedded, [len(w) for w in excerpts])
        return torch.stack([part.mean(dim=0) for part in parts])


def speech_excerpts(sound: Float32Array, n_samples: int) -> Float32Array:
    """The network's excerpts that cover the speech in ``sound`` (n,), float32 (k, n_samples)."""
    return clip_excerpts(sound, speech_span(sound, SAMPLE_RATE_HZ), n_samples, round(_HOP_S * SAMPLE_RATE_HZ))


def with_last_layer(network: nn.Module, layer: nn.Module) -> nn.Module:
    """A copy of ``network`` whose last linear layer, the one that names classes, is another one."""
    changed = deepcopy(network)
    name = [name for name, module in changed.named_modules() if isinstance(module, nn.Linear)][-1]
    parent, _, child = name.rpartition(".")
    setattr(changed.get_submodule(parent), child, layer)
    return changed


def last_layer_width(network: nn.Module) -> int:
    """Numbers that go into the last linear layer."""
    return [module for module in network.modules() if isinstance(module, nn.Linear)][-1].in_features


def make_extractor(name: str, voice: VoiceClassifier | None, vgg16: Path | None) -> Extractor:
    """An extractor by the name a card gives it.

    Raises
    ------
    UserError
        If it needs weights that are not given, or there is none of this name.
    """
    if name == "mean mel":
        return MeanMel()
    if name == "vgg16":
        if vgg16 is None:
            raise UserError("This valence model needs VGG16's ImageNet weights; give --imagenet FILE.")
        return VggFeatures(load_features(vgg16))
    if name == "attune":
        return AttuneFeatures(voice or VoiceClassifier.load())
    raise UserError(f"There is no extractor “{name}”; train the valence model anew.")


def extract(extractor: Extractor, excerpts: Excerpts, progress: Progress = iter) -> Features:
    """Features (n, d) of excerpts int16 (n, N_SAMPLES)."""
    rows: list[Any] = []
    with torch.inference_mode():
        for start in progress(range(0, len(excerpts), _BATCH)):
            sound = torch.from_numpy(excerpts[start : start + _BATCH].astype(np.float32) / 32768)
            rows.append(extractor(sound).numpy())
    return np.concatenate(rows)
