"""What every trained classifier of Attune has in common: its card, its digest, calibrated probabilities."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from fusion.calibration import calibration_from_json, safe_log

Inputs_in = TypeVar("Inputs_in", contravariant=True)

FloatArray = npt.NDArray[np.float64]


class Classifier(ABC, Generic[Inputs_in]):
    """A network with what is known of it; ``load`` of each kind reads it from disk.

    Parameters
    ----------
    card
        What the weights say of themselves; ``calibration`` is used here.
    sha256
        Digest of the weights' file.
    """

    def __init__(self, card: dict[str, Any], sha256: str = "") -> None:
        self.card = card
        self.sha256 = sha256
        self._calibration = calibration_from_json(card["calibration"])

    @abstractmethod
    def calibrate(self, classes: FloatArray) -> FloatArray:
        """Calibrated probabilities of the emotions (n, 7), of what the network said in its own classes."""

    @abstractmethod
    def probabilities(self, inputs: Inputs_in) -> FloatArray:
        """Calibrated, float64 (n, 7) in the order of EMOTIONS."""

    def log_probabilities(self, inputs: Inputs_in) -> FloatArray:
        """The logarithm of :meth:`probabilities`, float64 (n, 7)."""
        return safe_log(self.probabilities(inputs))
