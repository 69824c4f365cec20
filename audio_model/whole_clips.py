"""Whole clips judged by the mean over their three-second excerpts."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from audio_model.classes import VOICE_CLASSES
from audio_model.classifier import VoiceClassifier
from audio_model.excerpts import clip_excerpts
from fusion.interfaces import SAMPLE_RATE_HZ

FloatArray = npt.NDArray[np.float64]
Sound = tuple[npt.NDArray[np.float32], tuple[int, int]]
"""A clip's samples, float32 (n,), and the first and last sample of its speech."""

HOP_S = 1.0
"""Excerpts of a longer clip begin at most this far apart, seconds."""
_BATCH_CLIPS = 32


def judge_clips(classifier: VoiceClassifier, sounds: Iterable[Sound]) -> FloatArray:
    """Uncalibrated class probabilities of clips, float64 (n, 8): the mean over each clip's excerpts."""
    n_samples = classifier.parameters.n_samples
    results: list[FloatArray] = []
    batch: list[npt.NDArray[np.float32]] = []

    def work_off() -> None:
        if batch:
            probabilities = classifier.class_probabilities(np.concatenate(batch))
            ends = np.cumsum([len(excerpts) for excerpts in batch])
            results.extend(part.mean(axis=0) for part in np.split(probabilities, ends[:-1]))
            batch.clear()

    for sound, span in sounds:
        batch.append(clip_excerpts(sound, span, n_samples, round(HOP_S * SAMPLE_RATE_HZ)))
        if len(batch) == _BATCH_CLIPS:
            work_off()
    work_off()
    return np.array(results).reshape(-1, len(VOICE_CLASSES))
