"""Whole clips judged by the mean over their three-second excerpts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from audio_model.classes import VOICE_CLASSES
from audio_model.classifier import VoiceClassifier
from audio_model.excerpts import clip_excerpts
from fusion.arrays import Float32Array, FloatArray
from fusion.familiarity import doubted
from fusion.interfaces import SAMPLE_RATE_HZ

Sound = tuple[Float32Array, tuple[int, int]]
"""A clip's samples, float32 (n,), and the first sample of its speech with the one after its last."""

HOP_S = 1.0
"""Excerpts of a longer clip begin at most this far apart, seconds."""
_BATCH_CLIPS = 32


class HeardClips(NamedTuple):
    """What is made of clips, each the mean over its excerpts.

    Parameters
    ----------
    classes
        float64 (n, 8), uncalibrated probabilities of VOICE_CLASSES.
    familiar
        float64 (n,), how familiar they sound, 0..1.
    """

    classes: FloatArray
    familiar: FloatArray

    def said(self, classifier: VoiceClassifier) -> FloatArray:
        """Calibrated probabilities (n, 7), less sure where the voice is not familiar."""
        return doubted(classifier.calibrate(self.classes), self.familiar)


def hear_clips(classifier: VoiceClassifier, sounds: Iterable[Sound]) -> HeardClips:
    """What is made of clips."""
    n_samples = classifier.parameters.n_samples
    classes: list[FloatArray] = []
    familiar: list[float] = []
    batch: list[Float32Array] = []

    def work_off() -> None:
        if batch:
            heard = classifier.hear(np.concatenate(batch))
            like = classifier.familiar(heard.features)
            ends = np.cumsum([len(excerpts) for excerpts in batch])[:-1]
            classes.extend(part.mean(axis=0) for part in np.split(heard.classes, ends))
            familiar.extend(float(part.mean()) for part in np.split(like, ends))
            batch.clear()

    for sound, span in sounds:
        batch.append(clip_excerpts(sound, span, n_samples, round(HOP_S * SAMPLE_RATE_HZ)))
        if len(batch) == _BATCH_CLIPS:
            work_off()
    work_off()
    return HeardClips(np.array(classes).reshape(-1, len(VOICE_CLASSES)), np.array(familiar))


def judge_clips(classifier: VoiceClassifier, sounds: Iterable[Sound]) -> FloatArray:
    """Uncalibrated class probabilities of clips, float64 (n, 8): the mean over each clip's excerpts."""
    return hear_clips(classifier, sounds).classes
