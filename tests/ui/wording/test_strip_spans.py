"""The stretches of a logged session are those that would have been drawn live."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.emotions import Emotion
from fusion.evidence import State
from fusion.late_fusion import no_signal
from fusion.moment import Moment, Shown
from ui.settings import Settings
from ui.wording.estimates import look_of
from ui.wording.looks import looks_of
from ui.wording.strip_spans import (
    NOTHING_YET,
    LookSpan,
    Strip,
    extend,
    forget_before,
    held,
    in_words,
    minute_of,
    spans_of,
    strip_of,
    within,
)

LABELS = [(State.CLEAR, Emotion.HAPPY), (State.CLEAR, Emotion.SAD), (State.UNCLEAR, None)]


@given(
    st.lists(
        st.tuples(st.sampled_from(LABELS), st.sampled_from([0.1, 0.1, 0.1, 0.9, 1.3, 30.0])), max_size=60
    )
)
def test_all_at_once_is_one_by_one(steps: list) -> None:
    t, moments = 0.0, []
    for (state, emotion), step in steps:
        t += step
        moments.append(Moment(no_signal(t), Shown(state, emotion, t)))
    one_by_one: list[LookSpan] = []
    looks = [look_of(moment, looks_of(Settings())) for moment in moments]
    for moment, look in zip(moments, looks, strict=True):
        extend(one_by_one, [(moment.t, look)])
    assert spans_of(np.array([moment.t for moment in moments]), looks) == one_by_one


@given(
    st.lists(
        st.tuples(st.sampled_from(["happy", "sad"]), st.sampled_from([0.1, 0.1, 0.9, 30.0])), max_size=60
    )
)
def test_how_long_each_was_shown_needs_the_newest_stretch_only(steps: list) -> None:
    """A session may last for hours: what is over is added up and let go of."""
    t, all_of_them, newest, over = 0.0, list[LookSpan](), list[LookSpan](), dict[str, float]()
    for look, step in steps:
        t += step
        extend(all_of_them, [(t, look)])
        extend(newest, [(t, look)])
        over = held(newest[:-1], over)
        del newest[:-1]
    assert held(newest, over) == pytest.approx(held(all_of_them))
    assert len(newest) <= 1


def test_moments_of_one_gist_look_the_same() -> None:
    from fusion.evidence import Evidence, Modality
    from fusion.log.rows import LoggedMoments, row_of

    rng = np.random.default_rng(0)
    made: list[Moment] = []
    for i in range(300):
        state = list(State)[i % 5]
        emotion = Emotion.ANGRY if state in (State.CLEAR, State.MIXED) else None
        pieces = {
            m.value: Evidence(m, i, i, rng.dirichlet(np.ones(7) / 4), 1.0)
            for m in Modality
            if rng.random() < 0.8
        }
        made.append(Moment(replace(no_signal(float(i)), **pieces), Shown(state, emotion, i)))
    logged = LoggedMoments([row_of(1, moment) for moment in made])
    settings = Settings()
    settings.look(Emotion.SAD).word = settings.look(Emotion.AFRAID).word
    looks = looks_of(settings)
    seen: dict[tuple[object, ...], str] = {}
    for i, moment in enumerate(made):
        look = look_of(moment, looks)
        assert look_of(logged[i], looks) == look
        assert seen.setdefault(logged.gist(i), look) == look
    np.testing.assert_allclose(logged.probabilities, [m.estimate.probabilities for m in made], atol=1e-6)
    np.testing.assert_array_equal(logged.times, [m.t for m in made])
    assert [m.t for m in logged[-1:]] == [299.0]


LOOKS = looks_of(Settings())
PAST = [LookSpan(0.0, 10.0, "happy"), LookSpan(10.0, 30.0, "no_signal"), LookSpan(40.0, 42.0, "sad")]


def test_moments_join_up_to_a_second_apart() -> None:
    spans: list[LookSpan] = []
    extend(spans, [(0.5, "sad"), (1.6, "sad")])  # 0.6 + 1.0
    assert spans == [LookSpan(0.5, 1.7000000000000002, "sad")]
    extend(spans, [(2.75, "sad")])
    assert spans[1:] == [LookSpan(2.75, 2.85, "sad")]
    extend(spans, [(3.5, "happy")])  # another look: the one before lasted until then
    assert spans[1:] == [LookSpan(2.75, 3.5, "sad"), LookSpan(3.5, 3.6, "happy")]
    extend(spans, [(3.0, "happy")])  # earlier than the newest began: told again from there
    assert spans[2:] == [LookSpan(3.5, 3.6, "happy"), LookSpan(3.0, 3.1, "happy")]
    extend(spans, [(3.1, "happy"), (3.2, "happy"), (3.3, "sad")])  # several at once
    assert spans[3:] == [LookSpan(3.0, 3.3, "happy"), LookSpan(3.3, 3.4, "sad")]
    assert spans_of(np.array([]), []) == []


def test_what_lies_between_two_times_is_cut_to_them() -> None:
    assert within(PAST, 5.0, 41.0) == [
        LookSpan(5.0, 10.0, "happy"),
        LookSpan(10.0, 30.0, "no_signal"),
        LookSpan(40.0, 41.0, "sad"),
    ]
    assert within(PAST, 30.0, 40.0) == []
    assert within(PAST, 9.0, 10.0) == [LookSpan(9.0, 10.0, "happy")]


def test_what_has_ended_is_forgotten() -> None:
    for t, left in ((10.0, 3), (10.5, 2), (30.0, 2), (30.5, 1), (42.5, 0)):
        spans = list(PAST)
        forget_before(spans, t)
        assert spans == PAST[3 - left :]


def test_a_strip_is_what_lies_in_it_in_pictures_and_in_words() -> None:
    strip = strip_of(PAST, 2.0, 42.0, LOOKS, [1.9, 2.0, 20.0, 42.0, 42.1])
    assert strip == Strip(
        (LookSpan(2.0, 10.0, "happy"), *PAST[1:]),
        2.0,
        42.0,
        (2.0, 20.0, 42.0),
        "happy for 8 seconds, then sad for 2 seconds.",
    )
    empty = strip_of([], 0.0, 0.0, LOOKS)
    assert (empty.t_to, empty.marks, empty.words) == (0.001, (), NOTHING_YET)  # never without length


def test_a_stretch_is_worth_a_word_from_a_second_and_a_half_and_the_last_twelve_are_told() -> None:
    assert in_words([LookSpan(0.0, 1.5, "sad")], LOOKS) == "sad for 2 seconds."
    assert in_words([LookSpan(0.0, 1.49, "sad")], LOOKS) == NOTHING_YET
    assert in_words([LookSpan(0.0, 9.0, "no_signal")], LOOKS) == NOTHING_YET
    spans = [LookSpan(k * 60.0, (k + 1) * 60.0, "sad" if k % 2 else "happy") for k in range(14)]
    told = in_words(spans, LOOKS)
    assert told.count("minute") == 12 and told.startswith("happy for 1 minute, then sad for 1 minute, then")
    assert in_words([*spans, LookSpan(900.0, 905.0, "angry")], LOOKS, most=1) == "angry for 5 seconds."


def test_what_goes_on_after_a_moment_is_told_in_one() -> None:
    spans = [LookSpan(0.0, 4.0, "sad"), LookSpan(4.0, 5.0, "happy"), LookSpan(6.0, 9.0, "sad")]
    assert in_words(spans, LOOKS) == "sad for 7 seconds."
    other = LookSpan(9.0, 12.0, "happy")
    assert in_words([*spans, other, *spans], LOOKS) == (
        "sad for 7 seconds, then happy for 3 seconds, then sad for 7 seconds."
    )


def test_the_last_minute_shows_what_held_longest_in_each_ten_seconds() -> None:
    spans = [
        LookSpan(30.0, 41.0, "calm"),  # one second of it lies in the minute before 100
        LookSpan(41.0, 44.5, "happy"),
        LookSpan(44.5, 48.0, "sad"),
        LookSpan(48.0, 52.0, "happy"),  # 3.5 and 2 seconds of the first ten
        LookSpan(60.0, 66.0, "angry"),
        LookSpan(66.0, 80.0, "afraid"),
        LookSpan(95.0, 100.0, "neutral"),
        LookSpan(100.0, 120.0, "surprised"),  # later
    ]
    minute = minute_of(spans, 100.0, LOOKS)
    assert minute.looks == ("happy", "happy", "angry", "afraid", "no_signal", "neutral")
    assert minute.words == (
        "happy for 4 seconds, then sad for 4 seconds, then happy for 4 seconds, then angry for 6 seconds, "
        "then worried for 14 seconds, then calm for 5 seconds."
    )
