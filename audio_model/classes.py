"""The eight classes the network answers in (RAVDESS's), and the way from them to the seven emotions."""

from __future__ import annotations

import numpy as np

from fusion.arrays import FloatArray
from fusion.emotions import EMOTIONS, Emotion, parse_emotion

VOICE_CLASSES: tuple[str, ...] = (
    "neutral",
    "calm",
    "happy",
    "sad",
    "angry",
    "fearful",
    "disgusted",
    "surprised",
)
"""Order of the network's outputs: RAVDESS's codes 01 to 08."""

CLASS_EMOTIONS: tuple[Emotion, ...] = tuple(parse_emotion(name) for name in VOICE_CLASSES)
"""The emotion each class counts as; calm counts as neutral."""


def class_of(emotion: Emotion) -> int:
    """Index of the class an emotion is trained as (neutral as neutral, not as calm)."""
    return CLASS_EMOTIONS.index(emotion)


def to_emotions(class_probabilities: FloatArray) -> FloatArray:
    """Sum (n, 8) class probabilities into (n, 7) emotion probabilities, in the order of EMOTIONS."""
    merged = np.zeros((len(class_probabilities), len(EMOTIONS)))
    for column, emotion in enumerate(CLASS_EMOTIONS):
        merged[:, emotion.position] += class_probabilities[:, column]
    return merged
