"""Several voices of a recording told apart by how they sound, none of them known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audio_model.speakers.apart import settled
from audio_model.speakers.both import ends_of, heard_in
from audio_model.speakers.rule import WhoseRule
from audio_model.speakers.throughout import Throughout, shares_throughout
from audio_model.speakers.whose import Step
from fusion.arrays import FloatArray

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
    t_end
        Ends of its steps, rising, s (n,).
    shares
        Probability of each step that its speech is each voice's, (n, k), k at least 2.
    middles
        How each sounds, unit vectors (k, embedding).
    alike
        Cosine of the nearest two before who spoke before and after was asked.
    """

    t_end: FloatArray
    shares: FloatArray
    middles: FloatArray
    alike: float

    @property
    def surely_apart(self) -> bool:
        """Whether all of them would be taken for different people if nobody had said how many there are."""
        return self.alike < _alike_from(len(self.middles))

    def throughout(self, number: int) -> Throughout:
        """When one voice speaks, in a partner's place, with all others in the user's."""
        return Throughout(self.t_end, self.shares[:, number])


def voices_apart(steps: Sequence[Step], rule: WhoseRule, number: int | None = None) -> SeveralVoices | None:
    """The voices of a recording's steps; None where one person speaks alone, or nothing tells.

    Groups are begun by Ward's method (Journal of the American Statistical Association 1963), settled as
    :func:`audio_model.speakers.apart.told_apart` settles two, and then told from all that was heard as
    :mod:`audio_model.speakers.throughout` does.

    Parameters
    ----------
    steps
        As :func:`audio_model.speakers.both.steps_in` gives them.
    rule
        How long turns last.
    number
        So many; None for as many as there seem to be, :data:`MOST` at most.
    """
    heard = heard_in(steps)
    voices = heard.voices[heard.told]
    if len(voices) < _FEWEST * (number or 2):
        return None
    some = voices[:: -(-len(voices) // _MOST_GROUPED)]
    tree = _tree(some)
    found = _as_many_as_seem(voices, some, tree) if number is None else _grouped(voices, some, tree, number)
    if found is None:
        return None
    groups, begun = found
    shares, middles = shares_throughout(heard, begun, rule.stay)
    begins = (np.cumsum(shares * heard.speech[:, None], axis=0) >= _BEGUN).argmax(axis=0)
    order = np.argsort(begins, kind="stable")
    return SeveralVoices(ends_of(steps), shares[:, order], middles[order], _alike(groups))


def _as_many_as_seem(
    voices: FloatArray, some: FloatArray, tree: FloatArray
) -> tuple[FloatArray, FloatArray] | None:
    found = None
    for k in range(2, MOST + 1):
        middles, shares = _grouped(voices, some, tree, k)
        if shares.sum(axis=0).min() < _FEWEST or _alike(middles) >= _alike_from(k):
            break
        found = middles, shares
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


def _alike(middles: FloatArray) -> float:
    """Cosine of the nearest two."""
    between = middles @ middles.T
    return float(between[~np.eye(len(middles), dtype=bool)].max())


def _alike_from(k: int) -> float:
    return _TWO_ALIKE_FROM if k == 2 else _MORE_ALIKE_FROM
