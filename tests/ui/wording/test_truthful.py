"""Whatever the numbers are: no word, sign, announcement or count claims what they deny."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusion.display import Display
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence, Modality, State
from fusion.late_fusion import LateFusion, no_signal
from fusion.log.runs import LONGEST_GAP_S
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from fusion.whom import Whom
from ui.settings import Settings
from ui.wording.estimates import describe, look_of
from ui.wording.looks import looks_of
from ui.wording.practice import GuessTally, tally_words
from ui.wording.readings import UnhurriedWords
from ui.wording.strip_spans import LookSpan, extend, strip_of

LOOKS = looks_of(Settings())
SEVEN = st.lists(st.floats(0.001, 1), min_size=7, max_size=7).map(lambda w: np.array(w) / sum(w))
FEELINGS = [look.word for look in LOOKS.of.values()]
NAMED = st.sampled_from([(State.CLEAR, False), (State.MIXED, True), (State.MIXED, False)])
VOICE, FACE = Modality.VOICE, Modality.FACE


def moment_of(
    state: State, first: Emotion, second: Emotion | None, fused: np.ndarray, weight: float | None
) -> Moment:
    """One with both modalities, or the voice alone where there is no ``weight`` of it."""
    pieces = {"voice": Evidence(VOICE, 0.0, 1.0, fused, 1.0)}
    shares = {VOICE: 1.0, FACE: 0.0}
    if weight is not None:
        pieces["face"] = Evidence(FACE, 0.0, 1.0, fused[::-1].copy(), 1.0)
        shares = {VOICE: weight, FACE: 1 - weight}
    estimate = replace(
        no_signal(1.0), state=state, emotion=first, probabilities=fused, weights=shares, **pieces
    )
    return Moment(estimate, Shown(state, first, 0.0, second=second))


@settings(max_examples=150)
@given(
    NAMED,
    st.sampled_from(EMOTIONS),
    st.sampled_from(EMOTIONS),
    SEVEN,
    st.one_of(st.none(), st.floats(0, 1)),
    st.sampled_from(list(Whom)),
)
def test_the_card_its_signs_and_what_is_told_aloud(
    shown: tuple[State, bool],
    first: Emotion,
    second: Emotion,
    fused: np.ndarray,
    weight: float | None,
    whom: Whom,
) -> None:
    state, named = shown
    looks = LOOKS.about(whom)
    moment = moment_of(state, first, second if named and second is not first else None, fused, weight)
    said = describe(moment, looks)
    chance = fused[first.position]
    assert looks.of[first].word in said.headline
    assert said.headline in said.aloud and said.sureness in said.aloud
    assert said.surely == (not said.second and chance >= 0.6)
    if said.surely:
        assert "Very likely" in said.aloud or "Likely" in said.aloud
    assert bool(said.second) == (state is State.MIXED) == (" or " in said.headline)
    if said.second:
        other = fused[Emotion(said.second).position]
        assert looks.of[Emotion(said.second)].word in said.headline
        if "possible" in said.sureness:
            assert max(chance, other) <= 3 * min(chance, other)
        else:
            assert (said.sureness in ("Possible", "No longer likely")) == (chance + other < 0.6)
    for row, share in (
        (said.voice, moment.estimate.weights[VOICE]),
        (said.face, moment.estimate.weights[FACE]),
    ):
        if row.probabilities is None:
            assert row.weight is None and "counts" not in row.note
            continue
        assert row.weight == share
        if "for most" in row.note or "for almost all" in row.note:
            assert share >= 0.6
        if "a little" in row.note or "almost nothing" in row.note:
            assert share <= 0.4
        assert ("the only one" in row.note) == (weight is None)
    spoken_to = "your" in said.sentence.lower() or "you " in said.sentence.lower()
    assert spoken_to == (whom is Whom.MYSELF)


@settings(max_examples=40)
@given(st.lists(st.tuples(SEVEN, SEVEN, st.booleans(), st.booleans()), min_size=3, max_size=30))
def test_two_feelings_are_named_only_where_both_were_likely(steps: list) -> None:
    """Through the rule and the display that are shipped; a label may be held a while after."""
    fusion, display = LateFusion(), Display()
    pairs: set[frozenset[Emotion]] = set()
    for k, (heard, seen, is_heard, is_seen) in enumerate(steps):
        t = 0.1 * k
        there = ((VOICE, heard, is_heard), (FACE, seen, is_seen))
        pieces = [Evidence(m, t, t, p, 1.0) for m, p, here in there if here]
        estimate = fusion.estimate(pieces, t)
        if estimate.state is State.MIXED:
            pairs.add(frozenset(estimate.ranking[:2]))
        said = describe(display.show(estimate), LOOKS)
        if said.second:
            assert frozenset((Emotion(said.look), Emotion(said.second))) in pairs
        if not pieces:
            assert not said.surely and said.voice.weight is None and said.face.weight is None


@settings(max_examples=60)
@given(
    st.lists(st.tuples(SEVEN, SEVEN, st.sampled_from(range(4)), st.integers(1, 40)), min_size=2, max_size=12),
    st.sampled_from([Mode.BOTH, Mode.VOICE]),
)
def test_no_feeling_is_written_of_the_present_while_nobody_is_heard_or_seen(steps: list, mode: Mode) -> None:
    """Also while words stand: what was read before is told as past, and is what was shown last."""
    fusion, display, words = LateFusion(), Display(), UnhurriedWords()
    last: set[str] = set()
    t = 0.0
    for heard, seen, there, ticks in steps:
        for _ in range(ticks):
            t += 0.1
            pieces = [
                Evidence(m, t, t, p, 1.0) for m, p, bit in ((VOICE, heard, 1), (FACE, seen, 2)) if there & bit
            ]
            moment = display.show(fusion.estimate(pieces, t))
            said = words.of(describe(moment, LOOKS, mode), t)
            named = (moment.shown.emotion, moment.shown.second)
            if moment.shown.state is not State.NO_SIGNAL:
                last = {LOOKS.of[e].word for e in named if e is not None}
            if pieces:
                continue
            written = (said.headline, said.sentence, said.voice.words, said.face.words)
            assert not [word for word in FEELINGS if any(word in text for text in written)]
            assert said.voice.probabilities is None and said.face.probabilities is None
            told = [word for word in FEELINGS if word in said.sureness]
            assert set(told) <= last
            if told:
                assert said.sureness.startswith("Seemed ") and said.brief == said.sureness
            if "enough" in said.sentence:  # it stands for a breath
                assert not last


@given(
    st.lists(
        st.tuples(st.floats(0.1, 4), st.sampled_from(["happy", "sad", "unclear"])), min_size=1, max_size=20
    ),
    st.floats(0.001, 30),  # the clock has gone on since the newest was made
)
def test_nothing_that_ended_reaches_the_edge_of_the_strip(steps: list, after: float) -> None:
    spans: list[LookSpan] = []
    t = 0.0
    for step, look in steps:
        t += step
        extend(spans, [(t, look)])
    now = t + after
    strip = strip_of(spans, now - 120, now, LOOKS)
    reaches = bool(strip.spans) and strip.spans[-1].t_end >= strip.t_to - LONGEST_GAP_S
    if reaches:
        assert strip.spans[-1].look == steps[-1][1] and after <= LONGEST_GAP_S + 0.1 + 1e-9
    if after > LONGEST_GAP_S + 0.1 + 1e-9:
        assert not reaches


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_tally_counts_no_more_than_there_was(alone: int, other: int, same: int) -> None:
    tally = GuessTally()
    for named, agreed in [(False, False)] * alone + [(True, False)] * other + [(True, True)] * same:
        tally = tally.with_guess(named=named, same=agreed)
    said = tally_words(tally)
    if alone + other + same == 0:
        assert said == ""
    elif other + same == 0:
        assert "no feeling" in said
    else:
        assert f"{same} of {other + same} times" in said


@pytest.mark.parametrize("state", list(State))
def test_the_shape_is_of_what_the_headline_says(state: State) -> None:
    named = Emotion.SAD if state in (State.CLEAR, State.MIXED) else None
    fused = np.full(7, 0.05)
    fused[Emotion.SAD.position], fused[Emotion.AFRAID.position] = 0.4, 0.35
    base = moment_of(State.CLEAR, Emotion.SAD, None, fused / fused.sum(), 0.5)
    moment = replace(base, shown=Shown(state, named, 0.0))
    said = describe(moment, LOOKS)
    assert said.look == look_of(moment, LOOKS)
    assert (said.look == "sad") == ("sad" in said.headline)
