"""Both voices learnt from a whole recording, of people whose voices are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from audio_model.speakers.apart import BothVoices
from audio_model.speakers.both import both_in
from audio_model.speakers.rule import AGES, Logistic, WhoseRule
from audio_model.speakers.voiceprint import Voiceprint
from audio_model.speakers.whose import WhoseVoice
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
