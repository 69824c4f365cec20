"""What is shown, against the closed form of a cumulative sum: time = cost / rate of evidence."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusion.display import _OPPOSITES, LATELY_S, Display, Steadiness
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.late_fusion import no_signal
from fusion.moment import Moment, Shown

BOTH = frozenset(Modality)
VOICE, FACE = frozenset({Modality.VOICE}), frozenset({Modality.FACE})
FLAT = np.full(7, 1 / 7)
LIKELY = st.floats(1.05 * Steadiness().name_from, 0.99)
"""More probable than a label must be to be named at all."""


def estimate(
    t: float, p: np.ndarray, modalities: frozenset[Modality] = BOTH, state: State | None = None
) -> Estimate:
    """What rests on the pieces; the state from the usual rule's thresholds unless given."""
    second, first = np.sort(p)[-2:]
    if state is None:
        mixed = second >= 0.3 and first + second >= 0.75
        state = State.CLEAR if first >= 0.6 else State.MIXED if mixed else State.UNCLEAR
    named = EMOTIONS[int(np.argmax(p))] if state in (State.CLEAR, State.MIXED) else None
    pieces = {m.value: Evidence(m, t, t, FLAT, 1.0) for m in modalities}
    return replace(
        no_signal(t), state=state, emotion=named, probabilities=p, confidence=float(p.max()), **pieces
    )


def surely(p: float, emotion: Emotion, other: Emotion | None = None, q: float = 0.0) -> np.ndarray:
    """``p`` of one emotion, ``q`` of another, the rest shared by all others."""
    rest = np.full(7, (1 - p - q) / (6 if other is None else 5))
    rest[emotion.position] = p
    if other is not None:
        rest[other.position] = q
    return rest


def run(distributions: Sequence[np.ndarray | None], display: Display | None = None) -> list[Moment]:
    """Ten a second; None is no signal."""
    display = display or Display()
    return [
        display.show(no_signal(i / 10) if p is None else estimate(i / 10, p))
        for i, p in enumerate(distributions)
    ]


def label_of(shown: Shown) -> tuple[State, Emotion | None, Emotion | None]:
    return shown.state, shown.emotion, shown.second


DISTRIBUTIONS = st.lists(st.floats(0.001, 1), min_size=7, max_size=7).map(
    lambda w: np.array(w) ** 3 / (np.array(w) ** 3).sum()
)
RUNS = st.lists(st.tuples(DISTRIBUTIONS | st.none(), st.integers(1, 25)), max_size=8).map(
    lambda runs: [p for p, n in runs for _ in range(n)]
)


@settings(max_examples=40)
@given(LIKELY, st.sampled_from([0.5, 1.0, 2.0]))
def test_a_feeling_is_named_once_its_evidence_is_enough(p: float, slowness: float) -> None:
    s = Steadiness(slowness=slowness)
    moments = run([surely(p, Emotion.SAD)] * 400, Display(s))
    named = next(m.t for m in moments if m.shown.emotion is Emotion.SAD)
    assert named == pytest.approx(slowness * s.name_cost / math.log(p / s.name_from), abs=0.1 + 1e-6)


@settings(max_examples=40)
@given(LIKELY)
def test_a_true_change_is_shown_once_its_evidence_is_enough(p: float) -> None:
    s = Steadiness()
    moments = run([surely(0.95, Emotion.HAPPY)] * 50 + [surely(p, Emotion.SAD)] * 400)
    changed = next(m.t for m in moments if m.shown.emotion is Emotion.SAD)
    took_s = s.switch_cost / math.log(p / s.name_from)
    # On the way "unclear" may be reached first: the old label is all but ruled out.
    to_unclear_s = s.leave_cost / math.log(s.leave_below / max((1 - p) / 6, 0.03))
    if took_s < to_unclear_s - 0.1:
        assert changed - 5.0 == pytest.approx(took_s, abs=0.1 + 1e-6)
    else:
        assert changed - 5.0 <= to_unclear_s + s.name_cost / math.log(p / s.name_from) + 0.2


def test_a_feeling_that_is_hardly_likely_any_more_is_left() -> None:
    s = Steadiness()
    moments = run([surely(0.95, Emotion.HAPPY)] * 50 + [FLAT] * 200)
    left = next(m.t for m in moments if m.t > 5 and m.shown.state is State.UNCLEAR)
    assert left - 5.0 == pytest.approx(s.leave_cost / math.log(s.leave_below * 7), abs=0.1 + 1e-6)


