"""Does a quality tell how often answers are right? Over bins of it, over conditions, and over pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fusion.arrays import BoolArray, FloatArray


class Bin(NamedTuple):
    """Answers of about one quality.

    Parameters
    ----------
    n
        How many.
    lowest, quality, highest
        Least, mean and greatest quality, 0..1.
    accuracy
        Share that is right, 0..1.
    """

    n: int
    lowest: float
    quality: float
    highest: float
    accuracy: float


def bins_by_quality(quality: FloatArray, correct: BoolArray, bins: int) -> list[Bin]:
    """As many answers in each bin, by rising quality; none is empty."""
    parts = np.array_split(np.argsort(quality, kind="stable"), bins)
    return [
        Bin(
            len(part),
            float(quality[part].min()),
            float(quality[part].mean()),
            float(quality[part].max()),
            float(correct[part].mean()),
        )
        for part in parts
        if len(part)
    ]


def rank_correlation(pairs: Sequence[tuple[float, float]]) -> float:
    """Spearman's; NaN of fewer than three pairs, and where one side is the same in all."""
    from scipy.stats import spearmanr

    x, y = np.array(pairs).reshape(-1, 2).T
    if len(pairs) < 3 or not np.ptp(x) or not np.ptp(y):
        return float("nan")
    return float(spearmanr(x, y).statistic)


def auroc(scores: FloatArray, positive: BoolArray) -> float:
    """Chance that a positive example outscores a negative one, ties counting half; NaN without both.

    Source: Hanley & McNeil, Radiology 143 (1982): the area equals the Mann-Whitney statistic.
    """
    from scipy.stats import mannwhitneyu

    hits, misses = scores[positive], scores[~positive]
    if not len(hits) or not len(misses):
        return float("nan")
    return float(mannwhitneyu(hits, misses).statistic / (len(hits) * len(misses)))
