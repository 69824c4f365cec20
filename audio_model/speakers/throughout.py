"""Whose voice it is throughout a recording, told from all of it at once: live there is but the past.

Two voices are learnt and told apart in turn (expectation and maximisation of a hidden Markov model of two
states; Rabiner, Proc. IEEE 1989). The user's is held near what they read aloud. Beside how each sounds it
counts how loud it is, as far as either keeps to a loudness here. Every number was chosen with dialogues of
speakers that nothing is tested on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audio_model.speakers.chain import smooth
from audio_model.speakers.model import middle_of
from audio_model.speakers.rule import COVER
from audio_model.speakers.voiceprint import Voiceprint

FloatArray = npt.NDArray[np.float64]

_FEWEST = 16
"""Of fewer windows, 4 s of speech, nothing is told."""
_FIRST, _LAST = 0.35, 0.65
"""To begin with, so much of what is furthest from what was read aloud is the partner's, and what is nearer
than so much is the user's; the rest is half of either's."""
_SHARPNESS = 20.0
_SHARPER = np.repeat((0.2, 0.3, 0.5, 0.7, 1.0), (2, 2, 2, 2, 10))
"""Annealed: at first nearly everything is a little of either's, so that where it begins matters less."""
_ENROLLED_COUNTS = 4.0
_LEVEL_COUNTS, _LEVEL_WAVERS_DB = 1.5, 2.0
_CERTAIN = 6.0
_ALONE_FROM, _OWN_FROM = 1.05, 0.55
"""One person may speak alone, in two moods, where the second voice is so near (cosines) to the first and to
what was read aloud, taken together; or where the first is not so near to what was read aloud."""
_LATE_S = 0.256
_LEAST = 1e-6


@dataclass(frozen=True, eq=False)
class Throughout:
    """Who speaks in a recording.

    Parameters
    ----------
    t_end
        Ends of its steps, rising, s (n,).
    partner
        Probability that the speech in each is the partner's, (n,).
    """

    t_end: FloatArray
    partner: FloatArray

    def log_odds(self, t_end: float) -> list[float]:
        """That the speech of the step which ends then (s) is the partner's; nothing where none was heard."""
        if not len(self.t_end):
            return []
        nearest = int(np.abs(self.t_end - t_end).argmin())
        if abs(self.t_end[nearest] - t_end) > _LATE_S:
            return []
        p = float(np.clip(self.partner[nearest], _LEAST, 1 - _LEAST))
        return [float(np.log(p / (1 - p)))]


def partner_throughout(
    voices: FloatArray, speech: FloatArray, levels: FloatArray, own: Voiceprint, stay: float
) -> FloatArray | None:
    """Probability of each step of a recording that its speech is the partner's, (n,).

    None where there is too little to tell, or one person may speak alone.

    Parameters
    ----------
    voices
        What is heard in the second that ends with each step, unit vectors (n, embedding); nan where nothing.
    speech
        Each step's share of speech, (n,).
    levels
        How loud that is, dB (n,); nan where there is little.
    own
        What the user read aloud.
    stay
        Probability that whoever speaks still does a step later.
    """
    heard = np.isfinite(voices).all(axis=1) if voices.size else np.zeros(len(speech), bool)
    if heard.sum() < _FEWEST:
        return None
    enrolled = middle_of(own.voices).astype(np.float64)
    known = np.where(heard[:, None], voices, 0.0)
    partner = _begun(known @ enrolled, heard)
    for sharper in _SHARPER:
        within = _in_windows(partner, speech)
        user = _unit(_ENROLLED_COUNTS * enrolled + np.where(heard, (1 - within) ** 2, 0.0) @ known)
        other = _unit(np.where(heard, within**2, 0.0) @ known)
        said = sharper * _SHARPNESS * _of_steps(known @ (other - user), heard)
        said += _LEVEL_COUNTS * _by_level(levels, partner * speech, (1 - partner) * speech)
        partner = smooth(np.clip(np.where(speech > 0, said, 0.0), -_CERTAIN, _CERTAIN), stay)
    alone = other @ (user + enrolled) >= _ALONE_FROM or user @ enrolled <= _OWN_FROM
    return None if alone else partner


def _begun(near: FloatArray, heard: npt.NDArray[np.bool_]) -> FloatArray:
    far_off, close_by = np.quantile(near[heard], (_FIRST, _LAST))
    guessed = np.where(near <= far_off, 1.0, np.where(near > close_by, 0.0, 0.5))
    covered = _of_steps(np.ones(len(near)), heard) > 0
    return np.where(covered, _of_steps(guessed, heard), 0.5)


def _of_steps(of_windows: FloatArray, heard: npt.NDArray[np.bool_]) -> FloatArray:
    """For each step the mean over the windows that cover it, of what each says, (n,); 0 where none does."""
    n = len(of_windows)
    told, weight = np.zeros((2, n))
    for later, counts in enumerate(COVER):
        told[: n - later] += counts * np.where(heard, of_windows, 0.0)[later:]
        weight[: n - later] += counts * heard[later:]
    return np.asarray(told / np.maximum(weight, 1e-9))


def _in_windows(partner: FloatArray, speech: FloatArray) -> FloatArray:
    """The partner's share of the speech in the window that ends with each step, (n,)."""
    n = len(partner)
    theirs, whole = np.zeros((2, n))
    for earlier, counts in enumerate(COVER):
        theirs[earlier:] += counts * (partner * speech)[: n - earlier]
        whole[earlier:] += counts * speech[: n - earlier]
    return np.asarray(theirs / np.maximum(whole, 1e-9))


def _by_level(levels: FloatArray, partners: FloatArray, users: FloatArray) -> FloatArray:
    """Log-odds of how loud each step is, of two loudnesses that waver alike, (n,)."""
    told = np.isfinite(levels)
    level = np.where(told, levels, 0.0)
    theirs, mine = np.where(told, partners, 0.0), np.where(told, users, 0.0)
    means = [float(share @ level / max(share.sum(), 1e-9)) for share in (theirs, mine)]
    further = [np.square(level - mean) for mean in means]
    wavers = (theirs @ further[0] + mine @ further[1]) / max((theirs + mine).sum(), 1e-9)
    return np.where(told, (further[1] - further[0]) / (2 * (wavers + _LEVEL_WAVERS_DB**2)), 0.0)


def _unit(vector: FloatArray) -> FloatArray:
    unit: FloatArray = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return unit
