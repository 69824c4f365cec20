"""Who spoke when, as it was told and as it was: the diarisation error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from fusion.arrays import BoolArray

Spoken = tuple[float, float, str]
"""Start and end of a turn, s, and who speaks."""

COLLAR_S = 0.25
_FRAME_S = 0.01


@dataclass(frozen=True)
class DiarisationError:
    """Seconds of speech, and of it those missed, told though nobody spoke, and told as another's.

    Where two speak at once their time counts twice.
    """

    speech_s: float
    missed_s: float
    false_s: float
    confused_s: float

    def __add__(self, other: DiarisationError) -> DiarisationError:
        return DiarisationError(
            self.speech_s + other.speech_s,
            self.missed_s + other.missed_s,
            self.false_s + other.false_s,
            self.confused_s + other.confused_s,
        )

    @property
    def rate(self) -> float:
        """The three together as a share of the speech."""
        return (self.missed_s + self.false_s + self.confused_s) / max(self.speech_s, 1e-9)


def turns_of(path: Path) -> list[Spoken]:
    """The turns in an RTTM file."""
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [(float(r[3]), float(r[3]) + float(r[4]), r[7]) for r in rows]


def diarisation_error(
    spoken: Sequence[Spoken], told: Sequence[Spoken], length_s: float, collar_s: float = COLLAR_S
) -> DiarisationError:
    """How far what was told is from who spoke, over a recording of this length.

    As NIST's rich transcription evaluations score it: the names are matched so that most time agrees, and
    nothing is scored within a collar about each start and end of a true turn.
    """
    n = round(length_s / _FRAME_S)
    truth, said = _frames(spoken, n), _frames(told, n)
    scored = np.ones(n, bool)
    for turn in spoken:
        for edge in turn[:2]:
            scored[max(round((edge - collar_s) / _FRAME_S), 0) : round((edge + collar_s) / _FRAME_S)] = False
    truth, said = truth[scored], said[scored]
    together = truth.T.astype(np.int64) @ said.astype(np.int64)
    right = together[linear_sum_assignment(-together)].sum()
    speak, heard = truth.sum(axis=1), said.sum(axis=1)
    either = np.minimum(speak, heard).sum()
    counts = (speak.sum(), (speak - heard).clip(0).sum(), (heard - speak).clip(0).sum(), either - right)
    return DiarisationError(*(float(count) * _FRAME_S for count in counts))


def _frames(turns: Sequence[Spoken], n: int) -> BoolArray:
    """In which of n frames of 10 ms who speaks, (n, people)."""
    people = sorted({who for _, _, who in turns})
    speak = np.zeros((n, len(people)), bool)
    for start, end, who in turns:
        speak[round(start / _FRAME_S) : round(end / _FRAME_S), people.index(who)] = True
    return speak
