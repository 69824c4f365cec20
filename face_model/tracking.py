"""Which of the faces in view is the partner's, from frame to frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

LOST_AFTER_S = 3.0
"""A partner chosen by the user is waited for this long before the largest face takes over."""

_LARGER_BY = 1.3
_REACH = 0.75  # of the face's height: further from where it is expected it is somebody else
_STRIDE_S = 0.5  # for so long an unseen face is taken to go on as it moved


@dataclass(frozen=True)
class Place:
    """Where a face is: its middle and its height, all as fractions of the frame's width and height."""

    x: float
    y: float
    height: float


@dataclass(eq=False)
class _Track:
    """One person.

    Parameters
    ----------
    number
        What they are called, from 1.
    place, seen_at
        Where last seen, and when (s).
    since
        When first seen (s).
    speed_x, speed_y
        How fast the face moved: widths and heights of the frame a second.
    """

    number: int
    place: Place
    seen_at: float
    since: float
    speed_x: float = 0.0
    speed_y: float = 0.0

    def away(self, face: Place, t: float) -> float:
        """How far ``face`` is from where this one is expected at time ``t``."""
        ahead = min(max(t - self.seen_at, 0.0), _STRIDE_S)
        x, y = self.place.x + self.speed_x * ahead, self.place.y + self.speed_y * ahead
        return math.hypot(face.x - x, face.y - y)

    def seen(self, face: Place, t: float) -> None:
        """It is ``face`` now."""
        passed = t - self.seen_at
        steady = 0 < passed <= _STRIDE_S
        self.speed_x = (face.x - self.place.x) / passed if steady else 0.0
        self.speed_y = (face.y - self.place.y) / passed if steady else 0.0
        self.place, self.seen_at = face, t


class PartnerTracker:
    """Keeps to one face: the one the user chose, else the largest, without hopping between equals.

    Everybody in view is followed, so that somebody who walks in front is not taken for the partner.
    """

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._partner: _Track | None = None
        self._chosen = False
        self._wanted: tuple[float, float] | None = None
        self._newest = 0
        self.people: tuple[int, ...] = ()
        """A number for each face that was followed last, always the same for one person."""

    def choose(self, x: float, y: float) -> None:
        """Make the face at (or nearest to) this point of the picture the partner; fractions, 0..1."""
        self._wanted = (x, y)

    def reset(self) -> None:
        """Forget the partner and the choice."""
        self.__init__()  # type: ignore[misc]

    def follow(self, faces: Sequence[Place], t: float) -> tuple[int | None, bool]:
        """The partner's position in ``faces`` at time ``t`` (s), and whether it is someone new.

        ``None`` where no face is in view, or none near enough to where the chosen partner was a moment ago.
        """
        if not faces:
            self.people = ()
            return None, False
        before = self._partner
        if before is not None and t - before.seen_at > LOST_AFTER_S:
            self._partner = None
        people = self._matched(faces, t)
        self.people = tuple(person.number for person in people)
        near = next((i for i, person in enumerate(people) if person is self._partner), None)
        if self._wanted is not None:
            x, y = self._wanted
            self._wanted, self._chosen = None, True
            number = min(range(len(faces)), key=lambda i: (faces[i].x - x) ** 2 + (faces[i].y - y) ** 2)
        elif self._chosen and self._partner is not None:
            return near, False
        else:
            number = max(range(len(faces)), key=lambda i: faces[i].height)
            if near is not None and faces[number].height < _LARGER_BY * faces[near].height:
                return near, False
            self._chosen = False
        self._partner = people[number]
        return number, number != near

    def _matched(self, faces: Sequence[Place], t: float) -> list[_Track]:
        """Whose each face is: the nearest to where one was expected first, the rest are newcomers."""
        self._tracks = [
            track
            for track in self._tracks
            if track is self._partner or (track.seen_at <= t and t - track.seen_at <= LOST_AFTER_S)
        ]
        people: dict[int, _Track] = {}
        pairs = [
            (track.away(face, t), i, track) for (i, face), track in product(enumerate(faces), self._tracks)
        ]
        for away, i, track in sorted(pairs, key=lambda pair: pair[0]):
            if i not in people and track not in people.values() and away <= _reach(track, faces[i]):
                people[i] = track
        self._find_again(people, faces, t)
        for i, face in enumerate(faces):
            if i in people:
                people[i].seen(face, t)
            else:
                self._newest += 1
                people[i] = _Track(self._newest, face, t, since=t)
                self._tracks.append(people[i])
        return [people[i] for i in range(len(faces))]

    def _find_again(self, people: dict[int, _Track], faces: Sequence[Place], t: float) -> None:
        """Take for the lost partner whoever turned up within reach only after the loss."""
        lost = self._partner
        if lost is None or lost in people.values():
            return
        newcomers = [i for i, track in people.items() if track.since > lost.seen_at]
        number = min(newcomers, key=lambda i: lost.away(faces[i], t), default=None)
        if number is not None and lost.away(faces[number], t) <= _reach(lost, faces[number]):
            self._tracks.remove(people[number])
            people[number] = lost


def _reach(track: _Track, face: Place) -> float:
    return _REACH * max(track.place.height, face.height)
