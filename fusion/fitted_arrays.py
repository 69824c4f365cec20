"""Arrays that were fitted to a network's weights and are kept beside them, for these weights alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from fusion.arrays import FloatArray
from fusion.bounded import LARGEST_WEIGHTS
from fusion.errors import UserError

Made = TypeVar("Made")

_WEIGHTS = "weights_sha256"


def save_arrays(
    file: Path, arrays: Mapping[str, FloatArray], sha256: str, told: Mapping[str, str] | None = None
) -> Path:
    """Write what was fitted to the weights of this digest, as float32, and what is ``told`` beside it."""
    from safetensors.numpy import save_file

    kept = {name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()}
    save_file(kept, file, {**(told or {}), _WEIGHTS: sha256})
    return file


def read_arrays(
    file: Path,
    weights: Path,
    sha256: str,
    names: Sequence[str],
    make: Callable[[Mapping[str, FloatArray], Mapping[str, str]], Made],
    *,
    without: str,
) -> Made:
    """What ``make`` builds of the arrays of these names (float64) and what was told beside them.

    Parameters
    ----------
    file
        Where they lie.
    weights, sha256
        What they have to be fitted to.
    make
        What it raises (KeyError, ValueError) over arrays of another shape is told as damage.
    without
        The rest of the sentence: what is missing without them, and how they are made anew.

    Raises
    ------
    UserError
        If they are missing, damaged, or of other weights.
    """
    from safetensors import SafetensorError, safe_open

    if not file.is_file():
        raise UserError(f"{file.name} is missing beside {weights.name}, {without}")
    damaged = f"{file.name} is damaged, {without}"
    if file.stat().st_size > LARGEST_WEIGHTS:
        raise UserError(damaged)
    try:
        with safe_open(file, "numpy") as kept:
            told = kept.metadata() or {}
            if told.get(_WEIGHTS) != sha256:
                raise UserError(f"{file.name} is of other weights than {weights.name}, {without}")
            return make({name: kept.get_tensor(name).astype(np.float64) for name in names}, told)
    except (SafetensorError, KeyError, ValueError) as error:
        raise UserError(damaged) from error


def digest_of_arrays(arrays: Sequence[FloatArray], told: str = "") -> str:
    """By which fitted arrays, and what is told beside them, are told from others."""
    joined = b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)
    return hashlib.sha256(joined + told.encode()).hexdigest()
