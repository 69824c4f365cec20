"""Arrays by what they hold, for hints of types."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
Float16Array = npt.NDArray[np.float16]
RealArray = npt.NDArray[np.floating[Any]]
IntArray = npt.NDArray[np.int64]
Int16Array = npt.NDArray[np.int16]
Uint8Array = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]
TextArray = npt.NDArray[np.str_]
AnyArray = npt.NDArray[Any]

Sound = Float32Array
"""Samples of one channel (n,), -1..1."""
