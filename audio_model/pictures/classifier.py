"""A trained ResNet-34 on spectrogram pictures: pictures or sound in, calibrated probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from safetensors.torch import load as load_tensors
from torch import Tensor

from audio_model.imagenet import IMAGENET_MEAN, IMAGENET_STD
from audio_model.pictures.data import as_tensor
from audio_model.pictures.drawing import DrawnClip, picture_of
from audio_model.pictures.resnet34 import ResNet34
from fusion.arrays import Float32Array, FloatArray
from fusion.calibration import safe_log
from fusion.classifier import Classifier
from fusion.emotions import EMOTIONS, parse_emotion
from fusion.stored_model import Stored

_BATCH = 16


def normalised(pictures: Tensor) -> Tensor:
    """Pictures (n, 3, height, width) in 0..1 as the network expects them."""
    mean = torch.tensor(IMAGENET_MEAN, device=pictures.device)[:, None, None]
    std = torch.tensor(IMAGENET_STD, device=pictures.device)[:, None, None]
    return ((pictures - mean) / std).contiguous(memory_format=torch.channels_last)


class PictureClassifier(Classifier[Sequence[DrawnClip]]):
    """What ``attune train voice --recipe resnet34-images`` wrote; ``card`` tells ``emotions`` too.

    Parameters
    ----------
    network
        In evaluation mode.
    """

    missing = "The file {file} is missing; train the pictures' model anew."
    unfit = "{weights} and its card do not make a model of pictures; train it anew."

    def __init__(self, network: ResNet34, card: dict[str, Any], sha256: str = "") -> None:
        super().__init__(card, sha256)
        self._network = network
        self._positions = [parse_emotion(name).position for name in card["emotions"]]

    @classmethod
    def of(cls, stored: Stored) -> PictureClassifier:
        """The classifier that these weights and this card make; see :meth:`load`."""
        network = ResNet34(len(stored.card["emotions"]))
        network.load_state_dict(load_tensors(stored.weights))
        return cls(network.eval(), stored.card, stored.sha256)

    def class_probabilities(self, pictures: Sequence[DrawnClip]) -> FloatArray:
        """Uncalibrated, float64 (n, k), over the emotions trained on."""
        parts = [
            self._ask(as_tensor(pictures[start : start + _BATCH]))
            for start in range(0, len(pictures), _BATCH)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, len(self._positions)))

    def probabilities(self, inputs: Sequence[DrawnClip]) -> FloatArray:
        """Calibrated, float64 (n, 7) in the order of EMOTIONS; 0 for emotions not trained on."""
        return self.calibrate(self.class_probabilities(inputs))

    def calibrate(self, classes: FloatArray) -> FloatArray:
        """Calibrated probabilities (n, 7) of what :meth:`class_probabilities` said, (n, k)."""
        seven = np.zeros((len(classes), len(EMOTIONS)))
        seven[:, self._positions] = self._calibration.apply(safe_log(classes))
        return seven

    def probabilities_of(self, sound: Float32Array, span: tuple[int, int]) -> FloatArray:
        """Calibrated, float64 (7,), of sound (n,) at 16 kHz whose speech lies in ``span`` (samples)."""
        grey = torch.from_numpy(picture_of(sound, span).copy()).float() / 255
        probabilities: FloatArray = self.calibrate(self._ask(grey.expand(1, 3, -1, -1)))[0]
        return probabilities

    def _ask(self, pictures: Tensor) -> FloatArray:
        with torch.inference_mode():
            logits = self._network(normalised(pictures)).double()
        return np.asarray(torch.softmax(logits, dim=1).numpy(), np.float64)
