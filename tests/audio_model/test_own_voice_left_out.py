"""The voice's evidence, with the user's own speech told apart by a stand-in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from audio_model.analyser import VoiceAnalyser
from audio_model.classifier import VoiceClassifier
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk


class Told:
    """Says of every frame what it was made with; remembers what it was handed."""

    def __init__(self, partner: float, until: float | None = None) -> None:
        self.partner_p, self.until, self.heard, self.resets = partner, until, 0, 0

    def hear(self, _frame: np.ndarray, _speech: float, t_end: float) -> None:
        self.heard += 1
        self.t = t_end

    def partner(self, n_frames: int) -> np.ndarray:
        p = np.full(n_frames, self.partner_p)
        if self.until is not None:
            ends = self.t - 0.032 * np.arange(n_frames)[::-1]
            p[ends > self.until] = 0.0
        return p

    def reset(self) -> None:
        self.resets += 1


def evidence(classifier: VoiceClassifier, sound: np.ndarray, whose: Any) -> list[Any]:
    analyser = VoiceAnalyser(classifier)
    analyser.whose = whose
    return list(analyser.feed(AudioChunk(sound, 0.0)))


def test_partner_speech_counts_as_surely_as_it_is_theirs(
    small_classifier: VoiceClassifier, speech: np.ndarray
) -> None:
    sound = speech[: 3 * SAMPLE_RATE_HZ]
    plain = evidence(small_classifier, sound, None)
    half = evidence(small_classifier, sound, told := Told(0.6))
    assert told.heard == 3 * SAMPLE_RATE_HZ // 512
    assert len(half) == len(plain) > 0
    for weighed, whole in zip(half, plain, strict=True):
        np.testing.assert_array_equal(weighed.probabilities, whole.probabilities)
        assert weighed.quality == pytest.approx(0.6 * whole.quality)
        assert weighed.quality_parts["partner_speaking"] == pytest.approx(0.6)


def test_the_users_own_speech_is_no_evidence(small_classifier: VoiceClassifier, speech: np.ndarray) -> None:
    assert evidence(small_classifier, speech[: 3 * SAMPLE_RATE_HZ], Told(0.2)) == []


def test_what_the_user_says_after_the_partner_changes_nothing_of_what_was_heard(
    small_classifier: VoiceClassifier, speech: np.ndarray
) -> None:
    sound = speech[: 3 * SAMPLE_RATE_HZ]
    shouted = sound.copy()
    shouted[2 * SAMPLE_RATE_HZ :] *= 3
    calm = evidence(small_classifier, sound, Told(1.0, until=2.0))[-1]
    loud = evidence(small_classifier, np.clip(shouted, -1, 1), Told(1.0, until=2.0))[-1]
    np.testing.assert_allclose(calm.probabilities, loud.probabilities, atol=0.02)


def test_it_is_reset_with_the_analyser(small_classifier: VoiceClassifier) -> None:
    analyser, told = VoiceAnalyser(small_classifier), Told(1.0)
    analyser.whose = told  # type: ignore[assignment]
    analyser.reset()
    assert told.resets == 1
