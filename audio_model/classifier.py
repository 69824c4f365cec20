"""The trained voice network with its card: excerpts of sound in, calibrated probabilities out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from audio_model.classes import VOICE_CLASSES, to_emotions
from audio_model.spectrogram import LogMel, LogMelParameters
from audio_model.voice_graph import VoiceGraph
from fusion.arrays import Float32Array, FloatArray
from fusion.calibration import log_softmax, safe_log
from fusion.classifier import Classifier, Said
from fusion.stored_model import Stored

SHIPPED_WEIGHTS = Path(__file__).parent / "weights" / "voice.safetensors"
"""The weights that come with Attune."""

_BATCH = 32


class Heard(NamedTuple):
    """What the network makes of excerpts.

    Parameters
    ----------
    classes
        float64 (n, 8), uncalibrated probabilities of the VOICE_CLASSES.
    features
        float64 (n, d), what they rest on.
    """

    classes: FloatArray
    features: FloatArray


class VoiceClassifier(Classifier[Float32Array]):
    """A voice network with its features; ``card`` tells ``features`` too.

    Parameters
    ----------
    network
        Ready to answer.
    """

    shipped = SHIPPED_WEIGHTS
    missing = (
        "The voice model's file {file} is missing; train one with “attune train voice”, "
        "or install Attune again."
    )
    unfit = "{weights} and its card do not make a voice model; train it anew or install Attune again."

    def __init__(self, network: VoiceGraph, card: dict[str, Any], sha256: str = "") -> None:
        super().__init__(card, sha256)
        self._network = network
        self._log_mel = LogMel(LogMelParameters.from_json(card["features"]))

    @classmethod
    def of(cls, stored: Stored) -> VoiceClassifier:
        """The classifier that these weights and this card make; see :meth:`load`."""
        from safetensors.numpy import load as load_tensors

        if tuple(stored.card["classes"]) != VOICE_CLASSES:
            raise ValueError("other classes")
        network = VoiceGraph(stored.card["network"], load_tensors(stored.weights))
        return cls(network, stored.card, stored.sha256)

    @property
    def network(self) -> VoiceGraph:
        """The network itself."""
        return self._network

    @property
    def parameters(self) -> LogMelParameters:
        """Length and features of the excerpts asked for."""
        return self._log_mel.parameters

    def hear(self, excerpts: Float32Array) -> Heard:
        """What the network makes of excerpts float32 (n, samples).

        Raises
        ------
        ValueError
            If the excerpts have another length than the network was trained on.
        """
        n_samples = self.parameters.n_samples
        if excerpts.ndim != 2 or excerpts.shape[1] != n_samples:
            raise ValueError(f"the voice model hears excerpts of {n_samples} samples, got {excerpts.shape}")
        parts = [np.zeros((0, len(VOICE_CLASSES)))]
        features = [np.zeros((0, self._network.n_features))]
        for start in range(0, len(excerpts), _BATCH):
            sound = np.asarray(excerpts[start : start + _BATCH], np.float32)
            found, classes = self._network(self._log_mel(sound))
            parts.append(np.exp(log_softmax(classes.astype(np.float64))))
            features.append(found.astype(np.float64))
        return Heard(np.concatenate(parts), np.concatenate(features))

    def class_probabilities(self, excerpts: Float32Array) -> FloatArray:
        """Uncalibrated, over the eight VOICE_CLASSES: float64 (n, 8); see :meth:`hear`."""
        return self.hear(excerpts).classes

    def probabilities(self, inputs: Float32Array) -> FloatArray:
        """Calibrated, in the order of EMOTIONS: float64 (n, 7) of excerpts float32 (n, samples)."""
        return self.said(inputs).probabilities

    def said(self, excerpts: Float32Array) -> Said:
        """The same with how familiar each excerpt is; less sure where it is not."""
        heard = self.hear(excerpts)
        return self.in_doubt(self.calibrate(heard.classes), heard.features)

    def calibrate(self, classes: FloatArray) -> FloatArray:
        """Calibrated probabilities (n, 7) of what :meth:`class_probabilities` said, (n, 8)."""
        return self._calibration.apply(safe_log(to_emotions(classes)))
