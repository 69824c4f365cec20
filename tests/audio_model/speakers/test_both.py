"""Both voices learnt from a whole recording, of people whose voices are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from audio_model.speakers.both import both_in, told_apart
from audio_model.speakers.rule import AGES, Logistic, WhoseRule
from audio_model.speakers.voiceprint import Voiceprint
from audio_model.speakers.whose import BothVoices, WhoseVoice
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES
from fusion.interfaces import AudioChunk

N = 64
RULE = WhoseRule(
    alone=(Logistic((-10.0, 0.0), 5.0),) * AGES,
    pair=(Logistic((-10.0, 0.0, 10.0), 0.0),) * AGES,
    lips=Logistic((0.0, 8.0), -2.0),
    stay=0.8,
)


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def about(middle: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Voices of one person: about their middle, as near to it as windows of a second are."""
    spread = rng.normal(0, 1.0 / np.sqrt(N), (n, N))
    return np.array([unit(middle + one) for one in spread], np.float32)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def people(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The user's voice and the partner's."""
    return unit(rng.normal(size=N)), unit(rng.normal(size=N))


def print_of(voice: np.ndarray) -> Voiceprint:
    return Voiceprint(voice[None].astype(np.float32), "levels", "")


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_each_is_found_though_the_user_read_aloud_in_another_mood(
    people: tuple[np.ndarray, np.ndarray], rng: np.random.Generator, share: float
) -> None:
    user, partner = people
    own = unit(user + 1.2 * unit(rng.normal(size=N)))
    heard = np.concatenate(
        [about(user, round(120 * share), rng), about(partner, round(120 * (1 - share)), rng)]
    )
    both = told_apart(heard, print_of(own))
    assert both is not None
    assert both.own @ user > 0.9 and both.partner @ partner > 0.9
    assert abs(both.own @ partner) < 0.4 and abs(both.partner @ user) < 0.4


def test_one_person_alone_is_not_taken_for_two(
    people: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> None:
    user, _ = people
    assert told_apart(about(user, 120, rng), print_of(user)) is None


def test_too_little_tells_nothing(people: tuple[np.ndarray, np.ndarray], rng: np.random.Generator) -> None:
    user, partner = people
    heard = np.concatenate([about(user, 7, rng), about(partner, 7, rng)])
    assert told_apart(heard, print_of(user)) is None
    assert told_apart(np.zeros((0, 0), np.float32), print_of(user)) is None


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
        both = both_in(chunks(size), RULE, model, own)
        assert both is not None
        np.testing.assert_allclose([both.own, both.partner], np.eye(2), atol=0.2)


class AllSpeech:
    """Takes everything for speech."""

    def probability(self, _frame: np.ndarray) -> float:
        return 1.0


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
