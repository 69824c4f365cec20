"""Which of several voices has which of several faces: a mouth moves while its voice is heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from audio_model.speakers.grid import WhoSpeaks
from audio_model.speakers.several import SeveralVoices
from audio_model.speakers.vectors import correlation
from audio_model.speakers.whose import STEP_FRAMES, Step
from fusion.arrays import Float32Array, FloatArray

CLEAR_FROM, AHEAD_BY = 3.0, 1.5
"""A voice and a mouth are joined if they go together by so much more than by chance, in standard deviations,
and more than either goes with another by so much: in 23 dialogues of other people no pair was wrong."""
_FEWEST = 20
_SHORTEST_SHIFT, _SHIFTED_BY = 12, 3
"""In steps: moved by 3 s and more what was seen says nothing of what was heard."""
_LEAST_SHIFTS = 10


class Mouths:
    """What mouths say of a recording's sound, step by step; hears every frame before it is gathered.

    Parameters
    ----------
    looks
        For each person's number: times (s) and openings of their mouth, (n, 2).
    """

    def __init__(self, looks: Mapping[int, FloatArray]) -> None:
        self.people = sorted(looks)
        self._looks = sorted(
            (float(t), person, float(opening)) for person in self.people for t, opening in looks[person]
        )
        self._next = self._heard = 0
        self._who = WhoSpeaks()
        self._told: list[list[float]] = []

    def hear(self, frame: Float32Array, speech: float, t_end: float) -> None:
        """Take the next frame (512,), its probability of speech, and its end in the recording, s."""
        while self._next < len(self._looks) and self._looks[self._next][0] <= t_end:
            t, openings = self._looks[self._next][0], {}
            while self._next < len(self._looks) and self._looks[self._next][0] == t:
                _, person, opening = self._looks[self._next]
                openings[person] = opening
                self._next += 1
            self._who.see(t, openings)
        self._who.hear(frame, speech, t_end)
        self._heard += 1
        if self._heard == STEP_FRAMES:
            told = self._who.told(t_end)
            self._heard = 0
            self._told.append([told.get(person, np.nan) for person in self.people])

    def reset(self) -> None:
        """A gap: a step that was begun is left out, as those who gather steps do."""
        self._heard = 0
        self._who.reset()

    @property
    def told(self) -> FloatArray:
        """Log-odds that what was heard is theirs, (steps, people); nan where somebody was hardly seen."""
        return np.array(self._told, np.float64).reshape(-1, len(self.people))


def joined(steps: Sequence[Step], voices: SeveralVoices, mouths: Mouths) -> dict[int, int]:
    """For the number of each voice that surely has one of the faces: the person's."""
    if not mouths.people:
        return {}
    together = going_together(shares_of(steps, voices), mouths.told)
    return {voice: mouths.people[face] for voice, face in matched(together).items()}


def shares_of(steps: Sequence[Step], voices: SeveralVoices) -> FloatArray:
    """How far each voice is heard in each step, (steps, k): 0 in silence."""
    spoken = np.array([step.speech > 0 for step in steps])
    return np.where(spoken[:, None], voices.shares, 0.0)


def going_together(shares: FloatArray, told: FloatArray) -> FloatArray:
    """How far each voice goes with each mouth, (voices, mouths), in standard deviations of chance.

    A correlation over the recording; chance is what comes of moving one against the other in time, which
    leaves both as steady as they are. Minus infinity where there is too little to tell.

    Parameters
    ----------
    shares, told
        As :func:`shares_of` and :attr:`Mouths.told`, (steps, voices) and (steps, mouths).
    """
    n = min(len(shares), len(told))
    found = np.full((shares.shape[1], told.shape[1]), -np.inf)
    shifts = range(_SHORTEST_SHIFT, n - _SHORTEST_SHIFT, _SHIFTED_BY)
    if len(shifts) < _LEAST_SHIFTS:
        return found
    speaks = 1 / (1 + np.exp(-told[:n]))
    for voice, face in np.ndindex(*found.shape):
        a, b = shares[:n, voice], speaks[:, face]
        if (np.isfinite(a) & np.isfinite(b)).sum() < _FEWEST:
            continue
        by_chance = np.array([_known_correlation(a, np.roll(b, shift)) for shift in shifts])
        found[voice, face] = (_known_correlation(a, b) - by_chance.mean()) / max(float(by_chance.std()), 1e-3)
    return found


def matched(together: FloatArray) -> dict[int, int]:
    """One face at most for each voice, and one voice for each face, where it is clear."""
    from scipy.optimize import linear_sum_assignment

    finite = np.where(np.isfinite(together), together, -100.0)
    pairs = {}
    for voice, face in zip(*linear_sum_assignment(-finite), strict=True):
        here = finite[voice, face]
        others = np.concatenate([np.delete(finite[voice], face), np.delete(finite[:, face], voice)])
        if here >= CLEAR_FROM and (others.size == 0 or here - others.max() >= AHEAD_BY):
            pairs[int(voice)] = int(face)
    return pairs


def _known_correlation(a: FloatArray, b: FloatArray) -> float:
    """Of what is known of both; 0 where one of them never changes."""
    known = np.isfinite(a) & np.isfinite(b)
    return correlation(a[known], b[known]) if known.sum() > 1 else 0.0
