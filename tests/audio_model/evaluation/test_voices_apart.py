"""What is said of voices told apart, where it is known whose they are."""

from __future__ import annotations

import numpy as np
import pytest

from audio_model.evaluation.voices_apart import Parted, counted, figures

KNOWN = np.array([10.0, 10.0])


@pytest.mark.parametrize(
    ("weights", "kept", "wrong"),
    [
        ([[9.0, 1.0], [0.0, 10.0]], 0.95, 0.05),
        ([[1.0, 9.0], [10.0, 0.0]], 0.95, 0.05),  # the partner began
        ([[10.0, 10.0]], 0.5, 0.5),  # not told apart: both in one result
        ([[4.0, 0.0], [4.0, 0.0], [0.0, 8.0]], 0.6, 0.25),  # one person in two results
    ],
)
def test_each_voice_counts_in_the_result_that_suits_best(
    weights: list[list[float]], kept: float, wrong: float
) -> None:
    found = figures([Parted(np.array(weights), KNOWN)])
    assert found["found"] == {str(len(weights)): 1}
    assert (found["kept"], found["wrong"]) == pytest.approx((kept, wrong))


def test_voices_are_counted() -> None:
    assert counted([2, 1, 2]) == {"1": 1, "2": 2}
