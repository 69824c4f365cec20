from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.display import Display
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, State
from fusion.late_fusion import no_signal

LABELS = [
    *((State.CLEAR, e) for e in EMOTIONS),
    (State.MIXED, Emotion.HAPPY),
    (State.CONFLICTING, None),
    (State.UNCLEAR, None),
    (State.NO_SIGNAL, None),
]


def run(labels: list[tuple[State, Emotion | None]]) -> list[Estimate]:
    display = Display()
    raw = [replace(no_signal(i / 10), state=s, emotion=e) for i, (s, e) in enumerate(labels)]
    return [display.show(e) for e in raw]


@given(st.lists(st.sampled_from(LABELS), max_size=120))
def test_between_signals_a_label_changes_at_most_once_a_second(labels: list) -> None:
    shown = run(labels)
    last_change = None
    for before, after in pairwise(shown):
        if State.NO_SIGNAL in (before.state, after.state):
            last_change = after.t
        elif (before.state, before.emotion) != (after.state, after.emotion):
            assert last_change is None or after.t - last_change >= 1 - 1e-9
            last_change = after.t


@given(st.lists(st.sampled_from(LABELS), max_size=120))
def test_a_stale_label_is_never_shown(labels: list) -> None:
    for (state, _), shown in zip(labels, run(labels), strict=True):
        if state is State.NO_SIGNAL:
            assert shown.state is State.NO_SIGNAL


def test_a_flicker_is_not_shown() -> None:
    happy, sad = (State.CLEAR, Emotion.HAPPY), (State.CLEAR, Emotion.SAD)
    shown = run([happy] * 20 + [sad] * 3 + [happy] * 20)
    assert all(e.emotion is not Emotion.SAD for e in shown)


def test_a_true_change_is_shown_within_half_a_second() -> None:
    happy, sad = (State.CLEAR, Emotion.HAPPY), (State.CLEAR, Emotion.SAD)
    shown = run([happy] * 20 + [sad] * 10)
    first = next(e.t for e in shown if e.emotion is Emotion.SAD)
    assert first - 2.0 <= 0.5


def test_a_held_label_carries_its_own_confidence() -> None:
    from fusion.evidence import Evidence, Modality
    from fusion.late_fusion import LateFusion

    display = Display()
    shown = []
    for i in range(25):
        p = np.full(7, 0.1 / 6)
        p[(Emotion.HAPPY if i < 22 else Emotion.ANGRY).position] = 0.9
        evidence = Evidence(Modality.FACE, i / 10, i / 10, p, 1.0)
        shown.append(display.show(LateFusion().estimate([evidence], i / 10)))
    assert shown[21].confidence == pytest.approx(0.9)
    assert shown[22].emotion is Emotion.HAPPY
    assert shown[22].confidence == pytest.approx(0.1 / 6)
