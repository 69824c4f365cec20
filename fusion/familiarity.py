"""How like what a network has learned an input is, by the features that the network judges by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fusion.arrays import FloatArray
from fusion.calibration import log_softmax, safe_log
from fusion.fitted_arrays import digest_of_arrays, read_arrays, save_arrays

NAME = "familiar"
"""Of the part of evidence's quality that tells it."""
LEAST = 0.1
"""How familiar the strangest input still is: it counts for little, not for nothing."""

STRANGE_BELOW = 0.45
"""Of evidence less familiar than this it is said that it is unlike what was learned from."""

_ARRAYS = ("centre", "directions", "classes", "usual", "spread", "doubts")


@dataclass(frozen=True)
class Familiarity:
    """What share of its sureness an answer keeps whose features are so far from what was learned.

    Two things are measured of features: how far they lie from the mean of the nearest class, along
    directions in which those of one class spread by 1, and how faint they are, whatever they say. Each counts
    by how far it lies beyond what is usual, in units of its spread among people who were not trained on::

        familiar = exp(-(doubts @ max(0, (measures - usual) / spread))), at least LEAST
        log p    = familiar * log p, renormalised

    Source: Lee et al., "A simple unified framework for detecting out-of-distribution samples", NeurIPS 2018
    (the distance); Vaze et al., "Open-set recognition", ICLR 2022 (the strange is answered faintly).

    Parameters
    ----------
    centre
        float64 (d,), taken from features first.
    directions
        float64 (d, d).
    classes
        float64 (k, d), the means of the classes along the directions.
    usual, spread
        float64 (2,), of distance and faintness.
    doubts
        float64 (2,), >= 0, how much each of them counts.
    """

    centre: FloatArray
    directions: FloatArray
    classes: FloatArray
    usual: FloatArray
    spread: FloatArray
    doubts: FloatArray

    def measures(self, features: npt.ArrayLike) -> FloatArray:
        """Distance and faintness of features (n, d), float64 (n, 2)."""
        found = np.asarray(features, dtype=np.float64)
        # Not "@": threads of the algebra library would wait longer for each other than this takes.
        along = np.einsum("nd,dr->nr", found - self.centre, self.directions)
        distance = np.sqrt(np.square(along[:, None] - self.classes).mean(axis=2).min(axis=1))
        return np.stack([distance, -np.linalg.norm(found, axis=1)], axis=1)

    def beyond(self, features: npt.ArrayLike) -> FloatArray:
        """How far beyond the usual features (n, d) lie in either measure, float64 (n, 2), >= 0."""
        result: FloatArray = np.maximum((self.measures(features) - self.usual) / self.spread, 0)
        return result

    def of(self, features: npt.ArrayLike) -> FloatArray:
        """How familiar features (n, d) are: float64 (n,), LEAST..1."""
        return kept_share(self.beyond(features), self.doubts)

    @property
    def digest(self) -> str:
        """By which it is told from another."""
        return digest_of_arrays([getattr(self, name) for name in _ARRAYS])

    def save(self, weights: Path, sha256: str) -> Path:
        """Write it beside the weights of this digest; returns the file."""
        return save_arrays(file_beside(weights), {name: getattr(self, name) for name in _ARRAYS}, sha256)


def kept_share(beyond: FloatArray, doubts: FloatArray) -> FloatArray:
    """Familiarity (n,) of what lies so far beyond the usual, (n, 2)."""
    result: FloatArray = np.maximum(np.exp(-(beyond * doubts).sum(axis=1)), LEAST)
    return result


def doubted(probabilities: FloatArray, familiar: FloatArray) -> FloatArray:
    """Probabilities (n, k) made the flatter the less familiar (n,) is what they are said of."""
    result: FloatArray = np.exp(log_softmax(familiar[:, None] * safe_log(probabilities)))
    return result


def file_beside(weights: Path) -> Path:
    """Where it lies: ``X.familiar.safetensors`` beside ``X.safetensors``."""
    return weights.with_suffix(".familiar.safetensors")


def familiarity_of(weights: Path, sha256: str) -> Familiarity:
    """What tells how familiar an input is to the weights of this digest.

    Raises
    ------
    UserError
        If it is missing, damaged, or of other weights.
    """

    def make(arrays: Mapping[str, FloatArray], _told: Mapping[str, str]) -> Familiarity:
        made = Familiarity(**arrays)
        made.of(made.centre[None])
        return made

    without = "so nothing is doubted for being unfamiliar; “attune train familiarity” makes it anew."
    return read_arrays(file_beside(weights), weights, sha256, _ARRAYS, make, without=without)
