"""Whole clips as evidence: what is said of them, with the quality that is reported live."""

from __future__ import annotations

import numpy as np

from audio_model.analyser import LEAST_SPEECH_S
from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.clips import LabelledClips
from audio_model.excerpts import clip_excerpts
from audio_model.quality import judge_excerpt
from audio_model.whole_clips import HOP_S, HeardClips, Sound
from fusion.arrays import FloatArray
from fusion.emotions import EMOTIONS
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.study.examples import Examples


def clip_examples(
    clips: LabelledClips,
    heard: HeardClips,
    classifier: VoiceClassifier,
    quality: FloatArray | None = None,
) -> Examples:
    """What the model makes of whole clips, as evidence.

    Parameters
    ----------
    quality
        What :func:`clip_quality` gave, where it is known already.
    """
    if quality is None:
        quality = clip_quality(clips, classifier.parameters.n_samples)
    probabilities = heard.said(classifier)
    probabilities[quality == 0] = 1 / len(EMOTIONS)
    return Examples(probabilities, quality * heard.familiar, clips.labels)


def clip_quality(clips: LabelledClips, n_samples: int) -> FloatArray:
    """How far each clip's sound can be trusted, float64 (n,), before any model is asked.

    As the answer is the mean over a clip's excerpts, so is the quality; live nothing is said of an excerpt
    with too little speech, so that counts for nothing.
    """
    return np.array([_quality(sound, n_samples) for sound in clips.sounds])


def _quality(sound: Sound, n_samples: int) -> float:
    excerpts = clip_excerpts(*sound, n_samples, round(HOP_S * SAMPLE_RATE_HZ))
    judged = [judge_excerpt(excerpt) for excerpt in excerpts]
    return float(np.mean([heard.value if heard.speech_s >= LEAST_SPEECH_S else 0.0 for heard in judged]))
