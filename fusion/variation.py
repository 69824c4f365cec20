"""How much somebody's answers have varied, whatever they are of."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from fusion.arrays import FloatArray
from fusion.emotions import EMOTIONS

DWELT_S = 10.0
"""Over about so long answers are smoothed first, seconds: a feeling that is shown stays, chance does not."""


def _nothing() -> FloatArray:
    return np.zeros(len(EMOTIONS))


@dataclass
class Variation:
    """Variance of what answers dwelt on: of their mean over about :data:`DWELT_S` before, all in all.

    It does not depend on what somebody's ordinary is: a number added to all of their answers
    changes nothing. So it tells whoever shows one feeling only from whoever shows several, before anything
    else is known of them.

    Parameters
    ----------
    around
        Weighted mean of what was dwelt on, float64 (7,), nats.
    spread
        Weighted sum of the squared distances from it, nats squared times seconds.
    seconds
        Weights it rests on.
    lately
        What is dwelt on now, float64 (7,).
    lately_s
        Weights that rests on; what is older counts for less.
    """

    around: FloatArray = field(default_factory=_nothing)
    spread: float = 0.0
    seconds: float = 0.0
    lately: FloatArray = field(default_factory=_nothing)
    lately_s: float = 0.0

    @property
    def variance(self) -> float:
        """Summed over the seven, nats squared; 0 of nothing."""
        return self.spread / self.seconds if self.seconds > 0 else 0.0

    def take(self, centred: FloatArray, weight: float, since_s: float) -> None:
        """Go on with an answer.

        Parameters
        ----------
        centred
            float64 (7,), as :func:`fusion.baseline.centred_log` gives it.
        weight
            What it counts for, > 0, seconds.
        since_s
            How long ago the one before was, seconds; infinite for the first.
        """
        self.lately_s = math.exp(-since_s / DWELT_S) * self.lately_s + weight
        self.lately = self.lately + (weight / self.lately_s) * (centred - self.lately)
        self.seconds += weight
        away = self.lately - self.around
        self.around = self.around + (weight / self.seconds) * away
        self.spread += weight * float(away @ (self.lately - self.around))

    def fade(self, by: float) -> None:
        """Let what was met count for less: ``by`` of it, 0..1."""
        self.spread, self.seconds = by * self.spread, by * self.seconds
