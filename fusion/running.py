"""Learns, while a conversation goes on, how each person met usually looks and sounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fusion.baseline import PersonalBaseline, centred_log, new_seconds, teaching_quality
from fusion.evidence import Evidence, Modality
from fusion.learnt import Learnt
from fusion.repertoire import Repertoire

_MOST_PEOPLE = 32

_Key = tuple[Modality, int, int]


class RunningBaseline:
    """How the person in front of it usually looks and sounds, from evidence that nobody labelled.

    Each piece says how its answer differs from people's usual one for the emotion it seems to be of
    (:class:`fusion.repertoire.Repertoire`), so that an hour of sadness is compared with other people's
    sadness and not taken for the ordinary. The mean of the differences, shrunk while little is known and
    while one feeling only was shown (:class:`fusion.learnt.Learnt`), is this person's; none is moved further
    than :data:`fusion.baseline.LARGEST_SHIFT`. The better somebody is known, the surer are the answers about
    them: models hesitate over strangers. Poor evidence teaches little, and what it taught counts little once
    there is better (see :meth:`fusion.baseline.PersonalBaseline.apply`).

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
        self._learnt: dict[_Key, Learnt] = {}
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
        since_s = max(piece.t_end - learnt.until, 0.0)
        learnt.until = max(piece.t_end, learnt.until)
        quality = teaching_quality(piece)
        if self._learning and new_s > 0 and quality > 0:
            learnt.take(centred_log(piece.probabilities), new_s, since_s, quality)

    def baseline(self) -> PersonalBaseline:
        """What is known now of whoever is there; ``seconds`` tells for how long each was met."""
        known = self._told(self._now, {m: self._of(m, self._now).met_s for m in Modality})
        surer = {m: self._of(m, self._now).surer for m in Modality}
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

    def _begun(self, modality: Modality) -> Learnt:
        """Somebody new, of whom no more is known than at the start."""
        return Learnt.already(self.known, modality, self._repertoire)

    def _of(self, modality: Modality, whose: Mapping[Modality, _Key]) -> Learnt:
        key = whose.get(modality)
        return self._learnt[key] if key is not None else self._begun(modality)

    def _told(self, whose: Mapping[Modality, _Key], seconds: Mapping[Modality, float]) -> PersonalBaseline:
        learnt = {m: self._of(m, whose) for m in Modality}
        return PersonalBaseline(
            self.known.name,
            {m: learnt[m].shift for m in Modality},
            seconds,
            self.known.made_at,
            {m: learnt[m].quality for m in Modality},
            answers={m: learnt[m].answers for m in Modality if learnt[m].seconds > 0},
        )
