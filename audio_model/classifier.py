"""The trained voice network with its card: windows of sound in, calibrated probabilities out."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from audio_model.classes import VOICE_CLASSES, to_emotions
from audio_model.spectrogram import LogMel, LogMelParameters
from fusion.calibration import VectorScaling, safe_log
from fusion.stored_model import Stored, read_model

if TYPE_CHECKING:
    from audio_model.network import VoiceNetwork

FloatArray = npt.NDArray[np.float64]

SHIPPED_WEIGHTS = Path(__file__).parent / "weights" / "voice.safetensors"
_BATCH = 32


class VoiceClassifier:
    """A voice network, its features and its calibration; made by :meth:`load`.

    Parameters
    ----------
    network
        In evaluation mode.
    card
        What the weights say of themselves; ``features`` and ``calibration`` are used.
    weights
        The file the weights came from.
    """

    def __init__(self, network: VoiceNetwork, card: dict[str, Any], weights: Path) -> None:
        self.card = card
        self.weights = weights
        self._network = network
        self._log_mel = LogMel(LogMelParameters.from_json(card["features"]))
        self._calibration = VectorScaling.from_json(card["calibration"])

    @classmethod
    def load(cls, path: Path | None = None) -> VoiceClassifier:
        """The shipped classifier, or one trained with ``attune train voice``.

        Parameters
        ----------
        path
            The weights file, ``X.safetensors`` with ``X.card.json`` beside it, or the folder they lie in.

        Raises
        ------
        FileNotFoundError
            If the weights or their card are missing.
        ValueError
            If the two do not fit together.
        """
        from safetensors.torch import load as load_tensors

        from audio_model.network import VoiceNetwork

        weights = path or SHIPPED_WEIGHTS
        if weights.is_dir():
            weights = weights / SHIPPED_WEIGHTS.name

        def make(stored: Stored) -> VoiceClassifier:
            if tuple(stored.card["classes"]) != VOICE_CLASSES:
                raise ValueError("other classes")
            network = VoiceNetwork(**stored.card["network"])
            network.load_state_dict(load_tensors(stored.weights))
            return cls(network.eval(), stored.card, weights)

        return read_model(
            weights,
            make,
            missing="The voice model's file {file} is missing; train one with “attune train voice”, "
            "or install Attune again.",
            unfit=f"{weights} and its card do not make a voice model; train it anew or install Attune again.",
        )

    @property
    def network(self) -> VoiceNetwork:
        """The network itself, in evaluation mode."""
        return self._network

    @property
    def parameters(self) -> LogMelParameters:
        """Length and features of the windows asked for."""
        return self._log_mel.parameters

    @cached_property
    def sha256(self) -> str:
        """Digest of the weights file."""
        return hashlib.sha256(self.weights.read_bytes()).hexdigest()

    def class_probabilities(self, windows: npt.NDArray[np.float32]) -> FloatArray:
        """Uncalibrated, over the eight VOICE_CLASSES: float64 (n, 8) of windows float32 (n, samples).

        Raises
        ------
        ValueError
            If the windows have another length than the network was trained on.
        """
        import torch

        n_samples = self.parameters.n_samples
        if windows.ndim != 2 or windows.shape[1] != n_samples:
            raise ValueError(f"the voice model hears windows of {n_samples} samples, got {windows.shape}")
        parts = [np.zeros((0, len(VOICE_CLASSES)))]
        with torch.inference_mode():
            for start in range(0, len(windows), _BATCH):
                sound = torch.from_numpy(np.ascontiguousarray(windows[start : start + _BATCH], np.float32))
                logits = self._network(self._log_mel(sound))
                parts.append(torch.softmax(logits.double(), dim=1).numpy())
        return np.concatenate(parts)

    def probabilities(self, windows: npt.NDArray[np.float32]) -> FloatArray:
        """Calibrated, in the order of EMOTIONS: float64 (n, 7) of windows float32 (n, samples)."""
        return self.calibrate(to_emotions(self.class_probabilities(windows)))

    def calibrate(self, emotion_probabilities: FloatArray) -> FloatArray:
        """The card's calibration of raw probabilities (n, 7)."""
        return self._calibration.apply(safe_log(emotion_probabilities))
