"""What a face's shape, and a rival feeling, say against an answer: how sure of it one may be at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from face_model.alignment import EYE_DISTANCE_PX, similarity_to_canonical
from face_model.landmarks import N_LANDMARKS, Landmarks
from fusion.arrays import FloatArray
from fusion.calibration import log_softmax
from fusion.fitted_arrays import digest_of_arrays, read_arrays, save_arrays

LEAST_SHAPE = 0.01
"""Added to what the shape gives an answer, so that one odd point rules nothing out."""
LEAST_LIMIT = 0.2
"""However much speaks against an answer, it may be so sure: what leads goes on leading."""

_RAMP = 0.05
"""Over so much of what may be said at most, above the bar of "clear", it rises to certainty."""
_ARRAYS = ("centre", "directions", "classes", "shape", "shape_bias", "trust")


@dataclass(frozen=True)
class SecondOpinion:
    """How sure an answer about a face may be at most, by two witnesses that err otherwise than the network.

    One is the shape of the face, its landmarks alone. The other is the nearest rival: how much nearer than to
    any other feeling the network's features lie to the answered one, among people who were not trained on,
    each feeling counting alike however rare. Neither is averaged into the answer; both together tell how
    often such an answer about strangers is right::

        rival = log(distance to the nearest other feeling / distance to the answered one)
        shape = log(what the shape gives the answer + LEAST_SHAPE)
        right = 1 / (1 + exp(-(trust[0] * rival + trust[1] * shape + trust[2])))

    Where that is less than what is called clear, the answer may be no surer; above, the witnesses have no
    say, for they are weak and would make all answers unsure. The limit goes with the evidence and is heeded
    once what is usual for the person was allowed for (:func:`fusion.second_opinion.limited`).

    Source: Lakshminarayanan et al., "Simple and scalable predictive uncertainty estimation using deep
    ensembles", NeurIPS 2017 (disagreement tells the unfamiliar); Jiang et al., "To trust or not to trust a
    classifier", NeurIPS 2018 (the ratio of distances).

    Parameters
    ----------
    centre, directions, classes
        float64 (d,), (d, d) and (7, d): as in :class:`fusion.familiarity.Familiarity`, of people held out.
    shape, shape_bias
        float64 (1404, 7) and (7,): log-odds of the feelings by :func:`shape_of`.
    trust
        float64 (3,), of rival and shape >= 0.
    clear_from
        What is called clear, 0..1.
    """

    centre: FloatArray
    directions: FloatArray
    classes: FloatArray
    shape: FloatArray
    shape_bias: FloatArray
    trust: FloatArray
    clear_from: float

    def witnesses(
        self, probabilities: FloatArray, features: FloatArray, points: Sequence[Landmarks]
    ) -> FloatArray:
        """``rival`` and ``shape`` of answers (n, 7), their features (n, d) and n faces; float64 (n, 2)."""
        answer = probabilities.argmax(axis=1)
        row = np.arange(len(answer))
        # Not "@", as in Familiarity: threads of the algebra library would wait longer than this takes.
        along = np.einsum("nd,dr->nr", features - self.centre, self.directions)
        distance = np.sqrt(np.square(along[:, None] - self.classes).mean(axis=2)) + 1e-9
        own = distance[row, answer]
        distance[row, answer] = np.inf
        shapes = np.stack([shape_of(face) for face in points])
        by_shape = np.exp(log_softmax(np.einsum("nd,dk->nk", shapes, self.shape) + self.shape_bias))
        rival = np.log(distance.min(axis=1) / own)
        return np.stack([rival, np.log(by_shape[row, answer] + LEAST_SHAPE)], axis=1)

    def limit(
        self, probabilities: FloatArray, features: FloatArray, points: Sequence[Landmarks]
    ) -> FloatArray:
        """How probable each answer may be called at most: float64 (n,), LEAST_LIMIT..1; 1 without a face.

        Parameters
        ----------
        probabilities, features
            float64 (n, 7) and (n, d), of n crops.
        points
            Landmarks of the same faces, any pixels; NaN where none was found.
        """
        found = np.array([bool(np.isfinite(face).all()) for face in points], dtype=np.bool_)
        limit = np.ones(len(probabilities))
        if found.any():
            seen = [face for face, there in zip(points, found, strict=True) if there]
            witnesses = self.witnesses(probabilities[found], features[found], seen)
            limit[found] = self.allowed(witnesses)
        return limit

    def allowed(self, witnesses: FloatArray) -> FloatArray:
        """The same of what :meth:`witnesses` gave."""
        right = 1 / (1 + np.exp(-(witnesses @ self.trust[:2] + self.trust[2])))
        bar = self.clear_from
        above = bar + (right - bar) * (1 - bar) / _RAMP
        return np.clip(np.where(right < bar, right, above), LEAST_LIMIT, 1.0)

    @property
    def digest(self) -> str:
        """By which it is told from another."""
        return digest_of_arrays([getattr(self, name) for name in _ARRAYS], repr(self.clear_from))

    def save(self, weights: Path, sha256: str) -> Path:
        """Write it beside the weights of this digest; returns the file."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        return save_arrays(file_beside(weights), arrays, sha256, {"clear_from": repr(self.clear_from)})


def shape_of(points: Landmarks) -> FloatArray:
    """A face's landmarks on the canonical face, in eye distances with their depth; float64 (1404,).

    Rotation, scale and place in the picture do not matter.
    """
    matrix = similarity_to_canonical(points)
    face = np.asarray(points, dtype=np.float64)
    flat = face[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    depth = face[:, 2:] * np.hypot(matrix[0, 0], matrix[1, 0])
    return np.asarray(np.hstack([flat, depth]).ravel() / EYE_DISTANCE_PX)


def file_beside(weights: Path) -> Path:
    """Where it lies: ``X.second.safetensors`` beside ``X.safetensors``."""
    return weights.with_suffix(".second.safetensors")


def second_opinion_of(weights: Path, sha256: str) -> SecondOpinion:
    """The second opinion on what the weights of this digest say.

    Raises
    ------
    UserError
        If it is missing, damaged, or of other weights.
    """

    def make(arrays: Mapping[str, FloatArray], told: Mapping[str, str]) -> SecondOpinion:
        made = SecondOpinion(**arrays, clear_from=float(told["clear_from"]))
        kinds = len(made.shape_bias)
        made.limit(np.full((1, kinds), 1 / kinds), made.centre[None], [_SOME_FACE])
        return made

    without = "so nothing but the network is asked about a face; “attune train second-opinion” makes it anew."
    return read_arrays(file_beside(weights), weights, sha256, _ARRAYS, make, without=without)


_SOME_FACE: Landmarks = np.random.default_rng(0).normal(0, 50, (N_LANDMARKS, 3)).astype(np.float32)
