"""How well a network tells speakers apart that it has never heard: from one neutral reading, in any mood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from audio_model.corpora.split import part_of_speaker
from audio_model.corpora.waveforms import Waveforms
from audio_model.speakers.model import middle_of
from fusion.arrays import Float32Array
from fusion.emotions import Emotion
from fusion.interfaces import SAMPLE_RATE_HZ

Voices = Callable[[Float32Array], Float32Array]

_ENROLLED_S = 10.0
_PIECES = 20  # of each speaker


def telling_speakers(corpora: Sequence[Waveforms], voices: Voices, length_s: float) -> dict[str, Any]:
    """Of each corpus's test speakers: equal error rate of a threshold, and how often the right one of two is
    chosen.

    Parameters
    ----------
    corpora
        Those whose speakers are compared, each within itself.
    voices
        Sounds float32 (n, samples) -> unit vectors (n, embedding).
    length_s
        Of each piece of speech, s.
    """
    found = {}
    for waveforms in corpora:
        rng = np.random.default_rng(0)
        scores = _scores(waveforms, voices, round(length_s * SAMPLE_RATE_HZ), rng)
        if scores is not None:
            found[waveforms.clips[0].corpus] = scores
    return found


def _scores(
    waveforms: Waveforms, voices: Voices, n: int, rng: np.random.Generator
) -> dict[str, float] | None:
    clips = waveforms.clips
    everybody = sorted({clip.speaker for clip in clips})
    people = [s for s in everybody if part_of_speaker(clips[0].corpus, s, everybody) == "test"]
    if len(people) < 2:
        return None
    enrolled, pieces = [], []
    for speaker in people:
        own = [int(i) for i in rng.permutation([i for i, c in enumerate(clips) if c.speaker == speaker])]
        own.sort(key=lambda i: clips[i].emotion is not Emotion.NEUTRAL)
        read, length = [], 0
        while own and length < _ENROLLED_S * SAMPLE_RATE_HZ:
            read.append(waveforms.sound(own[0])[slice(*waveforms.spans[own[0]])])
            length += len(read[-1])
            if len(own) == 1:
                break
            own.pop(0)
        enrolled.append(middle_of(voices(_windows(np.concatenate(read), n))))
        drawn = [waveforms.sound(int(i))[slice(*waveforms.spans[int(i)])] for i in rng.choice(own, _PIECES)]
        pieces.append(voices(np.stack([_piece(sound, n, rng) for sound in drawn])))
    near = np.stack([piece @ np.stack(enrolled).T for piece in pieces])  # (speaker, piece, enrolled)
    own_near = np.stack([near[k, :, k] for k in range(len(people))])
    other = ~np.eye(len(people), dtype=bool)
    others = np.stack([near[k][:, other[k]] for k in range(len(people))])
    return {
        "speakers": len(people),
        "equal_error_rate": _equal_error(own_near.ravel(), others.ravel()),
        "right_one_of_two": float((own_near[:, :, None] > others).mean()),
    }


def _windows(sound: Float32Array, n: int) -> Float32Array:
    if len(sound) < n:
        sound = np.tile(sound, -(-n // len(sound)))
    return np.stack([sound[first : first + n] for first in range(0, len(sound) - n + 1, n // 2)])


def _piece(sound: Float32Array, n: int, rng: np.random.Generator) -> Float32Array:
    if len(sound) < n:
        sound = np.tile(sound, -(-n // len(sound)))
    first = int(rng.integers(0, len(sound) - n + 1))
    return sound[first : first + n]


def _equal_error(same: Float32Array, different: Float32Array) -> float:
    """Where as many of the same are refused as of others are taken."""
    at = np.unique(np.concatenate([same, different]))
    refused = np.searchsorted(np.sort(same), at) / len(same)
    taken = 1 - np.searchsorted(np.sort(different), at) / len(different)
    k = int(np.argmin(np.abs(refused - taken)))
    return float((refused[k] + taken[k]) / 2)
