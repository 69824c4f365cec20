"""Looks over stretches of time, and moments worth going to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.wording.look_times import ROUND_S, LookTimes, round_step, steps_between
from ui.wording.readings import CONFLICTING, NO_SIGNAL
from ui.wording.strip_spans import LookSpan
from ui.wording.turning_points import changes, disagreements, next_of, previous_of

SPANS = [
    LookSpan(0.0, 10.0, "happy"),
    LookSpan(10.0, 11.0, "sad"),
    LookSpan(11.0, 20.0, "happy"),
    LookSpan(30.0, 40.0, CONFLICTING),
    LookSpan(40.0, 41.0, NO_SIGNAL),
    LookSpan(41.0, 50.0, "sad"),
]


@given(st.floats(0, 60), st.floats(0.5, 40))
def test_seconds_are_the_overlaps(start: float, length: float) -> None:
    held = LookTimes(SPANS)
    seconds = dict(zip(held.looks, held.seconds(np.array([start, start + length]))[0], strict=True))
    for look in held.looks:
        overlap = sum(
            max(0.0, min(s.t_end, start + length) - max(s.t_start, start)) for s in SPANS if s.look == look
        )
        assert seconds[look] == pytest.approx(overlap, abs=1e-9)


def test_from_afar_the_longest_look_of_a_step_stands_for_it_and_gaps_stay() -> None:
    led = LookTimes(SPANS).leading(np.arange(0.0, 51.0, 5.0))
    assert led == [
        LookSpan(0.0, 20.0, "happy"),
        LookSpan(30.0, 40.0, CONFLICTING),
        LookSpan(40.0, 50.0, "sad"),
    ]
    assert LookTimes(SPANS).within(5.0, 15.0, 120) == SPANS[:3]  # few enough to be shown as they were
    assert LookTimes(()).within(0.0, 9.0, 120) == []


@given(st.floats(0, 5000), st.floats(4, 20_000), st.integers(10, 500))
def test_steps_cover_a_stretch_in_round_numbers_and_no_more_than_allowed(
    start: float, length: float, most: int
) -> None:
    edges = steps_between(start, start + length, most)
    step = edges[1] - edges[0]
    assert edges[0] <= start + 1e-6 and edges[-1] >= start + length - 1e-6
    assert len(edges) - 1 <= most + 2 or round_step(length / most) == ROUND_S[-1]
    assert min(abs(step - s) for s in ROUND_S) < 1e-6
    assert edges[0] / step == pytest.approx(round(edges[0] / step), abs=1e-6)


def test_changes_are_those_worth_a_word() -> None:
    assert changes(SPANS) == [30.0, 41.0]
    assert disagreements(SPANS) == [SPANS[3]]


def test_going_on_never_stays_where_one_is() -> None:
    times = [1.0, 2.0, 3.0]
    assert [next_of(times, t) for t in (0.0, 1.0, 1.01, 2.5, 3.0)] == [1.0, 2.0, 2.0, 3.0, None]
    assert [previous_of(times, t) for t in (1.0, 2.0, 2.5, 9.0)] == [None, 1.0, 2.0, 3.0]
