from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.display import Display, Steadiness
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.late_fusion import LateFusion, no_signal
from fusion.moment import Moment, Shown

LABELS = [
    *((State.CLEAR, e) for e in EMOTIONS),
    (State.MIXED, Emotion.HAPPY),
    (State.CONFLICTING, None),
    (State.UNCLEAR, None),
    (State.NO_SIGNAL, None),
]


def run(labels: list[tuple[State, Emotion | None]], steadiness: Steadiness | None = None) -> list[Moment]:
    display = Display(steadiness)
    raw = [replace(no_signal(i / 10), state=s, emotion=e) for i, (s, e) in enumerate(labels)]
    return [display.show(e) for e in raw]


def label_of(shown: Shown) -> tuple[State, Emotion | None]:
    return shown.state, shown.emotion


@given(st.lists(st.sampled_from(LABELS), max_size=120))
def test_between_signals_a_label_changes_at_most_once_a_second(labels: list) -> None:
    last_change = None
    for before, after in pairwise(run(labels)):
        if State.NO_SIGNAL in (before.shown.state, after.shown.state):
            last_change = after.t
        elif label_of(before.shown) != label_of(after.shown):
            assert last_change is None or after.t - last_change >= 1 - 1e-9
            last_change = after.t


@given(st.lists(st.sampled_from(LABELS), max_size=120))
def test_the_estimate_passes_untouched_and_since_is_when_the_shown_label_came(labels: list) -> None:
    moments = run(labels)
    for i, (moment, (state, emotion)) in enumerate(zip(moments, labels, strict=True)):
        assert (moment.estimate.state, moment.estimate.emotion, moment.t) == (state, emotion, i / 10)
        before = moments[i - 1].shown if i else None
        same = before is not None and label_of(before) == label_of(moment.shown)
        assert moment.shown.since == (before.since if same else moment.t)


@given(st.lists(st.sampled_from(LABELS), max_size=120))
def test_a_stale_label_is_never_shown(labels: list) -> None:
    for (state, _), moment in zip(labels, run(labels), strict=True):
        if state is State.NO_SIGNAL:
            assert moment.shown.state is State.NO_SIGNAL


@given(st.integers(0, 100_000))
def test_a_label_comes_on_the_tick_that_confirms_it_and_goes_on_the_tick_that_ends_its_hold(
    first: int,
) -> None:
    happy, sad = (State.CLEAR, Emotion.HAPPY), (State.CLEAR, Emotion.SAD)
    display = Display()
    shown = [
        display.show(replace(no_signal((first + i) / 10), state=state, emotion=emotion)).shown.emotion
        for i, (state, emotion) in enumerate([happy] * 9 + [sad] * 9)
    ]
    # Happy for 0.4 s; 1 s of it held, though sad has been confirmed one tick earlier; sad.
    assert shown == [None] * 4 + [Emotion.HAPPY] * 10 + [Emotion.SAD] * 4


def test_a_flicker_is_not_shown() -> None:
    happy, sad = (State.CLEAR, Emotion.HAPPY), (State.CLEAR, Emotion.SAD)
    shown = run([happy] * 20 + [sad] * 3 + [happy] * 20)
    assert all(m.shown.emotion is not Emotion.SAD for m in shown)


def test_a_true_change_is_shown_within_half_a_second() -> None:
    happy, sad = (State.CLEAR, Emotion.HAPPY), (State.CLEAR, Emotion.SAD)
    shown = run([happy] * 20 + [sad] * 10)
    first = next(m.t for m in shown if m.shown.emotion is Emotion.SAD)
    assert first - 2.0 <= 0.5


def test_a_held_label_leaves_the_estimate_its_own() -> None:
    display = Display()
    shown = []
    for i in range(25):
        p = np.full(7, 0.1 / 6)
        p[(Emotion.HAPPY if i < 22 else Emotion.ANGRY).position] = 0.9
        evidence = Evidence(Modality.FACE, i / 10, i / 10, p, 1.0)
        shown.append(display.show(LateFusion().estimate([evidence], i / 10)))
    assert shown[22].shown.emotion is Emotion.HAPPY
    assert shown[22].estimate.emotion is Emotion.ANGRY
    assert shown[22].estimate.confidence == pytest.approx(0.9)


