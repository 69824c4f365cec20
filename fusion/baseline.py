"""How one person usually looks and sounds, and what that takes from their evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fusion.arrays import FloatArray
from fusion.calibration import log_softmax, safe_log
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.evidence import Evidence, Modality
from fusion.stored_model import read_fitted

ORDINARY = Path(__file__).parent / "weights" / "ordinary.json"
LARGEST_SHIFT = 3.0
"""No emotion is moved by more than this, nats: whoever is surer than that stays so, however often it is."""
_LEAST_LOG_P = math.log(1e-5)  # an emotion ruled out is ruled out; how far below makes no difference
_LONGEST_STEP_S = 0.5
_ABOUT_THE_PERSON = "familiar"
"""The part of the quality that says how like those trained on they are: strangers are to be learnt."""


@dataclass(frozen=True)
class Ordinary:
    """What calibrated models say of people in general while nothing moves them.

    Parameters
    ----------
    centred
        For each modality float64 (7,): mean centred log-probability, summing to 0.
    strength
        For each modality the share (0..1) of a person's difference from it that is allowed for, given
        endless time; all of it unless given.
    half_s
        Seconds of voice or face after which half of that share is.
    """

    centred: Mapping[Modality, FloatArray]
    strength: Mapping[Modality, float] = field(default_factory=lambda: dict.fromkeys(Modality, 1.0))
    half_s: float = 5.0

    @staticmethod
    @cache
    def shipped() -> Ordinary:
        """The one beside the weights, made by :func:`ui.studies.ordinary.measure_ordinary`."""
        return read_fitted(
            ORDINARY,
            lambda data: Ordinary(
                {m: np.array(data["centred"][m.value], dtype=np.float64) for m in Modality},
                {m: float(data["strength"][m.value]) for m in Modality},
                float(data["half_s"]),
            ),
        )


@dataclass(frozen=True)
class Answers:
    """Where the answers about one person lay, before anything was allowed for.

    Parameters
    ----------
    around
        Their mean, float64 (7,), as :func:`centred_log` gives them.
    variance
        How much they varied around it, summed over the seven, nats squared.
    """

    around: FloatArray
    variance: float


@dataclass(frozen=True)
class PersonalBaseline:
    """What one person's ordinary face and voice take from the models' answers.

    Parameters
    ----------
    name
        Whose it is; as the user typed it.
    shift
        For each modality float64 (7,) in nats, within ``±LARGEST_SHIFT``, added to the log-probabilities.
    seconds
        How much voice and face it rests on, weighted by quality; while the person is followed, for how long
        each was met.
    made_at
        When it was made, ISO 8601 ("" where that does not matter).
    quality
        How good the evidence was that it was learnt from, 0..1.
    surer
        How much surer answers are about somebody so well known, >= 1: their log-probabilities are multiplied
        by it. It follows from what was learnt while the person is followed, and is not kept.
    answers
        Where the answers lay that it was learnt from along the way. Not known of those who were remembered
        while at ease.
    """

    name: str
    shift: Mapping[Modality, FloatArray]
    seconds: Mapping[Modality, float]
    made_at: str = ""
    quality: Mapping[Modality, float] = field(default_factory=lambda: dict.fromkeys(Modality, 1.0))
    surer: Mapping[Modality, float] = field(default_factory=lambda: dict.fromkeys(Modality, 1.0))
    answers: Mapping[Modality, Answers] = field(default_factory=dict)

    @staticmethod
    def identity(name: str = "") -> PersonalBaseline:
        """The baseline that changes nothing."""
        return PersonalBaseline(
            name, {m: np.zeros(len(EMOTIONS)) for m in Modality}, dict.fromkeys(Modality, 0.0)
        )

    def apply(self, evidence: Evidence) -> Evidence:
        """The evidence as it is of this person; the very same object where that changes nothing.

        What was learnt from worse evidence than this (in the dark, in noise) counts for less.
        """
        shift, surer = self.shift[evidence.modality], self.surer[evidence.modality]
        if not shift.any() and surer == 1:
            return evidence
        now = teaching_quality(evidence)
        trust = min(self.quality[evidence.modality] / now, 1.0) if now > 0 else 1.0
        adapted = np.exp(
            log_softmax((1 + trust * (surer - 1)) * (safe_log(evidence.probabilities) + trust * shift))
        )
        return replace(evidence, probabilities=adapted, raw=evidence.probabilities)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the settings."""
        return {
            "name": self.name,
            "made_at": self.made_at,
            "seconds": {m.value: round(self.seconds[m], 2) for m in Modality},
            "quality": {m.value: round(self.quality[m], 4) for m in Modality},
            "shift": {m.value: _by_emotion(self.shift[m]) for m in Modality},
            "answers": {
                m.value: {"around": _by_emotion(a.around), "variance": a.variance}
                for m, a in self.answers.items()
            },
        }

    @staticmethod
    def from_json(data: Any) -> PersonalBaseline:
        """Read back what :meth:`to_json` wrote.

        Raises
        ------
        UserError
            If a part is missing, not a number, or beyond what a baseline may shift.
        """
        try:
            shift = {m: _in_order(data["shift"][m.value]) for m in Modality}
            seconds = {m: float(data["seconds"][m.value]) for m in Modality}
            name, made_at = data["name"], data["made_at"]
            known_quality = data.get("quality", {})  # earlier versions did not keep it
            quality = {m: float(known_quality.get(m.value, 1.0)) for m in Modality}
            answers = {
                Modality(m): Answers(_in_order(a["around"]), float(a["variance"]))
                for m, a in data.get("answers", {}).items()  # nor these
            }
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
            raise UserError(
                f"This is no personal baseline ({type(error).__name__}: {error}); remember the person anew."
            ) from error
        if not isinstance(name, str) or not name.strip() or not isinstance(made_at, str):
            raise UserError("A personal baseline needs the name of its person; remember the person anew.")
        if not all(np.all(np.abs(s) <= LARGEST_SHIFT) for s in shift.values()):
            raise UserError(
                f"The baseline of {name} shifts by more than {LARGEST_SHIFT} nats; remember the person anew."
            )
        if not all(0 <= s < math.inf for s in seconds.values()):
            raise UserError(
                f"The baseline of {name} rests on an impossible length of time; remember the person anew."
            )
        if not all(0 <= q <= 1 for q in quality.values()):
            raise UserError(f"The baseline of {name} has an impossible quality; remember the person anew.")
        if not all(np.isfinite(a.around).all() and 0 <= a.variance < math.inf for a in answers.values()):
            raise UserError(f"The baseline of {name} has impossible answers; remember the person anew.")
        return PersonalBaseline(name, shift, seconds, made_at, quality, answers=answers)


