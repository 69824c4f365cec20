"""What is said of voices told apart, where it is known whose they are."""

from __future__ import annotations

import numpy as np
import pytest

from audio_model.evaluation.voices_apart import Parted, counted, figures, who_spoke
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.several import SeveralVoices
from audio_model.speakers.whose import STEP_S, Step

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


def test_whoever_sounds_nearest_is_said_to_have_spoken() -> None:
    voices = SeveralVoices(np.eye(3, 16), 0.0)
    truth = np.repeat([2, 0, 1, 2], 12)
    steps = [
        Step((n + 1) * STEP_S, 1.0, voices.middles[who].astype(np.float32)) for n, who in enumerate(truth)
    ]
    told = who_spoke(steps, voices, WhoseRule.shipped())
    assert (told == truth).mean() > 0.85  # a step lies in windows of four
    assert not who_spoke(steps, None, WhoseRule.shipped()).any()
