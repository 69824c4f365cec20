"""Conversations with strangers, made of calibration speakers' clips and of many people's pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fusion.arrays import FloatArray, IntArray
from fusion.calibration import log_softmax, safe_log
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Modality
from fusion.study.examples import Examples

STRANGENESS = 1.0
"""How far, in nats for each emotion, the answers about a made stranger are moved.

Whoever a model was calibrated on is hardly strange to it. Answers about the speakers of EMOVO and CASIA,
while nobody of these corpora had been trained on, lay 1.1 and 1.2 nats from what is usual for the emotion,
those about calibration speakers 0.65: this much on top makes one as strange as the other.
"""
DOUBTED = (1.0, 0.6)
"""What the log-probabilities about made strangers are multiplied by, in turn: the unfamiliar are doubted."""
CLIP_S = 3.0
STRANGERS = 4
"""So many strangers are made of each speaker."""
_CLIPS = 200
"""Ten minutes of each person."""
_LASTING_CLIPS = 40
"""Two minutes of one feeling."""
_NEUTRAL_SHARES = (0.6, 1 / 7)
"""Every other stranger is mostly neutral, every other one shows all emotions alike."""
_FEWEST, _MOST = 3, 6
"""So many clips a feeling lasts for."""


@dataclass(frozen=True)
class Speaker:
    """What a model said of one calibration speaker's clips, or of many people's pictures."""

    modality: Modality
    corpus: str
    name: str
    examples: Examples
    centred: FloatArray

    @property
    def means(self) -> FloatArray:
        """Mean centred log-probabilities by emotion, float64 (7, 7); NaN rows for emotions not spoken."""
        said = self.examples.quality > 0
        means = np.full((len(EMOTIONS), len(EMOTIONS)), np.nan)
        for k in range(len(EMOTIONS)):
            rows = self.centred[said & (self.examples.labels == k)]
            if len(rows):
                means[k] = rows.mean(axis=0)
        return means


@dataclass(frozen=True)
class Stream:
    """A conversation with somebody made strange."""

    modality: Modality
    corpus: str
    examples: Examples


def strangers(speaker: Speaker, n: int) -> list[Stream]:
    """Conversations of so many made strangers, each moved by an amount of its own, some doubted."""
    streams = []
    for seed in range(n):
        by = np.random.default_rng(seed).normal(0.0, STRANGENESS, len(EMOTIONS))
        order = conversation(speaker.examples, seed)
        streams.append(_moved(speaker, order, by, DOUBTED[seed // 2 % 2]))
    return streams


def lasting(speaker: Speaker, seed: int) -> list[Stream]:
    """Made strangers who show one feeling from the start and go on for two minutes, each emotion in turn."""
    streams = []
    for k in np.unique(speaker.examples.labels):
        clips = np.flatnonzero((speaker.examples.labels == k) & (speaker.examples.quality > 0))
        if len(clips) == 0:
            continue
        rng = np.random.default_rng((seed, int(k)))
        order = rng.permutation(np.resize(rng.permutation(clips), _LASTING_CLIPS))
        by = rng.normal(0.0, STRANGENESS, len(EMOTIONS))
        streams.append(_moved(speaker, order, by, DOUBTED[seed % 2]))
    return streams


def _moved(speaker: Speaker, order: IntArray, by: FloatArray, doubted: float) -> Stream:
    """What would be said of somebody about whom answers lie elsewhere by so much, and are so much surer."""
    spoken = speaker.examples.take(order)
    moved = np.exp(log_softmax(doubted * (safe_log(spoken.probabilities) + by)))
    return Stream(speaker.modality, speaker.corpus, replace(spoken, probabilities=moved))


def conversation(examples: Examples, seed: int) -> IntArray:
    """Places of one person's clips as in a conversation: feelings for a while each.

    With an even ``seed`` mostly neutral, else all of them alike.
    """
    rng = np.random.default_rng(seed)
    emotions = [int(k) for k in np.unique(examples.labels)]
    others = [k for k in emotions if k != Emotion.NEUTRAL.position]
    neutral = Emotion.NEUTRAL.position if Emotion.NEUTRAL.position in emotions else None
    order: list[int] = []
    while len(order) < _CLIPS:
        calm = neutral is not None and (not others or rng.random() < _NEUTRAL_SHARES[seed % 2])
        k = neutral if calm else int(rng.choice(others))
        clips = np.flatnonzero(examples.labels == k)
        order += [int(i) for i in rng.choice(clips, rng.integers(_FEWEST, _MOST + 1))]
    return np.array(order[:_CLIPS], dtype=np.int64)
