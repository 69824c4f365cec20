"""Whose voice it is, with stand-ins whose voices are known: who is told, and what is learnt."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from audio_model.speakers.chain import smooth, smooth_two
from audio_model.speakers.keeping import keep_partner
from audio_model.speakers.lips import LIPS_WINDOW_S, Lips, lip_features
from audio_model.speakers.rule import AGES, Logistic, WhoseRule
from audio_model.speakers.voiceprint import Reading, Voiceprint
from audio_model.speakers.whose import STEP_FRAMES, WhoseVoice
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES, MISSED

RULE = WhoseRule(
    alone=(Logistic((-10.0, 0.0), 5.0),) * AGES,
    pair=(Logistic((-10.0, 0.0, 10.0), 0.0),) * AGES,
    lips=Logistic((0.0, 8.0), -2.0),
    stay=0.8,
)
USER, PARTNER = 0.1, 0.3


class Voices:
    """A model to which a sound's level is its speaker."""

    sha256 = "levels"

    def voices(self, sounds: np.ndarray) -> np.ndarray:
        own = np.abs(np.abs(sounds) - USER).mean(1) < np.abs(np.abs(sounds) - PARTNER).mean(1)
        return np.where(own[:, None], [[1.0, 0.0]], [[0.0, 1.0]]).astype(np.float32)


def whose(*, enrolled: bool = True) -> WhoseVoice:
    model: Any = Voices()
    own = Voiceprint(np.array([[1.0, 0.0]], np.float32), "levels", "")
    return WhoseVoice(RULE, model if enrolled else None, own if enrolled else None)


def say(listener: WhoseVoice, level: float, seconds: float, *, at: float = 0.0, speech: float = 1.0) -> float:
    n = round(seconds / FRAME_S)
    for i in range(n):
        listener.hear(np.full(FRAME_SAMPLES, level, np.float32), speech, at + (i + 1) * FRAME_S)
    return at + n * FRAME_S


def told_by(listener: WhoseVoice) -> set[str]:
    """What says who speaks at the moment."""
    lips = any(step.lips is not None for step in listener.steps)
    return {name for name, tells in (("voice", listener.own is not None), ("lips", lips)) if tells}


@pytest.mark.parametrize("k", [2, 3])
def test_smoothing_is_what_counting_every_course_of_states_gives(k: int) -> None:
    said, stay = 2 * np.random.default_rng(k).normal(size=(6, k)), 0.8
    p = np.exp(said)
    total, of_states = 0.0, np.zeros(said.shape)
    for course in product(range(k), repeat=len(p)):
        weight = 1.0
        for i, state in enumerate(course):
            weight *= p[i, state]
            weight *= 1.0 if i == 0 else stay if state == course[i - 1] else (1 - stay) / (k - 1)
        total += weight
        of_states[range(len(p)), course] += weight
    np.testing.assert_allclose(smooth(said, stay), of_states / total)
    assert len(smooth(said[:0], stay)) == 0
    if k == 2:
        np.testing.assert_allclose(smooth_two(said[:, 1] - said[:, 0], stay), of_states[:, 1] / total)


def test_turns_are_told_apart_and_the_partners_voice_is_learnt() -> None:
    listener = whose()
    assert listener.now() is None
    t = say(listener, USER, 3.0)
    told = listener.now()
    assert told is not None and told.own > 0.9 and told.partner < 0.1
    t = say(listener, PARTNER, 3.0, at=t)
    told = listener.now()
    assert told is not None and told.partner > 0.9
    assert not np.isnan(listener.steps[-1].near[2])
    say(listener, USER, 1.5, at=t)
    shares = listener.partner(round(4.0 / FRAME_S))
    assert shares[: round(1.0 / FRAME_S)].min() > 0.5
    assert shares[-round(0.5 / FRAME_S) :].max() < 0.5


@pytest.mark.parametrize(("level", "own"), [(USER, True), (PARTNER, False)])
def test_a_voice_that_comes_in_pieces_is_known_by_what_was_heard_of_it(level: float, own: bool) -> None:
    """Of a half missed second's mean level the user would be nobody, and the partner the user."""
    listener = whose()
    t = say(listener, PARTNER if own else USER, 3.0)
    for _ in range(5):
        t = say(listener, level, 0.6, at=t)
        t = say(listener, 0.0, 0.5, at=t, speech=MISSED)
    say(listener, level, 0.7, at=t)
    told = listener.now()
    assert told is not None and (told.own if own else told.partner) > 0.9
    shares = listener.partner(round(2.0 / FRAME_S))
    assert shares.max() < 0.5 if own else shares.min() > 0.5


