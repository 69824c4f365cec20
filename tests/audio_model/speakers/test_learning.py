"""The user's voice learnt while they talk, by a stand-in whose voices are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from audio_model.speakers.learning import MOST_VOICES, VoiceLearner
from audio_model.speakers.voiceprint import ENOUGH_SPEECH_S, WINDOW_FRAMES
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES, MISSED


class Levels:
    """A loud sound is one voice, a soft one another."""

    sha256 = "levels"

    def __init__(self) -> None:
        self.heard = 0

    def voices(self, sounds: np.ndarray) -> np.ndarray:
        self.heard += len(sounds)
        loud = np.abs(sounds).mean(1) > 0.2
        return np.where(loud[:, None], [[1.0, 0.0]], [[0.0, 1.0]]).astype(np.float32)


@pytest.fixture
def model() -> Levels:
    return Levels()


def talk(learner: VoiceLearner, seconds: float, level: float = 0.3, speech: float = 1.0) -> None:
    for _ in range(round(seconds / FRAME_S)):
        learner.hear(np.full(FRAME_SAMPLES, level, np.float32), speech, 0.0)


def test_what_was_said_becomes_a_voiceprint_that_is_handed_out_once(model: Any) -> None:
    learner = VoiceLearner(model)
    talk(learner, ENOUGH_SPEECH_S + 1)
    learnt = learner.take("2026-01-01")
    assert learnt is not None and learnt.model == "levels" and learnt.made_at == "2026-01-01"
    np.testing.assert_allclose(learnt.voices, [[1.0, 0.0]])
    assert learner.take("2026-01-02") is None


def test_silence_is_no_voice_and_a_few_words_are_too_few(model: Any) -> None:
    learner = VoiceLearner(model)
    talk(learner, 20.0, speech=0.1)
    assert model.heard == 0 and learner.take("") is None
    talk(learner, ENOUGH_SPEECH_S - 1)
    assert learner.take("") is None
    talk(learner, 2.0)
    assert learner.take("") is not None


def test_a_reset_forgets_the_sound_and_not_what_was_learnt(model: Any) -> None:
    learner = VoiceLearner(model)
    talk(learner, ENOUGH_SPEECH_S + 1)
    learner.reset()
    heard = model.heard
    talk(learner, (WINDOW_FRAMES - 1) * FRAME_S)
    assert model.heard == heard  # no window reaches across the gap
    assert learner.take("") is not None


def test_after_a_minute_or_so_it_listens_no_more(model: Any) -> None:
    learner = VoiceLearner(model)
    talk(learner, 90.0)
    assert model.heard == MOST_VOICES


def test_no_second_in_which_something_was_missed_is_a_voice(model: Any) -> None:
    """Half of a loud second, missed, would be the soft voice."""
    learner = VoiceLearner(model)
    for _ in range(20):
        talk(learner, 1.5)
        talk(learner, 0.5, level=0.0, speech=MISSED)
    learnt = learner.take("2026-01-01")
    assert learnt is not None and model.heard == 40  # two in each piece of a second and a half
    np.testing.assert_allclose(learnt.voices, [[1.0, 0.0]])