def test_a_flicker_is_not_shown() -> None:
    happy, sad = surely(0.95, Emotion.HAPPY), surely(0.95, Emotion.SAD)
    moments = run([happy] * 30 + [sad] * 4 + [happy] * 30 + [sad] * 4 + [happy] * 30)
    assert {m.shown.emotion for m in moments[20:]} == {Emotion.HAPPY}


def test_weak_evidence_for_changing_feelings_names_none() -> None:
    weak = [surely(0.45, e) for e in EMOTIONS]
    moments = run([weak[i // 5 % 7] for i in range(300)])
    assert {m.shown.state for m in moments[25:]} == {State.UNCLEAR}


@settings(max_examples=40)
@given(RUNS)
def test_the_estimate_passes_untouched_and_since_is_when_the_shown_label_came(runs: list) -> None:
    moments = run(runs)
    for i, moment in enumerate(moments):
        assert moment.t == i / 10
        before = moments[i - 1].shown if i else None
        same = before is not None and label_of(before) == label_of(moment.shown)
        assert moment.shown.since == (before.since if before is not None and same else moment.t)


@settings(max_examples=40)
@given(RUNS)
def test_nothing_is_shown_of_a_signal_that_is_gone(runs: list) -> None:
    for p, moment in zip(runs, run(runs), strict=True):
        if p is None:
            assert label_of(moment.shown) == (State.NO_SIGNAL, None, None)


@settings(max_examples=40)
@given(RUNS)
def test_one_named_feeling_follows_another_only_after_the_least_time_evidence_takes(runs: list) -> None:
    s = Steadiness()
    least_s = s.switch_cost / math.log(1 / s.name_from)
    for before, after in pairwise(run(runs)):
        if before.shown.emotion and after.shown.emotion and label_of(before.shown) != label_of(after.shown):
            assert after.t - before.shown.since >= least_s - 1e-9


@settings(max_examples=40)
@given(RUNS)
def test_opposites_are_never_named_together(runs: list) -> None:
    for moment in run(runs):
        shown = moment.shown
        if shown.second is not None:
            assert shown.state is State.MIXED
            assert frozenset((shown.emotion, shown.second)) not in _OPPOSITES


def test_two_feelings_that_are_both_likely_are_both_named_and_stay_though_the_leading_one_changes() -> None:
    sad_first = surely(0.45, Emotion.SAD, Emotion.AFRAID, 0.42)
    afraid_first = surely(0.45, Emotion.AFRAID, Emotion.SAD, 0.42)
    moments = run([sad_first] * 40 + [afraid_first, sad_first] * 20)
    both = {label_of(m.shown) for m in moments[40:]}
    assert both == {(State.MIXED, Emotion.SAD, Emotion.AFRAID)}


def test_calm_or_angry_is_no_feeling() -> None:
    moments = run([surely(0.47, Emotion.NEUTRAL, Emotion.ANGRY, 0.45)] * 100)
    assert {m.shown.state for m in moments[25:]} == {State.UNCLEAR}


def test_voice_and_face_differ_only_when_they_do_for_a_while() -> None:
    display, p = Display(), surely(0.5, Emotion.HAPPY, Emotion.ANGRY, 0.4)
    shown = [display.show(estimate(i / 10, p, state=State.CONFLICTING)).shown for i in range(30)]
    assert shown[5].state is not State.CONFLICTING
    assert shown[-1].state is State.CONFLICTING
    happy = surely(0.95, Emotion.HAPPY)
    after = [display.show(estimate(3 + i / 10, happy)).shown for i in range(30)]
    assert after[-1].emotion is Emotion.HAPPY


def test_a_feeling_stays_while_voice_and_face_differ_for_a_moment_and_gives_way_once_they_go_on() -> None:
    s, display = Steadiness(), Display()
    happy, torn = surely(0.95, Emotion.HAPPY), surely(0.5, Emotion.HAPPY, Emotion.ANGRY, 0.4)
    for i in range(50):
        assert display.show(estimate(i / 10, happy)).t == i / 10
    states = [
        display.show(estimate(5 + i / 10, torn, state=State.CONFLICTING)).shown.state for i in range(90)
    ]
    differ_s = next(i / 10 for i, state in enumerate(states) if state is not State.CLEAR) + 0.1
    assert set(states) == {State.CLEAR, State.CONFLICTING}
    assert differ_s == pytest.approx(2.5 * s.switch_cost / math.log(0.9 / s.name_from), abs=0.1 + 1e-6)


@pytest.mark.parametrize(("p", "stays"), [(0.9, True), (0.4, True), (0.3, False)])
def test_a_label_must_hold_its_own_once_a_modality_it_rested_on_is_gone(p: float, stays: bool) -> None:
    display, angry = Display(), surely(0.95, Emotion.ANGRY)
    for i in range(40):
        last = display.show(estimate(i / 10, angry)).shown
    assert last.emotion is Emotion.ANGRY
    alone = display.show(estimate(4.0, surely(p, Emotion.ANGRY), FACE)).shown
    assert (alone.emotion is Emotion.ANGRY) is stays
    assert stays or alone.state is State.UNCLEAR


@pytest.mark.parametrize(("pause_s", "at_once"), [(2.0, True), (6.0, False)])
def test_after_a_short_pause_the_same_feeling_is_named_again_at_once(pause_s: float, at_once: bool) -> None:
    sad = surely(0.9, Emotion.SAD)
    moments = run([sad] * 40 + [None] * round(10 * pause_s) + [sad] * 2)
    assert (moments[-2].shown.emotion is Emotion.SAD) is at_once


@pytest.mark.parametrize(("p", "comes_back"), [(0.4, True), (0.3, False)])
def test_after_a_short_pause_a_feeling_comes_back_while_it_is_still_likely(
    p: float, comes_back: bool
) -> None:
    moments = run([surely(0.9, Emotion.SAD)] * 40 + [None] * 10 + [surely(p, Emotion.SAD)])
    back = label_of(moments[-1].shown)
    assert back == ((State.CLEAR, Emotion.SAD, None) if comes_back else (State.UNCLEAR, None, None))


def test_after_a_short_pause_another_feeling_is_not_the_old_one() -> None:
    moments = run([surely(0.9, Emotion.SAD)] * 40 + [None] * 10 + [surely(0.9, Emotion.HAPPY)] * 3)
    assert all(m.shown.emotion is None for m in moments[-3:])


@pytest.mark.parametrize("before", [surely(0.9, Emotion.SAD), FLAT])
@pytest.mark.parametrize(("pause_s", "known"), [(2.0, True), (6.0, False)])
def test_whoever_goes_on_after_a_short_pause_is_not_taken_in_anew(
    before: np.ndarray, pause_s: float, known: bool
) -> None:
    moments = run([before] * 40 + [None] * round(10 * pause_s) + [FLAT] * 15)
    gone_on = {m.shown.state for m in moments[-15:]}
    assert gone_on == {State.UNCLEAR if known else State.NO_SIGNAL}


def test_a_long_gap_between_estimates_counts_for_half_a_second_of_evidence() -> None:
    display, sad = Display(Steadiness(name_cost=0.4)), surely(0.99, Emotion.SAD)
    display.show(estimate(0.0, sad))
    assert display.show(estimate(60.0, sad)).shown.emotion is None
    assert display.show(estimate(60.4, sad)).shown.emotion is Emotion.SAD


def test_settings_move_what_is_usual_within_bounds() -> None:
    usual = Steadiness()
    assert usual.moved(0.1, 2.0) == replace(usual, name_from=usual.name_from + 0.1, slowness=2.0)
    assert usual.moved(-1.0, 1.0).name_from == 0.3
    assert usual.moved(1.0, 1.0).name_from == 0.9


def test_what_was_named_until_a_moment_ago_is_known_and_is_not_the_present() -> None:
    n = round(10 * LATELY_S)
    moments = run([surely(0.9, Emotion.SAD)] * 40 + [None] * (n + 5))
    gone = [m.shown for m in moments[40:]]
    assert {s.state for s in gone} == {State.NO_SIGNAL}
    assert {s.lately for s in gone[:n]} == {(Emotion.SAD,)}
    assert gone[-1].lately == ()
    assert {m.shown.lately for m in moments[:40]} == {()}


def test_of_two_that_were_named_both_are_known_and_of_none_none() -> None:
    two = surely(0.45, Emotion.SAD, Emotion.AFRAID, 0.45)
    moments = run([two] * 60 + [None] * 10)
    assert moments[59].shown.state is State.MIXED
    assert set(moments[-1].shown.lately) == {Emotion.SAD, Emotion.AFRAID}
    moments = run([FLAT] * 60 + [None] * 10)
    assert moments[59].shown.state is State.UNCLEAR
    assert moments[-1].shown.lately == ()


def test_what_was_named_of_somebody_else_is_forgotten_when_that_is_said() -> None:
    display = Display()
    run([surely(0.9, Emotion.SAD)] * 40 + [None] * 10, display)
    display.forget()
    assert display.show(no_signal(5.1)).shown.lately == ()
