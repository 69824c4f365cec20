"""Lengths of vectors and how far two series go together."""

from __future__ import annotations

import numpy as np

from fusion.arrays import FloatArray


def units(vectors: FloatArray) -> FloatArray:
    """Vectors (..., n) at length 1; one of no length stays so."""
    unit: FloatArray = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return unit


def correlation(a: FloatArray, b: FloatArray) -> float:
    """Pearson's of two series (n,), n at least 1; 0 where one of them never changes."""
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 1e-9 else 0.0
