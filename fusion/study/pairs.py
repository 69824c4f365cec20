"""Voices paired with faces of the same emotion: tries fusion where no audio-visual corpus is at hand.

A pair is a clip of one person and a picture of another that express the same emotion (or, for a stated share,
different ones). Pairs are *not* real audio-visual recordings: the two errors are independent by construction,
which flatters every rule that combines them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fusion.arrays import BoolArray, FloatArray, IntArray
from fusion.emotions import Emotion
from fusion.study.examples import Examples, joined
from fusion.study.metrics import expected_calibration_error, probability_figures
from fusion.study.rules import Rule


@dataclass(frozen=True)
class Pairs:
    """Voice and face of each pair, the emotion to be found (the voice's), where the face contradicts it."""

    voice: Examples
    face: Examples
    labels: IntArray
    contradicting: BoolArray


def pair_up(
    voice: IntArray, face: IntArray, n: int, seed: int, neutral_share: float | None = None
) -> tuple[IntArray, IntArray]:
    """Indices of about ``n`` pairs of the same emotion.

    Parameters
    ----------
    voice, face
        Labels of the examples of either side.
    n
        Pairs wanted; what the emotions' shares make of it is rounded down.
    neutral_share
        Share of neutral pairs, 0..1; the other emotions that both sides hold share the rest equally. None:
        every emotion equally often.
    """
    rng = np.random.default_rng(seed)
    shared = np.intersect1d(voice, face)
    counts = dict.fromkeys(shared.tolist(), n // len(shared))
    neutral = Emotion.NEUTRAL.position
    if neutral_share is not None and neutral in counts and len(counts) > 1:
        others = int((1 - neutral_share) * n) // (len(counts) - 1)
        counts = {c: int(neutral_share * n) if c == neutral else others for c in counts}
    chosen = [
        (rng.choice(np.flatnonzero(voice == c), k), rng.choice(np.flatnonzero(face == c), k))
        for c, k in counts.items()
    ]
    return np.concatenate([v for v, _ in chosen]), np.concatenate([f for _, f in chosen])


def make_pairs(
    voice: Examples, face: Examples, n: int, seed: int, neutral_share: float | None = None
) -> Pairs:
    """``n`` pairs of the same emotion (see :func:`pair_up`)."""
    of_voice, of_face = pair_up(voice.labels, face.labels, n, seed, neutral_share)
    labels = voice.labels[of_voice]
    return Pairs(voice.take(of_voice), face.take(of_face), labels, np.zeros(len(labels), dtype=bool))


def pooled(parts: Sequence[Pairs]) -> Pairs:
    """All pairs of several sets, in their order."""
    return Pairs(
        joined([p.voice for p in parts]),
        joined([p.face for p in parts]),
        np.concatenate([p.labels for p in parts]),
        np.concatenate([p.contradicting for p in parts]),
    )


def with_wrong_faces(
    pairs: Pairs, pool: Examples, share: float, flagged_quality: float | None, seed: int
) -> Pairs:
    """Swap a share of the faces for faces of another emotion.

    Parameters
    ----------
    pool
        Faces to draw from.
    flagged_quality
        Quality the swapped faces get, as if the tracker had noticed; None leaves their own.
    """
    rng = np.random.default_rng(seed)
    n = len(pairs.labels)
    swapped = rng.permutation(n) < round(share * n)
    wrong = np.zeros(n, dtype=np.int64)
    for label in np.unique(pairs.labels):
        of_it = pairs.labels == label
        wrong[of_it] = rng.choice(np.flatnonzero(pool.labels != label), of_it.sum())
    face = pool.take(wrong)
    quality = face.quality if flagged_quality is None else np.full(n, flagged_quality)
    mixed = Examples(
        np.where(swapped[:, None], face.probabilities, pairs.face.probabilities),
        np.where(swapped, quality, pairs.face.quality),
        np.where(swapped, face.labels, pairs.face.labels),
        np.where(swapped, face.examples, pairs.face.examples),
    )
    return replace(pairs, face=mixed, contradicting=pairs.contradicting | swapped)


def compare(rules: Mapping[str, Rule], pairs: Pairs) -> dict[str, dict[str, float]]:
    """Accuracy, ECE and log-loss of each rule on the pairs."""
    result = {}
    for name, rule in rules.items():
        p = rule(pairs.voice.probabilities, pairs.face.probabilities, pairs.voice.quality, pairs.face.quality)
        result[name] = figures(p, pairs.labels)
    return result


def figures(p: FloatArray, labels: IntArray) -> dict[str, Any]:
    """Accuracy, ECE and log-loss of probabilities (n, k)."""
    whole = probability_figures(p, labels)
    return {name: whole[name] for name in ("accuracy", "ece", "log_loss")}


def ece_by_chance(p: FloatArray, pairs: Pairs, repetitions: int = 200, seed: int = 0) -> dict[str, float]:
    """Calibration error that a perfectly calibrated rule of these confidences would show, by chance alone.

    Clips and pictures are few and are in many pairs: each different pair is drawn right with its own
    confidence, once for all of its repetitions; a side that says nothing makes no pair different.

    Parameters
    ----------
    p
        (n, 7) the rule's answers to the pairs.

    Returns
    -------
    dict
        ``mean``, and ``p95`` which it stays below 95 times in 100.
    """
    sides = [np.where(side.quality > 0, side.examples, -1) for side in (pairs.voice, pairs.face)]
    different, which = np.unique(np.stack(sides, axis=1), axis=0, return_inverse=True)
    confidence, rng = p.max(axis=1), np.random.default_rng(seed)
    errors = [
        expected_calibration_error(confidence, rng.random(len(different))[which.ravel()] < confidence)
        for _ in range(repetitions)
    ]
    return {"mean": float(np.mean(errors)), "p95": float(np.percentile(errors, 95))}
