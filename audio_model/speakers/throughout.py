"""Whose voice it is throughout a recording, told from all of it at once: live there is but the past.

Voices are learnt and told apart in turn (expectation and maximisation of a hidden Markov model with a state
for each; Rabiner, Proc. IEEE 1989). Beside how each sounds it counts how loud it is, as far as each keeps to
a loudness here. A user's voice is held near what they read aloud. Every number was chosen with dialogues of
speakers that nothing is tested on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio_model.speakers.apart import begun_by
from audio_model.speakers.chain import smooth
from audio_model.speakers.model import middle_of
from audio_model.speakers.rule import COVER
from audio_model.speakers.vectors import units
from audio_model.speakers.voiceprint import Voiceprint
from fusion.arrays import BoolArray, FloatArray

_FEWEST = 16
"""Of fewer windows, 4 s of speech, nothing is told."""
_SHARPNESS = 20.0
_SHARPER = np.repeat((0.2, 0.3, 0.5, 0.7, 1.0), (2, 2, 2, 2, 10))
"""Annealed: at first nearly everything is a little of everybody's, so that where it begins matters less."""
_LEVEL_COUNTS, _LEVEL_WAVERS_DB = 1.5, 2.0
_CERTAIN = 6.0
_ALONE_FROM, _OWN_FROM = 1.05, 0.55
"""One person may speak alone, in two moods, where the second voice is so near (cosines) to the first and to
what was read aloud, taken together; or where the first is not so near to what was read aloud."""
_LATE_S = 0.256
_LEAST = 1e-6


@dataclass(frozen=True, eq=False)
class Heard:
    """A recording, step by step.

    Parameters
    ----------
    voices
        What is heard in the second that ends with each step, unit vectors (n, embedding); nan where nothing.
    speech
        Each step's share of speech, (n,).
    levels
        How loud that is, dB (n,); nan where there is little.
    """

    voices: FloatArray
    speech: FloatArray
    levels: FloatArray

    @property
    def told(self) -> BoolArray:
        """In which steps a voice is heard, (n,)."""
        return np.asarray(np.isfinite(self.voices).all(axis=1))


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


def partner_throughout(heard: Heard, own: Voiceprint, stay: float) -> FloatArray | None:
    """Probability of each step of a recording that its speech is the partner's, (n,).

    None where there is too little to tell, or one person may speak alone.

    Parameters
    ----------
    heard
        Of whom the user is one.
    own
        What the user read aloud.
    stay
        Probability that whoever speaks still does a step later.
    """
    told = heard.told
    if told.sum() < _FEWEST:
        return None
    enrolled = middle_of(own.voices).astype(np.float64)
    begun, held = begun_by(heard.voices[told], enrolled)
    shares, (user, other) = shares_throughout(heard, begun, stay, held)
    alone = other @ (user + enrolled) >= _ALONE_FROM or user @ enrolled <= _OWN_FROM
    return None if alone else shares[:, 1]


def shares_throughout(
    heard: Heard, begun: FloatArray, stay: float, held: FloatArray | float = 0.0
) -> tuple[FloatArray, FloatArray]:
    """Probability of each step of a recording that its speech is each voice's, (n, k), and how each sounds.

    That is a unit vector each, (k, embedding).

    Parameters
    ----------
    heard
        With a voice in some steps.
    begun
        Shares to begin with, of the steps in which a voice is heard, (those, k).
    stay
        As for :func:`partner_throughout`.
    held
        Counted with each voice's sum, (k, embedding).
    """
    told = heard.told
    known = np.where(told[:, None], heard.voices, 0.0)
    in_steps = np.zeros((len(known), begun.shape[1]))
    in_steps[told] = begun
    shares = np.where(_covered(told) > 0, _of_steps(in_steps, told), 1 / begun.shape[1])
    for sharper in _SHARPER:
        within = np.where(told[:, None], _in_windows(shares, heard.speech), 0.0)
        middles = units(held + np.square(within).T @ known)
        said = sharper * _SHARPNESS * _of_steps(known @ middles.T, told)
        said += _LEVEL_COUNTS * _by_level(heard.levels, shares * heard.speech[:, None])
        said = np.maximum(said - said.max(axis=1, keepdims=True), -_CERTAIN)
        shares = smooth(np.where(heard.speech[:, None] > 0, said, 0.0), stay)
    return shares, middles


def _covered(told: BoolArray) -> FloatArray:
    """How much the windows say of each step, (n, 1)."""
    n = len(told)
    weight = np.zeros((n, 1))
    for later, counts in enumerate(COVER):
        weight[: n - later, 0] += counts * told[later:]
    return weight


def _of_steps(of_windows: FloatArray, told: BoolArray) -> FloatArray:
    """For each step the mean over the windows that cover it, of what each says, (n, k); 0 where none does."""
    n = len(of_windows)
    says = np.zeros(of_windows.shape)
    for later, counts in enumerate(COVER):
        says[: n - later] += counts * np.where(told[:, None], of_windows, 0.0)[later:]
    return np.asarray(says / np.maximum(_covered(told), 1e-9))


def _in_windows(shares: FloatArray, speech: FloatArray) -> FloatArray:
    """Each voice's share of the speech in the window that ends with each step, (n, k)."""
    n = len(shares)
    whose, whole = np.zeros(shares.shape), np.zeros((n, 1))
    for earlier, counts in enumerate(COVER):
        whose[earlier:] += counts * (shares * speech[:, None])[: n - earlier]
        whole[earlier:, 0] += counts * speech[: n - earlier]
    return np.asarray(whose / np.maximum(whole, 1e-9))


def _by_level(levels: FloatArray, shares: FloatArray) -> FloatArray:
    """Logarithms of how likely each step is so loud if it is each voice's, (n, k); all waver alike."""
    told = np.isfinite(levels)[:, None]
    level, shares = np.where(told[:, 0], levels, 0.0)[:, None], np.where(told, shares, 0.0)
    means = (shares * level).sum(axis=0) / np.maximum(shares.sum(axis=0), 1e-9)
    further = np.square(level - means)
    wavers = (shares * further).sum() / max(float(shares.sum()), 1e-9)
    return np.where(told, -further / (2 * (wavers + _LEVEL_WAVERS_DB**2)), 0.0)