FLAT = np.full(7, 1 / 7)
STEADINESS = st.builds(Steadiness, confirm_s=st.just(0.4), hold_s=st.sampled_from([1.0, 2.0, 3.0]))


def resting_on(t: float, label: tuple[State, Emotion | None], modalities: frozenset[Modality]) -> Estimate:
    pieces = {m.value: Evidence(m, t, t, FLAT, 1.0) for m in modalities}
    return replace(no_signal(t), state=label[0], emotion=label[1], **pieces)


@given(
    STEADINESS,
    st.lists(
        st.tuples(st.sampled_from(LABELS[:-1]), st.sampled_from([(0,), (1,), (0, 1)]), st.integers(1, 6)),
        max_size=40,
    ),
)
def test_no_label_outlives_the_evidence_it_rested_on(steadiness: Steadiness, runs: list) -> None:
    display, t = Display(steadiness), 0.0
    supported: dict[tuple[State, Emotion | None], tuple[float, frozenset[Modality]]] = {}
    for label, which, n in runs:
        modalities = frozenset(list(Modality)[i] for i in which)
        for _ in range(n):
            t += 0.1
            estimate = resting_on(t, label, modalities)
            supported[label] = (t, modalities)
            shown = display.show(estimate).shown
            own = label_of(shown)
            if own == label or shown.state is State.NO_SIGNAL:
                continue
            since, rested_on = supported[own]
            assert rested_on <= modalities
            assert t - since < steadiness.hold_s + 1e-9


def test_a_label_goes_with_the_voice_it_rested_on_though_it_was_shown_only_just_now() -> None:
    display = Display(Steadiness(hold_s=3.0))
    both, face = frozenset(Modality), frozenset({Modality.FACE})
    angry, unclear = (State.CLEAR, Emotion.ANGRY), (State.UNCLEAR, None)
    shown = [display.show(resting_on(i / 10, angry, both)) for i in range(6)]
    assert shown[-1].shown.emotion is Emotion.ANGRY
    assert (
        display.show(resting_on(0.6, unclear, both)).shown.emotion is Emotion.ANGRY
    )  # held: both still speak
    assert display.show(resting_on(0.7, unclear, face)).shown.state is State.UNCLEAR


def test_a_label_does_not_come_back_after_a_pause() -> None:
    display = Display()
    face = frozenset({Modality.FACE})
    for i in range(20):
        display.show(resting_on(i / 10, (State.CLEAR, Emotion.HAPPY), face))
    assert display.show(resting_on(60.0, (State.UNCLEAR, None), face)).shown.state is State.UNCLEAR


def test_estimates_that_never_agree_do_not_keep_an_old_label() -> None:
    happy = (State.CLEAR, Emotion.HAPPY)
    flicker = [(State.CLEAR, Emotion.SAD), (State.UNCLEAR, None)] * 10
    shown = run([happy] * 20 + flicker)
    assert all(m.shown.emotion is not Emotion.HAPPY for m in shown if m.t >= 1.9 + 1.0)


@pytest.mark.parametrize(("confirm_s", "hold_s"), [(1.5, 1.0), (0.5, 1.5)])
def test_without_support_a_label_goes_after_the_longer_of_the_two_times(
    confirm_s: float, hold_s: float
) -> None:
    happy = (State.CLEAR, Emotion.HAPPY)
    flicker = [(State.CLEAR, Emotion.SAD), (State.UNCLEAR, None)] * 15
    shown = run([happy] * 40 + flicker, Steadiness(confirm_s, hold_s))
    went = next(m.t for m in shown if m.t > 3.9 and m.shown.emotion is not Emotion.HAPPY)
    assert went == pytest.approx(3.9 + 1.5)


@pytest.mark.parametrize("hold_s", [1.0, 2.5])
def test_a_label_is_held_as_long_as_was_chosen(hold_s: float) -> None:
    happy, sad = (State.CLEAR, Emotion.HAPPY), (State.CLEAR, Emotion.SAD)
    shown = run([happy] * 6 + [sad] * 40, Steadiness(hold_s=hold_s))
    came = next(m.t for m in shown if m.shown.emotion is Emotion.HAPPY)
    went = next(m.t for m in shown if m.shown.emotion is Emotion.SAD)
    assert went - came == pytest.approx(hold_s, abs=0.1 + 1e-9)
