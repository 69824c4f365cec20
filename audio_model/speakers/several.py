"""Several voices of a recording told apart by how they sound, none of them known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audio_model.speakers.apart import BothVoices, settled
from audio_model.speakers.both import voices_of
from audio_model.speakers.model import SpeakerModel, Voice
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.voiceprint import Voiceprint
from audio_model.speakers.whose import Step, WhoseVoice

FloatArray = npt.NDArray[np.float64]

MOST = 6
"""So many voices are told apart at most."""
_FEWEST = 20
"""A voice heard in fewer steps, 5 s, is nobody's by itself."""
_TWO_ALIKE_FROM, _MORE_ALIKE_FROM = 0.72, 0.62
"""Two voices as alike as the first may be one person in two moods; of three and more the nearest two may be
as the second. Chosen, as the numbers beside them, with dialogues of speakers that nothing is tested on."""
_SHARPNESS = 16.0
"""Sharper than where one voice is known: what lies between two groups draws them together."""
_MOST_GROUPED = 2000
"""Of more voices, some eight minutes of speech, so many drawn evenly say where the groups begin."""
_BEGUN = 4.0
"""Who was heard for a second has begun to speak."""


@dataclass(frozen=True, eq=False)
class SeveralVoices:
    """The voices of a recording, in the order in which they began to speak.

    Parameters
    ----------
    middles
        How each sounds, unit vectors (k, embedding), k at least 2.
    alike
        Cosine of the nearest two.
    """

    middles: FloatArray
    alike: float

    @property
    def surely_apart(self) -> bool:
        """Whether all of them would be taken for different people if nobody had said how many there are."""
        return self.alike < _alike_from(len(self.middles))

    def shares(self, voice: Voice) -> FloatArray:
        """How far a voice heard in a second is each of them, (k,), summing to 1."""
        near: FloatArray = np.exp(_SHARPNESS * (self.middles @ voice.astype(np.float64)))
        return near / float(near.sum())

    def against_others(self, number: int) -> BothVoices:
        """One voice as a partner's, all others as the user's."""
        return BothVoices(np.delete(self.middles, number, axis=0), self.middles[number])

    def whose(self, number: int, rule: WhoseRule, model: SpeakerModel) -> WhoseVoice:
        """What tells one voice, as a partner's, from all others."""
        both = self.against_others(number)
        others = Voiceprint(both.own.astype(np.float32), model.sha256, "")
        return WhoseVoice(rule, model, others, both)


def voices_apart(steps: Sequence[Step], number: int | None = None) -> SeveralVoices | None:
    """The voices of a recording's steps; None where one person speaks alone, or nothing tells.

    Groups are begun by Ward's method (Journal of the American Statistical Association 1963) and settled as
    :func:`audio_model.speakers.apart.told_apart` settles two.

    Parameters
    ----------
    steps
        As :func:`audio_model.speakers.both.steps_in` gives them.
    number
        So many; None for as many as there seem to be, :data:`MOST` at most.
    """
    voices = voices_of(steps).astype(np.float64)
    if len(voices) < _FEWEST * (number or 2):
        return None
    some = voices[:: -(-len(voices) // _MOST_GROUPED)]
    tree = _tree(some)
    if number is not None:
        return _ordered(*_grouped(voices, some, tree, number))
    found = None
    for k in range(2, MOST + 1):
        middles, shares = _grouped(voices, some, tree, k)
        if shares.sum(axis=0).min() < _FEWEST or _alike(middles) >= _alike_from(k):
            break
        found = _ordered(middles, shares)
    return found


def _tree(voices: FloatArray) -> FloatArray:
    from scipy.cluster.hierarchy import linkage

    tree: FloatArray = linkage(voices, "ward")
    return tree


def _grouped(voices: FloatArray, some: FloatArray, tree: FloatArray, k: int) -> tuple[FloatArray, FloatArray]:
    """The middles of k groups of all voices, (k, embedding), begun by some of them, and shares (n, k)."""
    from scipy.cluster.hierarchy import fcluster

    middles, _ = settled(some, np.eye(k)[fcluster(tree, k, "maxclust") - 1], sharpness=_SHARPNESS)
    return settled(voices, np.eye(k)[(voices @ middles.T).argmax(axis=1)], sharpness=_SHARPNESS)


def _ordered(middles: FloatArray, shares: FloatArray) -> SeveralVoices:
    begun = (np.cumsum(shares, axis=0) >= _BEGUN).argmax(axis=0)
    return SeveralVoices(middles[np.argsort(begun, kind="stable")], _alike(middles))


def _alike(middles: FloatArray) -> float:
    """Cosine of the nearest two."""
    between = middles @ middles.T
    return float(between[~np.eye(len(middles), dtype=bool)].max())


def _alike_from(k: int) -> float:
    return _TWO_ALIKE_FROM if k == 2 else _MORE_ALIKE_FROM
