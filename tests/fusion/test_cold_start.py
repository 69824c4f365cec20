"""Somebody who feels one thing from the first moment on, told as badly as strangers are."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.calibration import log_softmax
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Evidence, Modality
from fusion.repertoire import Repertoire
from fusion.running import RunningBaseline

CLIP_S = 3.0
OF_A_PERSON = 0.7
"""Strangers' answers lie so far from what is usual, nats (sd), whatever they show ..."""
OF_A_CLIP = {Modality.VOICE: 0.6, Modality.FACE: 1.5}
"""... and each clip's or picture's so far from those: 0.5-0.8 and 1.5 were measured."""


def clips(modality: Modality, emotions: list[int], seed: int) -> list[np.ndarray]:
    """What is said of one stranger's clips, each three seconds long."""
    rng = np.random.default_rng(seed)
    person = rng.normal(0.0, OF_A_PERSON, 7)
    usual = Repertoire.shipped().means[modality][emotions]
    said = usual + person + rng.normal(0.0, OF_A_CLIP[modality], (len(emotions), 7))
    return list(np.exp(log_softmax(said)))


def read_right(modality: Modality, emotions: list[int], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Whether each is read rightly with nothing learnt, and with what was learnt until then."""
    running, plain, learnt = RunningBaseline(), [], []
    for at, (p, emotion) in enumerate(zip(clips(modality, emotions, seed), emotions, strict=True)):
        piece = Evidence(modality, at * CLIP_S, (at + 1) * CLIP_S, p, 1.0)
        said = running.baseline().apply(piece)
        running.take(piece)
        plain.append(piece.leading is EMOTIONS[emotion])
        learnt.append(said.leading is EMOTIONS[emotion])
    return np.array(plain), np.array(learnt)


@pytest.mark.parametrize("modality", list(Modality))
def test_a_feeling_from_the_first_moment_on_is_not_taken_for_the_ordinary(modality: Modality) -> None:
    both = [read_right(modality, [k] * 40, seed) for k in range(7) for seed in range(12)]
    plain, learnt = (np.array(each)[:, 20:].mean() for each in zip(*both, strict=True))
    assert 0.5 < plain < 0.85  # real confusion
    assert learnt > plain - 0.05


@pytest.mark.parametrize(("modality", "gain"), [(Modality.VOICE, 0.05), (Modality.FACE, 0.0)])
def test_who_changes_is_read_better_than_with_nothing_learnt(modality: Modality, gain: float) -> None:
    rng = np.random.default_rng(0)
    talks = [[int(k) for k in np.repeat(rng.integers(0, 7, 40), 4)] for _ in range(12)]
    both = [read_right(modality, talk, seed) for seed, talk in enumerate(talks)]
    plain, learnt = (np.array(each)[:, 40:].mean() for each in zip(*both, strict=True))
    assert learnt > plain + gain


@pytest.mark.parametrize("modality", list(Modality))
def test_who_is_mostly_calm_stays_so(modality: Modality) -> None:
    rng = np.random.default_rng(1)
    neutral = Emotion.NEUTRAL.position
    talks = [
        [int(k) for k in np.repeat(np.where(rng.random(40) < 0.85, neutral, rng.integers(0, 7, 40)), 4)]
        for _ in range(12)
    ]
    both = [read_right(modality, talk, seed) for seed, talk in enumerate(talks)]
    plain, learnt = (np.array(each)[:, 40:].mean() for each in zip(*both, strict=True))
    assert learnt > plain - 0.06
