"""A whole recording heard beforehand, of people whose voices are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from audio_model.speakers.apart import BothVoices
from audio_model.speakers.both import settled, steps_in, throughout_of
from audio_model.speakers.rule import AGES, Logistic, WhoseRule
from audio_model.speakers.voiceprint import Voiceprint
from audio_model.speakers.whose import Step, WhoseVoice
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES
from fusion.interfaces import AudioChunk

RULE = WhoseRule(
    alone=(Logistic((-10.0, 0.0), 5.0),) * AGES,
    pair=(Logistic((-10.0, 0.0, 10.0), 0.0),) * AGES,
    lips=Logistic((0.0, 8.0), -2.0),
    stay=0.8,
)


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


class Levels:
    """A model to which a sound's level is its speaker: 0.1 the user's, more the partner's."""

    sha256 = "levels"

    def voices(self, sounds: np.ndarray) -> np.ndarray:
        own = np.sqrt(np.square(sounds).mean(axis=1)) < 0.15
        return np.where(own[:, None], [[1.0, 0.0]], [[0.0, 1.0]]).astype(np.float32)


def test_a_recording_is_heard_in_whatever_pieces_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audio_model.speakers.both.VoiceActivity", AllSpeech)
    noise = np.random.default_rng(1).normal(size=20 * 16_000).astype(np.float32)
    level = np.where(np.arange(len(noise)) // 64_000 % 2 == 0, 0.1, 0.3).astype(np.float32)
    own = Voiceprint(np.array([[1.0, 0.0]], np.float32), "levels", "")
    model: Any = Levels()

    def chunks(size: int) -> Iterator[AudioChunk]:
        for first in range(0, len(noise), size):
            yield AudioChunk((noise * level)[first : first + size], first / 16_000)

    for size in (1600, 777):
        known = throughout_of(steps_in(chunks(size), RULE, model), own, RULE)
        for t in np.arange(0.6, 19.8, 0.256):
            assert abs(t - 4 * round(t / 4)) < 0.3 or (known.log_odds(t)[0] > 0) is (int(t // 4) % 2 == 1)


def test_who_speaks_is_told_at_once_and_no_voice_is_heard_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audio_model.speakers.both.VoiceActivity", AllSpeech)
    noise = np.random.default_rng(2).normal(size=16 * 16_000).astype(np.float32)
    level = np.where(np.arange(len(noise)) // 64_000 % 2 == 0, 0.1, 0.3).astype(np.float32)
    own = Voiceprint(np.array([[1.0, 0.0]], np.float32), "levels", "")
    model: Any = Levels()
    known = throughout_of(steps_in([AudioChunk(noise * level, 0.0)], RULE, model), own, RULE)
    whose = WhoseVoice(RULE, None, own, throughout=known)
    assert not whose.hears_voices
    for number, frame in enumerate((noise * level)[: 500 * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES), 1):
        t = number * FRAME_S
        whose.hear(frame, 1.0, t)
        if number % 8 == 0 and abs(t - 4 * round(t / 4)) > 0.3:
            now = whose.now()
            assert now is not None
            assert (now.partner > 0.5) is (int(t // 4) % 2 == 1)


def test_of_one_person_alone_it_is_told_as_along_the_way_once_it_is_settled() -> None:
    rng = np.random.default_rng(3)
    user = unit(rng.normal(size=64))
    own = Voiceprint(user[None].astype(np.float32), "", "")
    heard = [unit(user + 0.12 * rng.normal(size=64)).astype(np.float32) for _ in range(80)]
    steps = [Step(0.256 * (n + 1), 1.0, voice) for n, voice in enumerate(heard)]
    known = throughout_of(steps, own, RULE)
    whose = WhoseVoice(RULE, None, own)
    np.testing.assert_array_equal(known.partner, settled(whose, steps))
    np.testing.assert_array_equal(known.partner[-7:], whose.smoothed()[-7:])
    assert (known.partner < 0.5).mean() > 0.9
    assert throughout_of([], own, RULE).log_odds(1.0) == []


def test_a_gap_in_a_recording_is_a_gap_in_what_was_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audio_model.speakers.both.VoiceActivity", AllSpeech)
    noise = np.random.default_rng(1).normal(size=4 * 16_000).astype(np.float32)
    model: Any = Levels()
    steps = steps_in([AudioChunk(0.1 * noise, 1.0), AudioChunk(0.3 * noise, 60.0)], RULE, model)
    ends = np.array([step.t_end for step in steps])
    assert 1.2 < ends.min() < ends[ends < 30].max() <= 5.0
    assert 60.2 < ends[ends > 30].min() < ends.max() <= 64.0
    heard = {step.t_end > 30: step.voice for step in steps if step.voice is not None}
    assert heard[False].argmax() == 0 and heard[True].argmax() == 1
    assert all((step.level > -15) is (step.t_end > 30) for step in steps)


class AllSpeech:
    """Takes everything for speech."""

    def probability(self, _frame: np.ndarray) -> float:
        return 1.0

    def reset(self) -> None:
        pass


def test_who_is_known_beforehand_is_told_from_the_first_word() -> None:
    own = Voiceprint(np.array([unit(np.array([1.0, 1.0]))], np.float32), "levels", "")  # as near to either
    model: Any = Levels()
    known = BothVoices(np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    told = {}
    for name, both in (("before", known), ("on the way", None)):
        whose, t = WhoseVoice(RULE, model, own, both), 0.0
        for level in (0.3, 0.1):
            for _ in range(round(1.5 / FRAME_S)):
                t += FRAME_S
                whose.hear(np.full(FRAME_SAMPLES, level, np.float32), 1.0, t)
            now = whose.now()
            assert now is not None
            told[name, level] = now.partner
    assert told["before", 0.3] > 0.9 and told["before", 0.1] < 0.1
    assert abs(told["on the way", 0.3] - told["on the way", 0.1]) < 0.5
