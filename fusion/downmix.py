"""Several channels of sound to one, without losing a voice that is in opposite phase on two of them."""

from __future__ import annotations

import numpy as np

from fusion.arrays import Float32Array
from fusion.side import Side

OPPOSITE_BELOW = 0.05
"""Two channels are in opposite phase while their sum has less than this share of their difference's power."""

_FORGET_S = 0.5


class Downmix:
    """Makes mono of blocks that follow each other.

    The mean of all channels; of a pair in opposite phase (a cable or a recorder that turned one round), whose
    mean is next to nothing, the left one alone.

    Parameters
    ----------
    rate_hz
        Samples a second.
    side
        Take this channel of a pair and nothing of the other.
    """

    def __init__(self, rate_hz: float, side: Side | None = None) -> None:
        self._rate_hz = rate_hz
        self._side = side
        self._sum_power = 0.0
        self._difference_power = 0.0
        self.found_opposite = False
        """Whether a pair in opposite phase was met."""

    def mono(self, samples: Float32Array) -> Float32Array:
        """One channel, float32 (n,), of a block, float32 (n, channels)."""
        channels = samples.shape[1]
        if channels == 1:
            return samples[:, 0]
        if self._side is not None:
            return samples[:, 0 if self._side is Side.LEFT else 1]
        if channels == 2 and self._is_opposite(samples):
            self.found_opposite = True
            return samples[:, 0]
        return np.asarray(samples.mean(axis=1), np.float32)

    def _is_opposite(self, pair: Float32Array) -> bool:
        """Whether the last half second or so cancels out."""
        kept = float(np.exp(-len(pair) / (_FORGET_S * self._rate_hz)))
        left, right = pair[:, 0].astype(np.float64), pair[:, 1].astype(np.float64)
        self._sum_power = kept * self._sum_power + float(np.square(left + right).sum())
        self._difference_power = kept * self._difference_power + float(np.square(left - right).sum())
        return self._sum_power < OPPOSITE_BELOW * self._difference_power
