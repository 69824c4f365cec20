"""Fits what tells the unfamiliar: its directions to what was learned, its doubts to answers to strangers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fusion.arrays import FloatArray, IntArray
from fusion.calibration import log_softmax, safe_log
from fusion.familiarity import Familiarity, kept_share

_SHRINK = 0.01
"""Variance added to every direction, in shares of the mean one: few examples tell little of the least."""
_PULL = 0.02
"""Penalty on squared doubts, nats: what does not help is not heeded."""


@dataclass(frozen=True)
class Answered:
    """What a network made of labelled inputs of one corpus.

    Parameters
    ----------
    corpus
        Its title, and whose.
    features
        float64 (n, d), what the answers rest on.
    probabilities
        float64 (n, 7), calibrated, nothing doubted yet.
    labels
        int64 (n,), places in EMOTIONS.
    stranger
        Whether the network had met nothing of the corpus.
    """

    corpus: str
    features: FloatArray
    probabilities: FloatArray
    labels: IntArray
    stranger: bool = False


def learned(features: FloatArray, labels: IntArray) -> Familiarity:
    """Directions and classes of what a network was trained on; nothing is doubted yet.

    Parameters
    ----------
    features
        float64 (n, d), of many more examples than classes.
    labels
        (n,), any classes.
    """
    classes, which = np.unique(labels, return_inverse=True)
    means = np.stack([features[which == c].mean(axis=0) for c in range(len(classes))])
    away = features - means[which]
    variance, axes = np.linalg.eigh(away.T @ away / len(away))
    variance = np.maximum(variance, 0) + _SHRINK * variance.mean()
    directions = axes / np.sqrt(variance)
    centre = means.mean(axis=0)
    nothing = np.zeros(2)
    return Familiarity(centre, directions, (means - centre) @ directions, nothing, nothing + 1, nothing)


def usual_among(made: Familiarity, home: Sequence[Answered]) -> Familiarity:
    """The same, knowing what is usual of people who were not trained on, each corpus counting alike."""
    measured = [made.measures(said.features) for said in home]
    weight = np.concatenate([np.full(len(rows), 1 / len(rows)) for rows in measured])
    rows = np.concatenate(measured)
    usual = np.array([_weighted_median(column, weight) for column in rows.T])
    mean = (weight[:, None] * rows).sum(axis=0) / weight.sum()
    spread = np.sqrt((weight[:, None] * np.square(rows - mean)).sum(axis=0) / weight.sum())
    return replace(made, usual=usual, spread=spread)


@dataclass(frozen=True)
class Doubtful:
    """Answers, and how far beyond the usual the inputs lie, (n, 2); counted as home's or as strangers'."""

    said: Answered
    beyond: FloatArray


def fit_doubts(examples: Sequence[Doubtful]) -> FloatArray:
    """How much each measure counts, (2,), >= 0: that of the least log-loss of the answers, doubted so.

    Home and strangers count alike, and among each every corpus. Without strangers nothing is doubted.
    """
    from scipy.optimize import minimize

    n = {kind: sum(e.said.stranger is kind for e in examples) for kind in (False, True)}
    if not n[True]:
        return np.zeros(2)

    def loss(doubts: FloatArray) -> float:
        total = _PULL * float(np.square(doubts).sum())
        for e in examples:
            power = kept_share(e.beyond, doubts)[:, None]
            log_p = log_softmax(power * safe_log(e.said.probabilities))
            own = log_p[np.arange(len(e.said.labels)), e.said.labels]
            total -= float(own.mean()) / n[e.said.stranger]
        return total

    found: FloatArray = minimize(loss, np.full(2, 0.1), method="L-BFGS-B", bounds=[(0.0, 3.0)] * 2).x
    return found


def _weighted_median(values: FloatArray, weight: FloatArray) -> float:
    order = np.argsort(values)
    share = np.cumsum(weight[order]) / weight.sum()
    return float(values[order][np.searchsorted(share, 0.5)])
