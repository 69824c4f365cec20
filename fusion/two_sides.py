"""Whether the two channels of a recording hold one person each, as many recorders of calls write them."""

from __future__ import annotations

import numpy as np

from fusion.arrays import Float32Array

BLOCK_S = 0.25
SILENT_POWER = 1e-5
"""What is softer than -50 dBFS is nobody."""
ALONE_TIMES = 30.0
"""A channel is heard alone while it has so many times the other's power (15 dB)."""
EACH_S = 2.0
"""Each is to be heard alone for so long, seconds."""
LEAST_SHARE = 0.6
"""In so much of what is heard one of them is to be heard alone: in a room's stereo none ever is for long."""


class TwoSides:
    """Listens to pairs of channels that follow each other."""

    def __init__(self) -> None:
        self._rest = np.zeros((0, 2), np.float32)
        self._left_s = self._right_s = self._heard_s = 0.0

    def hear(self, channels: Float32Array, rate_hz: float) -> bool:
        """Take what comes next, float32 (n, channels); whether one person is on each of two."""
        if channels.shape[1] != 2:
            return False
        size = round(BLOCK_S * rate_hz)
        pairs = np.concatenate([self._rest, channels])
        whole = len(pairs) // size
        self._rest = pairs[whole * size :]
        power = np.square(pairs[: whole * size].reshape(whole, size, 2)).mean(axis=1)
        left, right = power.T
        self._heard_s += BLOCK_S * int((power.max(axis=1) > SILENT_POWER).sum())
        self._left_s += BLOCK_S * int(((left > SILENT_POWER) & (left > ALONE_TIMES * right)).sum())
        self._right_s += BLOCK_S * int(((right > SILENT_POWER) & (right > ALONE_TIMES * left)).sum())
        alone_s = self._left_s + self._right_s
        return min(self._left_s, self._right_s) >= EACH_S and alone_s >= LEAST_SHARE * self._heard_s
