"""No answer is surer than a second opinion on it allows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fusion.arrays import FloatArray

NAME = "agreement"
"""Under which evidence tells, beside its quality, how probable its answer may be called at most."""


def limited(probabilities: FloatArray, limit: npt.ArrayLike) -> FloatArray:
    """Probabilities (n, k) mixed with "cannot say" until the greatest is no more than ``limit`` (n,).

    Their order stays. ``limit`` is more than 1 / k.
    """
    even = 1 / probabilities.shape[1]
    top, most = probabilities.max(axis=1), np.asarray(limit, dtype=np.float64)
    mixed = np.where(top > most, (top - most) / np.maximum(top - even, 1e-9), 0.0)[:, None]
    result: FloatArray = (1 - mixed) * probabilities + mixed * even
    return result