def learn_baseline(
    evidence: Sequence[Evidence], name: str, made_at: str = "", ordinary: Ordinary | None = None
) -> PersonalBaseline:
    """What a stretch of someone's ordinary face and voice says about how to read them.

    ``shift = strength * s / (s + half_s) * (ordinary - mean of this person)``, both as centred
    log-probabilities (a constant added to all seven changes nothing), s the seconds of evidence weighted by
    its quality: nothing learnt from nothing, little from little. Then each component is held within
    ``±LARGEST_SHIFT``. The order of the evidence does not matter, and the same piece twice counts once.

    Parameters
    ----------
    evidence
        About 20 s of a person who is at ease, calibrated; what was allowed for in it does not count.
    name
        Whose.
    made_at
        ISO 8601.
    ordinary
        What to compare with; the shipped one if None.
    """
    ordinary = ordinary or Ordinary.shipped()
    shift, seconds, quality = {}, {}, {}
    for modality in Modality:
        pieces = [e for e in evidence if e.modality is modality]
        mean, seconds[modality], quality[modality] = _centred_mean(pieces)
        share = ordinary.strength[modality] * seconds[modality] / (seconds[modality] + ordinary.half_s)
        shift[modality] = np.clip(share * (ordinary.centred[modality] - mean), -LARGEST_SHIFT, LARGEST_SHIFT)
    return PersonalBaseline(name, shift, seconds, made_at, quality)


def teaching_quality(piece: Evidence) -> float:
    """How good a piece is to learn its person from, 0..1: its quality, however unfamiliar they are."""
    return min(piece.quality / piece.quality_parts.get(_ABOUT_THE_PERSON, 1.0), 1.0)


def new_seconds(piece: Evidence, until: float) -> float:
    """For how long a piece counts if what came before ended at ``until`` (s; -inf for nothing), seconds.

    The time since then, at most the longer of its own span and 0.5 s: overlapping windows count once.
    """
    span = piece.t_end - piece.t_start
    return span if until == -math.inf else min(piece.t_end - until, max(span, _LONGEST_STEP_S))


def centred_log(probabilities: npt.ArrayLike) -> FloatArray:
    """Log-probabilities, floored at 0.00001 and less their mean over the last axis; same shape."""
    log_p = np.maximum(safe_log(probabilities), _LEAST_LOG_P)
    result: FloatArray = log_p - log_p.mean(axis=-1, keepdims=True)
    return result


def _by_emotion(numbers: FloatArray) -> dict[str, float]:
    return {e.value: float(x) for e, x in zip(EMOTIONS, numbers, strict=True)}


def _in_order(by_emotion: Mapping[str, Any]) -> FloatArray:
    return np.array([float(by_emotion[e.value]) for e in EMOTIONS])


def _centred_mean(pieces: Sequence[Evidence]) -> tuple[FloatArray, float, float]:
    """Mean centred log-probability of one modality's evidence, the seconds it rests on, and their quality.

    A piece stands for its :func:`new_seconds` times its quality. Of pieces that heard the same time the best
    counts, as in the fusion.
    """
    total, seconds, quality_s = np.zeros(len(EMOTIONS)), 0.0, 0.0
    until = -math.inf
    for piece in sorted(pieces, key=lambda e: (e.t_end, e.t_start, -e.quality, *e.probabilities)):
        quality = teaching_quality(piece)
        weight = quality * new_seconds(piece, until)
        until = piece.t_end
        said = piece.probabilities if piece.raw is None else piece.raw
        total += weight * centred_log(said)
        seconds += weight
        quality_s += weight * quality
    return (total / seconds, seconds, quality_s / seconds) if seconds > 0 else (total, 0.0, 1.0)
