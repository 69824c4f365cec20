"""Two voices told apart by all that was heard of them: the user's is the one near what they read aloud."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio_model.speakers.model import middle_of
from audio_model.speakers.vectors import units
from audio_model.speakers.voiceprint import Voiceprint
from fusion.arrays import Float32Array, FloatArray

_ROUNDS = 6
_SHARPNESS = 8.0
_ENROLLED_COUNTS = 4.0
_FIRST, _LAST = 0.35, 0.65
"""To begin with, so much of what is furthest from the user's voice is the partner's, and what is nearer than
so much is the user's; the rest is half of either's."""
_FEWEST = 8
_ALIKE_FROM = 0.75
"""Voices as alike as this may be one person in two moods. One in six of the dialogues fitted on comes here,
and of one person's speech alone three in four of the user's, two in three of the partner's."""


@dataclass(frozen=True, eq=False)
class BothVoices:
    """The user's voice and the partner's, unit vectors (embedding,).

    Of more than two people ``own`` are all voices but the partner's, (n, embedding).
    """

    own: FloatArray
    partner: FloatArray


def told_apart(heard: Float32Array, own: Voiceprint) -> BothVoices | None:
    """The user's voice and the partner's, from voices heard second by second, (n, embedding).

    Two groups, each about its middle, the user's held near what was enrolled (expectation and maximisation of
    a mixture of two von Mises-Fisher distributions; Banerjee et al., JMLR 2005). None where there is too
    little to tell, or the two are too alike to be two people.
    """
    if len(heard) < 2 * _FEWEST:
        return None
    voices = heard.astype(np.float64)
    (user, partner), shares = settled(voices, *begun_by(voices, middle_of(own.voices).astype(np.float64)))
    few = shares.sum(0).min() < _FEWEST
    return None if few or user @ partner >= _ALIKE_FROM else BothVoices(user, partner)


def begun_by(voices: FloatArray, enrolled: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Voices' shares in the user's and the partner's to begin with, (n, 2), and what is held, (2, embedding).

    Parameters
    ----------
    voices
        Unit vectors, (n, embedding).
    enrolled
        What the user read aloud, (embedding,).
    """
    near = voices @ enrolled
    far_off, close_by = np.quantile(near, (_FIRST, _LAST))
    partners = np.where(near <= far_off, 1.0, np.where(near > close_by, 0.0, 0.5))
    held = np.stack([_ENROLLED_COUNTS * enrolled, np.zeros_like(enrolled)])
    return np.stack([1 - partners, partners], axis=1), held


def settled(
    voices: FloatArray,
    shares: FloatArray,
    held: FloatArray | float = 0.0,
    sharpness: float = _SHARPNESS,
) -> tuple[FloatArray, FloatArray]:
    """The middles of some groups of voices, (k, embedding), and each voice's share in them, (n, k).

    Parameters
    ----------
    voices
        Unit vectors, (n, embedding).
    shares
        To begin with.
    held
        Counted with each group's sum, (k, embedding).
    sharpness
        How far a voice that is nearer to one group counts there alone.
    """
    for _ in range(_ROUNDS):
        middles = units(held + shares.T @ voices)
        near = np.exp(sharpness * (voices @ middles.T))
        shares = near / near.sum(axis=1, keepdims=True)
    return middles, shares
