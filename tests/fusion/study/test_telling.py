"""Does a quality tell? On examples small enough to count by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fusion.study.telling import Bin, auroc, bins_by_quality, rank_correlation


def test_bins_hold_as_many_answers_each_by_rising_quality() -> None:
    quality = np.array([0.9, 0.1, 0.5, 0.3, 0.7])
    correct = np.array([True, False, True, False, False])
    lower, upper = bins_by_quality(quality, correct, 2)
    assert lower == pytest.approx(Bin(3, 0.1, 0.3, 0.5, 1 / 3))
    assert upper == pytest.approx(Bin(2, 0.7, 0.8, 0.9, 1 / 2))
    assert lower._fields == ("n", "lowest", "quality", "highest", "accuracy")


def test_no_bin_is_empty_and_equal_qualities_keep_their_order() -> None:
    assert [b.n for b in bins_by_quality(np.array([0.2, 0.1]), np.ones(2, dtype=bool), 5)] == [1, 1]
    quality = np.tile([0.5, 0.5, 0.2], 40)
    first_half = np.arange(120) < 60
    bins = bins_by_quality(quality, first_half, 3)
    # Forty of 0.2, half of them early; then eighty of 0.5, the early forty before the late.
    assert [b.accuracy for b in bins] == [0.5, 1.0, 0.0]


def test_rank_correlation_is_spearmans() -> None:
    # Ranks 1 2 3 4 against 2 1 4 3: 1 - 6 * (1 + 1 + 1 + 1) / (4 * 15).
    assert rank_correlation([(1, 20), (2, 10), (3, 900), (4, 30)]) == pytest.approx(0.6)
    assert rank_correlation([(1, 1), (2, 8), (3, 27)]) == pytest.approx(1.0)
    assert rank_correlation([(1, 3), (2, 2), (5, 1)]) == pytest.approx(-1.0)


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [(1.0, 2.0), (2.0, 3.0)],
        [(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)],
        [(1.0, 2.0), (2.0, 2.0), (3.0, 2.0)],
    ],
)
def test_rank_correlation_of_too_little_is_not_a_number(pairs: list[tuple[float, float]]) -> None:
    assert math.isnan(rank_correlation(pairs))


def test_auroc_counts_pairs_and_ties_half() -> None:
    scores = np.array([0.1, 0.4, 0.35, 0.8, 0.35])
    positive = np.array([False, False, True, True, False])
    # Of six pairs .35 beats .1 and ties with .35; .8 beats all three.
    assert auroc(scores, positive) == pytest.approx(4.5 / 6)
    assert math.isnan(auroc(scores, np.ones(5, dtype=bool)))
    assert math.isnan(auroc(scores, np.zeros(5, dtype=bool)))
