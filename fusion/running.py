"""Learns, while a conversation goes on, how each person met usually looks and sounds."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np

from fusion.baseline import (
    LARGEST_SHIFT,
    FloatArray,
    PersonalBaseline,
    centred_log,
    new_seconds,
    teaching_quality,
)
from fusion.calibration import log_softmax
from fusion.evidence import Evidence, Modality

REPERTOIRE = Path(__file__).parent / "weights" / "repertoire.json"
MEMORY_S = 3600.0
"""What was met longer ago than that counts less and less, seconds of good evidence."""
_MOST_PEOPLE = 32

_Key = tuple[Modality, int, int]


@dataclass(frozen=True)
class Repertoire:
    """What calibrated models say of people in general while they show each emotion.

    Parameters
    ----------
    means
        For each modality float64 (7, 7): the mean centred log-probabilities of each emotion, in rows.
    temper
        How far an answer is believed when asking which emotion it is of: its log-probabilities are
        multiplied by it. At 0 any would do, and what somebody shows most of the time would count as their
        ordinary whatever it is; at 1 a strange face that is always taken for angry would stay angry.
    half_s
        Seconds of good evidence after which half of a person's difference is allowed for.
    surer
        How much surer than about a stranger an answer may be about somebody known for good, >= 1 for each
        modality (1 unless given); half of what is above 1 after ``half_s``.
    """

    means: Mapping[Modality, FloatArray]
    temper: float
    half_s: float
    surer: Mapping[Modality, float] = field(default_factory=lambda: dict.fromkeys(Modality, 1.0))

    @staticmethod
    @cache
    def shipped() -> Repertoire:
        """The one beside the weights, made by :func:`ui.studies.repertoire.measure_repertoire`."""
        data = json.loads(REPERTOIRE.read_text(encoding="utf-8"))
        return Repertoire(
            {m: np.array(data["means"][m.value], dtype=np.float64) for m in Modality},
            float(data["temper"]),
            float(data["half_s"]),
            {m: float(data["surer"][m.value]) for m in Modality},
        )

    def surer_after(self, modality: Modality, seconds: float) -> float:
        """How much surer an answer is about somebody known for so many seconds of good evidence, >= 1."""
        return 1 + (self.surer[modality] - 1) * seconds / (seconds + self.half_s)

    def difference(self, modality: Modality, centred: FloatArray, shift: FloatArray) -> FloatArray:
        """What would have to be added to an answer to make it people's usual one, float64 (7,).

        An answer is compared with what is usual for the emotion it is of; which that is, is a guess from the
        answer, allowing for what is known already. That it is said less surely than usual (as of whoever is
        unfamiliar) is doubt, and nothing about the person.

        Parameters
        ----------
        centred
            The answer, float64 (7,), as :func:`fusion.baseline.centred_log` gives it.
        shift
            What is known already, float64 (7,).
        """
        of_which = np.exp(log_softmax(self.temper * (centred + shift)))
        usual = of_which @ self.means[modality]
        sureness = np.clip((centred + shift) @ usual / max(float(usual @ usual), 1e-9), 0.0, 1.0)
        difference: FloatArray = sureness * usual - centred
        return difference


@dataclass
class _Learnt:
    """What is known of one face or voice.

    Parameters
    ----------
    total
        Sum of the differences, float64 (7,), nats times seconds.
    seconds
        Seconds it rests on, weighted by quality.
    quality_s
        The same times the quality.
    met_s
        For how long it was met, seconds.
    until
        End of the newest evidence, session seconds.
    """

    total: FloatArray
    seconds: float = 0.0
    quality_s: float = 0.0
    met_s: float = 0.0
    until: float = -math.inf

    def shift(self, half_s: float) -> FloatArray:
        """What to add to the log-probabilities, float64 (7,): little while little is known."""
        shift: FloatArray = np.clip(self.total / (self.seconds + half_s), -LARGEST_SHIFT, LARGEST_SHIFT)
        return shift

    @property
    def quality(self) -> float:
        """How good the evidence was that it was learnt from, 0..1."""
        return self.quality_s / self.seconds if self.seconds > 0 else 1.0


class RunningBaseline:
    """How the person in front of it usually looks and sounds, from evidence that nobody labelled.

    Each piece says how its answer differs from people's usual one for the emotion it seems to be of
    (:class:`Repertoire`), so that an hour of sadness is compared with other people's sadness and not taken
    for the ordinary. The mean of the differences, shrunk while little is known, is this person's; none
    is moved further than :data:`fusion.baseline.LARGEST_SHIFT`. The better somebody is known, the surer are
    the answers about them: models hesitate over strangers. Poor evidence teaches little, and what it
    taught counts little once there is better (see :meth:`fusion.baseline.PersonalBaseline.apply`).

    Faces are told apart by ``Evidence.person``: another number is somebody else and begins anew, at once; who
    comes back is known still. A voice whose analyser does not tell people apart belongs to the face
    that is in view. No threads, no clock: the same evidence in the same order teaches the same.

    Parameters
    ----------
    known
        What is known of the person already: where everybody new begins, and what :meth:`kept` goes on from.
    repertoire
        The shipped one if None.
    """

    def __init__(self, known: PersonalBaseline | None = None, repertoire: Repertoire | None = None) -> None:
        self.known = known or PersonalBaseline.identity()
        self._learning = True
        self._repertoire = repertoire or Repertoire.shipped()
        self._half_s = self._repertoire.half_s
        self._learnt: dict[_Key, _Learnt] = {}
        self._now: dict[Modality, _Key] = {}
        self._first: dict[Modality, _Key] = {}

    def take(self, piece: Evidence) -> None:
        """Learn from a piece of evidence: calibrated, before anything was allowed for."""
        key = self._whose(piece)
        self._now[piece.modality] = key
        self._first.setdefault(piece.modality, key)
        learnt = self._learnt.pop(key, None) or self._begun(piece.modality)
        self._learnt[key] = learnt  # the newest last
        while len(self._learnt) > _MOST_PEOPLE:
            del self._learnt[next(k for k in self._learnt if k not in self._first.values())]
        new_s = new_seconds(piece, learnt.until)
        learnt.until = max(piece.t_end, learnt.until)
        quality = teaching_quality(piece)
        if not self._learning or new_s <= 0 or quality <= 0:
            return
        difference = self._repertoire.difference(
            piece.modality, centred_log(piece.probabilities), learnt.shift(self._half_s)
        )
        weight = quality**2 * new_s
        learnt.total = learnt.total + weight * difference
        learnt.seconds += weight
        learnt.quality_s += weight * quality
        learnt.met_s += new_s
        if learnt.seconds > MEMORY_S:
            fade = MEMORY_S / learnt.seconds
            learnt.total = fade * learnt.total
            learnt.seconds, learnt.quality_s = MEMORY_S, fade * learnt.quality_s

    def baseline(self) -> PersonalBaseline:
        """What is known now of whoever is there; ``seconds`` tells for how long each was met."""
        known = self._told(self._now, {m: self._of(m, self._now).met_s for m in Modality})
        surer = {m: self._repertoire.surer_after(m, self._of(m, self._now).seconds) for m in Modality}
        return replace(known, surer=surer)

    def kept(self, made_at: str) -> PersonalBaseline:
        """What is known of the first face and the first voice met, to go on from another time.

        Nothing that was learnt of anybody else is in it.

        Parameters
        ----------
        made_at
            ISO 8601.
        """
        seconds = {m: self._of(m, self._first).seconds for m in Modality}
        return replace(self._told(self._first, seconds), made_at=made_at)

    def settle(self) -> None:
        """Learn no more, and begin again with the first face: from now on only who is there is followed."""
        self._learning = False
        self._now = {m: key for m, key in self._first.items() if m is Modality.FACE}

    def forget(self, modality: Modality | None = None) -> None:
        """Begin anew, with everybody (or with all faces, or all voices)."""
        for m in Modality if modality is None else (modality,):
            self._now.pop(m, None)
            self._first.pop(m, None)
            self._learnt = {key: learnt for key, learnt in self._learnt.items() if key[0] is not m}

    def _whose(self, piece: Evidence) -> _Key:
        if piece.modality is Modality.FACE:
            key = (Modality.FACE, piece.person, 0)
            if Modality.FACE not in self._now:
                self._meet_the_voice(piece.person)
            return key
        face = self._now.get(Modality.FACE)
        return (Modality.VOICE, piece.person, face[1] if face and not piece.person else 0)

    def _meet_the_voice(self, face: int) -> None:
        """The voice heard before anybody was seen belongs to the first face."""
        unseen, seen = (Modality.VOICE, 0, 0), (Modality.VOICE, 0, face)
        if unseen in self._learnt:
            self._learnt[seen] = self._learnt.pop(unseen)
            for whose in (self._now, self._first):
                if whose.get(Modality.VOICE) == unseen:
                    whose[Modality.VOICE] = seen

    def _begun(self, modality: Modality) -> _Learnt:
        """Somebody new, of whom no more is known than at the start."""
        seconds = self.known.seconds[modality]
        return _Learnt(
            self.known.shift[modality] * (seconds + self._half_s),
            seconds,
            seconds * self.known.quality[modality],
            seconds,
        )

    def _of(self, modality: Modality, whose: Mapping[Modality, _Key]) -> _Learnt:
        key = whose.get(modality)
        return self._learnt[key] if key is not None else self._begun(modality)

    def _told(self, whose: Mapping[Modality, _Key], seconds: Mapping[Modality, float]) -> PersonalBaseline:
        learnt = {m: self._of(m, whose) for m in Modality}
        return PersonalBaseline(
            self.known.name,
            {m: learnt[m].shift(self._half_s) for m in Modality},
            seconds,
            self.known.made_at,
            {m: learnt[m].quality for m in Modality},
        )
