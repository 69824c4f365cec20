"""Figures of what is shown, on made labels whose figures can be counted by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from fusion.emotions import Emotion
from fusion.evidence import Estimate, State
from fusion.late_fusion import no_signal
from fusion.moment import Shown
from fusion.study.steadiness import Stretch, hysteresis, intervals, judge_labels, led_on_average

SAD, HAPPY = Emotion.SAD, Emotion.HAPPY


def stretch(n: int, after: Emotion, t_change: float, t_end: float) -> Stretch:
    return Stretch(tuple(no_signal((i + 1) / 10) for i in range(n)), after, t_change, t_end)


def as_told(*labels: tuple[int, Emotion | None]) -> list[Shown]:
    return [
        Shown(State.CLEAR if emotion else State.UNCLEAR, emotion, 0.0)
        for n, emotion in labels
        for _ in range(n)
    ]


def test_changes_shares_and_lags_are_counted() -> None:
    held, change = stretch(340, SAD, 0.0, 30.0), stretch(260, HAPPY, 10.0, 22.0)
    told = {
        30.0: as_told((100, None), (100, SAD), (50, HAPPY), (60, SAD), (30, None)),
        22.0: as_told((120, SAD), (35, None), (105, HAPPY)),
    }

    def label(estimates: Sequence[Estimate]) -> list[Shown]:
        return told[30.0 if len(estimates) == 340 else 22.0]

    figures = judge_labels([held, change], label)
    assert (figures["n_held"], figures["n_changes"]) == (1, 1)
    assert figures["changes_per_minute"] == pytest.approx(3 / 0.5)
    assert figures["other_words_per_minute"] == pytest.approx(3 / 0.5)
    assert figures["named_right"] == pytest.approx(150 / 300)
    assert figures["named_wrong"] == pytest.approx(50 / 300)
    assert figures["named"] == 1.0
    assert figures["median_s"] == pytest.approx(5.6)  # the 156th tick of ten a second, from 10 s on
    assert figures["waited_s"] == pytest.approx(5.6)
    assert figures["longest_after_the_end_s"] == pytest.approx(4.0)


def test_a_silence_is_a_change_of_the_card_but_not_of_words() -> None:
    quiet = [Shown(State.NO_SIGNAL, None, 0.0)] * 20
    told = [*as_told((100, SAD)), *quiet, *as_told((100, SAD), (80, None))]
    figures = judge_labels([stretch(300, SAD, 0.0, 30.0)], lambda _: told)
    assert figures["changes_per_minute"] == pytest.approx(3 / 0.5)
    assert figures["other_words_per_minute"] == pytest.approx(1 / 0.5)


def test_the_first_label_is_a_change_of_the_card_but_not_of_a_label() -> None:
    nothing = [Shown(State.NO_SIGNAL, None, 0.0)] * 60
    told = [*nothing, *as_told((60, None), (180, SAD))]
    figures = judge_labels([stretch(300, SAD, 0.0, 30.0)], lambda _: told)
    assert figures["changes_per_minute"] == pytest.approx(2 / 0.5)
    assert figures["from_the_first_per_minute"] == pytest.approx(1 / 0.4)


def test_a_change_that_is_never_named_has_no_lag() -> None:
    figures = judge_labels([stretch(260, HAPPY, 10.0, 22.0)], lambda e: as_told((260, SAD)))
    assert figures["named"] == 0.0 and figures["median_s"] is None
    assert figures["waited_s"] == pytest.approx(12.0)  # all that there was of it
    assert figures["changes_per_minute"] is None


def test_the_earlier_rule_confirms_and_holds() -> None:
    happy, sad = (
        [Estimate(i / 10, State.CLEAR, e, 0.9, no_signal(0.0).probabilities, {}, 0.0) for i in ticks]
        for e, ticks in ((HAPPY, range(9)), (SAD, range(9, 18)))
    )
    # Happy for 0.4 s; 1 s of it held, though sad has been confirmed one tick earlier; sad.
    shown = [s.emotion for s in hysteresis([*happy, *sad])]
    assert shown == [None] * 4 + [HAPPY] * 10 + [SAD] * 4


def test_an_interval_is_as_wide_as_chance_alone_makes_it() -> None:
    groups = [{"named_wrong": float(i % 4 == 0), "named": None} for i in range(400)]
    low, high = intervals(groups, ("named_wrong",), seed=0)["named_wrong"]
    half = 1.96 * (0.25 * 0.75 / 400) ** 0.5  # a share of one in four
    assert (low, high) == (pytest.approx(0.25 - half, abs=0.006), pytest.approx(0.25 + half, abs=0.006))
    assert intervals(groups[:1] * 5, ("named_wrong", "named"), seed=0) == {"named_wrong": [1.0, 1.0]}


def test_what_leads_after_a_change_leads_on_average_of_what_is_said() -> None:
    def said(t: float, emotion: Emotion, p: float) -> Estimate:
        probabilities = np.full(7, (1 - p) / 6)
        probabilities[emotion.position] = p
        return Estimate(t, State.CLEAR, emotion, p, probabilities, {}, 0.0)

    before = [said(t / 10, HAPPY, 0.99) for t in range(1, 101)]
    silence = [no_signal(10.0 + t / 10) for t in range(1, 11)]
    after = [said(11 + t / 10, SAD if t % 3 else HAPPY, 0.6) for t in range(1, 100)]
    led = Stretch((*before, *silence, *after), SAD, 10.0, 20.9)
    missed = Stretch((*before, *silence, *after), Emotion.ANGRY, 10.0, 20.9)
    held = Stretch(tuple(before), HAPPY, 0.0, 10.0)
    assert led_on_average([led, held]) == 1.0
    assert led_on_average([led, missed, held]) == 0.5
    assert led_on_average([held]) is None