def test_what_was_missed_while_the_user_read_aloud_is_no_part_of_it() -> None:
    listener = whose()
    listener.reading = Reading()
    t = say(listener, USER, 1.0)
    t = say(listener, 0.0, 1.0, at=t, speech=MISSED)
    say(listener, USER, 1.0, at=t)
    assert listener.reading.speech_s == pytest.approx(1.984)
    assert (listener.reading.sound == np.float32(USER)).all()


def test_in_silence_nobody_speaks() -> None:
    listener = whose()
    t = say(listener, USER, 2.0)
    say(listener, 0.0, 2.0, at=t, speech=0.0)
    told = listener.now()
    assert told is not None and told.own == told.partner == 0.0


def test_where_nothing_tells_all_speech_is_the_partners_unless_the_user_says_so() -> None:
    listener = whose(enrolled=False)
    t = say(listener, USER, 2.0)
    assert listener.partner(60).min() > 0.9 and not told_by(listener)
    listener.held = True
    t = say(listener, USER, 2.0, at=t)
    assert listener.partner(30).max() < 0.1
    listener.held = False
    t = say(listener, PARTNER, 2.0, at=t)
    assert listener.partner(30).min() > 0.9
    listener.reading = Reading()  # who reads aloud to be known speaks too
    say(listener, USER, 2.0, at=t)
    assert listener.partner(30).max() < 0.1 and listener.reading.speech_s > 1.5


@pytest.mark.parametrize("missed", [range(0), range(50, 62), range(58, 78)])
def test_lips_alone_tell_a_mouth_in_step_from_one_that_rests(missed: range) -> None:
    """How loud it was where something was missed nobody knows: it was not silent."""
    for moves in (True, False):
        listener = whose(enrolled=False)
        for i in range(round(3.0 / FRAME_S)):
            loud = 0.3 if (i // 8) % 2 else 0.01
            t = (i + 1) * FRAME_S
            if i % 2:
                listener.lips.look(t - FRAME_S / 2, (0.3 if loud > 0.1 else 0.0) if moves else 0.1)
            if i in missed:
                listener.hear(np.zeros(FRAME_SAMPLES, np.float32), MISSED, t)
            else:
                listener.hear(np.full(FRAME_SAMPLES, loud, np.float32), 1.0, t)
        told = listener.now()
        assert told is not None and told_by(listener) == {"lips"}
        assert (told.partner > 0.9) if moves else (told.own > 0.7)


def test_a_mouth_hardly_seen_says_nothing_and_another_mouth_begins_anew() -> None:
    lips = Lips()
    for i in range(20):
        lips.look(0.1 * i, 0.1)
    assert len(lips.between(0.0, 2.0)) == 19  # the first is at the span's open end
    lips.look(2.0, 0.2, person=1)
    assert len(lips.between(0.0, 2.0)) == 1
    times = np.linspace(0.5, 2.0, 40)
    assert lip_features(lips.between(0.5, 2.0), times, times) is None
    looks = np.column_stack([np.linspace(0.5, 0.5 + LIPS_WINDOW_S, 20), np.full(20, 0.1)])
    still = lip_features(looks, times, times)
    assert still is not None and still[1] == 0.0


def test_a_reset_forgets_the_sound_and_keeps_the_voices() -> None:
    listener = whose()
    t = say(listener, USER, 3.0)
    say(listener, PARTNER, 3.0, at=t)
    listener.reset()
    assert listener.now() is None and len(listener.steps) == 0
    say(listener, PARTNER, 1.3)
    assert not np.isnan(listener.steps[-1].near[2])
    assert told_by(listener) == {"voice"}
    listener.know(None, None)
    assert not told_by(listener)


def test_the_same_frames_give_the_same_answers() -> None:
    first, second = whose(), whose()
    for listener in (first, second):
        t = say(listener, USER, 2.0)
        say(listener, PARTNER, 2.0, at=t)
    assert list(first.smoothed()) == list(second.smoothed())


def test_what_is_the_users_is_cut_out_and_what_stays_is_weighed() -> None:
    speech = np.array([1.0, 1.0, 0.0, 1.0])
    kept, surely = keep_partner(speech, np.array([0.1, 0.6, 0.1, 0.8]))
    assert kept.tolist() == [False, True, True, True]
    assert surely == pytest.approx(0.7)
    assert keep_partner(np.zeros(3), np.ones(3))[1] == 0.0


def test_reading_aloud_gathers_sound_beside_the_judging() -> None:
    listener = whose()
    listener.reading = Reading()
    say(listener, USER, 1.0)
    assert listener.reading.speech_s == pytest.approx(1.0, abs=FRAME_S)
    assert len(listener.reading.sound) == round(1.0 / FRAME_S) * FRAME_SAMPLES


def test_a_step_is_eight_frames() -> None:
    listener = whose()
    say(listener, USER, STEP_FRAMES * FRAME_S * 2.5)
    assert len(listener.steps) == 2
