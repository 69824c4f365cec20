"""What tells one face from another within a conversation: the fine texture of its parts."""

from __future__ import annotations

import cv2
import numpy as np

from face_model.landmarks import Image
from fusion.arrays import Float32Array, IntArray

Appearance = Float32Array
"""float32 (944,), length 1: histograms of texture (local binary patterns) in four by four parts of a crop."""

_PARTS = 4
_NEIGHBOURS = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))


def _bins() -> IntArray:
    """One bin for each pattern with at most two changes around the circle, one for all the rest."""
    changes = [sum((code >> i & 1) != (code >> (i + 1) % 8 & 1) for i in range(8)) for code in range(256)]
    smooth = [code for code in range(256) if changes[code] <= 2]
    bins = np.full(256, len(smooth), np.int64)
    bins[smooth] = np.arange(len(smooth))
    return bins


_BIN_OF = _bins()
_N_BINS = int(_BIN_OF.max()) + 1


def appearance(crop: Image) -> Appearance:
    """How somebody looks, whatever the light and nearly whatever the expression (Ahonen et al. 2006).

    Parameters
    ----------
    crop
        The aligned face, uint8 (CROP_PX, CROP_PX), grey.
    """
    grey = cv2.GaussianBlur(crop, (0, 0), 0.8).astype(np.int16)
    middle = grey[1:-1, 1:-1]
    height, width = middle.shape
    codes = np.zeros(middle.shape, np.int64)
    for bit, (down, right) in enumerate(_NEIGHBOURS):
        beside = grey[1 + down : 1 + down + height, 1 + right : 1 + right + width]
        codes |= (beside >= middle).astype(np.int64) << bit
    rows = [
        np.bincount(part.ravel(), minlength=_N_BINS) / part.size
        for band in np.array_split(_BIN_OF[codes], _PARTS)
        for part in np.array_split(band, _PARTS, axis=1)
    ]
    return np.asarray(np.sqrt(np.concatenate(rows) / len(rows)), np.float32)


def difference(one: Appearance, other: Appearance) -> float:
    """0 for the same picture to 1 for nothing in common (Hellinger's affinity taken from 1)."""
    return float(1 - np.dot(one, other))
