"""The trained voice network with its card: excerpts of sound in, calibrated probabilities out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from audio_model.classes import VOICE_CLASSES, to_emotions
from audio_model.spectrogram import LogMel, LogMelParameters
from fusion.calibration import safe_log
from fusion.classifier import Classifier
from fusion.stored_model import Stored

if TYPE_CHECKING:
    from audio_model.network import VoiceNetwork

FloatArray = npt.NDArray[np.float64]

SHIPPED_WEIGHTS = Path(__file__).parent / "weights" / "voice.safetensors"
"""The weights that come with Attune."""

_BATCH = 32


class VoiceClassifier(Classifier[npt.NDArray[np.float32]]):
    """A voice network with its features; ``card`` tells ``features`` too.

    Parameters
    ----------
    network
        In evaluation mode.
    """

    shipped = SHIPPED_WEIGHTS
    missing = (
        "The voice model's file {file} is missing; train one with “attune train voice”, "
        "or install Attune again."
    )
    unfit = "{weights} and its card do not make a voice model; train it anew or install Attune again."

    def __init__(self, network: VoiceNetwork, card: dict[str, Any], sha256: str = "") -> None:
        super().__init__(card, sha256)
        self._network = network
        self._log_mel = LogMel(LogMelParameters.from_json(card["features"]))

    @classmethod
    def of(cls, stored: Stored) -> VoiceClassifier:
        """The classifier that these weights and this card make; see :meth:`load`."""
        from safetensors.torch import load as load_tensors

        from audio_model.network import VoiceNetwork

        if tuple(stored.card["classes"]) != VOICE_CLASSES:
            raise ValueError("other classes")
        network = VoiceNetwork(**stored.card["network"])
        network.load_state_dict(load_tensors(stored.weights))
        return cls(network.eval(), stored.card, stored.sha256)

    @property
    def network(self) -> VoiceNetwork:
        """The network itself, in evaluation mode."""
        return self._network

    @property
    def parameters(self) -> LogMelParameters:
        """Length and features of the excerpts asked for."""
        return self._log_mel.parameters

    def class_probabilities(self, excerpts: npt.NDArray[np.float32]) -> FloatArray:
        """Uncalibrated, over the eight VOICE_CLASSES: float64 (n, 8) of excerpts float32 (n, samples).

        Raises
        ------
        ValueError
            If the excerpts have another length than the network was trained on.
        """
        import torch

        n_samples = self.parameters.n_samples
        if excerpts.ndim != 2 or excerpts.shape[1] != n_samples:
            raise ValueError(f"the voice model hears excerpts of {n_samples} samples, got {excerpts.shape}")
        parts = [np.zeros((0, len(VOICE_CLASSES)))]
        with torch.inference_mode():
            for start in range(0, len(excerpts), _BATCH):
                sound = torch.from_numpy(np.ascontiguousarray(excerpts[start : start + _BATCH], np.float32))
                logits = self._network(self._log_mel(sound))
                parts.append(torch.softmax(logits.double(), dim=1).numpy())
        return np.concatenate(parts)

    def probabilities(self, inputs: npt.NDArray[np.float32]) -> FloatArray:
        """Calibrated, in the order of EMOTIONS: float64 (n, 7) of excerpts float32 (n, samples)."""
        return self.calibrate(self.class_probabilities(inputs))

    def calibrate(self, classes: FloatArray) -> FloatArray:
        """Calibrated probabilities (n, 7) of what :meth:`class_probabilities` said, (n, 8)."""
        return self._calibration.apply(safe_log(to_emotions(classes)))
