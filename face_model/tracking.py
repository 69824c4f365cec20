"""Who is who among the faces in view, from frame to frame and after gaps, and who is the partner."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product

from face_model.appearance import Appearance, difference

LOST_AFTER_S = 3.0
"""Somebody unseen for longer is known again by their looks only, no more by where they were."""

SAME_UP_TO, SAME_AT_PLACE_UP_TO, OTHER_FROM = 0.17, 0.185, 0.23
"""Differences in appearance: faces as alike as the first are one person's, anywhere; as the second, where
that person was last seen; from the third on they are two people's."""

_LARGER_BY = 1.3
_REACH = 0.75  # of the face's height: further from where it is expected it is somebody else
_STRIDE_S = 0.5  # for so long an unseen face is taken to go on as it moved
_REMEMBERED = 8  # pictures of one person
_NEW_FROM = 0.05  # a picture that differs less from all others tells nothing new
_REMEMBER_EVERY_S = 1.0
_MOST_PEOPLE = 40


@dataclass(frozen=True)
class Place:
    """Where a face is: its middle and its height, all as fractions of the frame's width and height."""

    x: float
    y: float
    height: float


@dataclass(eq=False)
class _Person:
    """One person.

    Parameters
    ----------
    number
        What they are called, from 1; 0 until it is known that they are nobody met before.
    place, seen_at
        Where last seen, and when (s).
    since
        When first seen, or seen again (s).
    speed_x, speed_y
        How fast the face moved: widths and heights of the frame a second.
    pictures, remembered_at
        How they looked, and when that was last added to (s).
    """

    number: int
    place: Place
    seen_at: float
    since: float
    speed_x: float = 0.0
    speed_y: float = 0.0
    pictures: list[Appearance] = field(default_factory=list)
    remembered_at: float = -math.inf

    def away(self, face: Place, t: float) -> float:
        """How far ``face`` is from where this one is expected at time ``t``."""
        ahead = min(max(t - self.seen_at, 0.0), _STRIDE_S)
        x, y = self.place.x + self.speed_x * ahead, self.place.y + self.speed_y * ahead
        return math.hypot(face.x - x, face.y - y)

    def reaches(self, face: Place, t: float) -> bool:
        """Whether they can have come to where ``face`` is."""
        return self.away(face, t) <= _REACH * max(self.place.height, face.height)

    def seen(self, face: Place, t: float) -> None:
        """It is ``face`` now."""
        passed = t - self.seen_at
        steady = 0 < passed <= _STRIDE_S
        self.speed_x = (face.x - self.place.x) / passed if steady else 0.0
        self.speed_y = (face.y - self.place.y) / passed if steady else 0.0
        self.place, self.seen_at = face, t

    def unlike(self, picture: Appearance) -> float:
        """Least difference from how they looked before; infinite where that is not known."""
        return min((difference(picture, known) for known in self.pictures), default=math.inf)

    def remember(self, picture: Appearance, t: float) -> None:
        """Take a picture in, if it shows anything new."""
        self.remembered_at = t
        if len(self.pictures) < _REMEMBERED and self.unlike(picture) > _NEW_FROM:
            self.pictures.append(picture)


class _Looks:
    """How the faces of one frame look, worked out only where somebody asks."""

    def __init__(self, look: Callable[[int], Appearance] | None) -> None:
        self._look = look
        self._known: dict[int, Appearance] = {}

    def of(self, i: int) -> Appearance | None:
        """Appearance of face ``i``; None where nobody can tell."""
        if self._look is not None and i not in self._known:
            self._known[i] = self._look(i)
        return self._known.get(i)

    def unlike(self, i: int, person: _Person) -> float | None:
        """How far face ``i`` is from a person's looks; None where nobody can tell."""
        if not person.pictures or (picture := self.of(i)) is None:
            return None
        return person.unlike(picture)


class PartnerTracker:
    """Keeps to one face: the one the user chose, else the preferred one, else the largest, without hopping
    between equals.

    Everybody is followed by where they are, and known again by how they look after a gap. A choice holds
    until another is made: while the chosen person is away nobody takes their place.
    """

    def __init__(self) -> None:
        self._known: list[_Person] = []
        self._partner: _Person | None = None
        self._chosen = False
        self._wanted: tuple[float, float] | None = None
        self._preferred: int | None = None
        self._newest = 0
        self.people: tuple[int, ...] = ()
        """A number for each face that was followed last, always the same for one person."""

    def choose(self, x: float, y: float) -> None:
        """Make the face at (or nearest to) this point of the picture the partner; fractions, 0..1."""
        self._wanted = (x, y)

    def prefer(self, person: int | None) -> None:
        """Keep to the person of this number until they are gone; to nobody in particular with None.

        It ends the user's choice; a choice made later ends it.
        """
        self._preferred, self._chosen = person, False

    def reset(self) -> None:
        """Forget the partner and the choice, and everybody else."""
        self.__init__()  # type: ignore[misc]

    def follow(
        self, faces: Sequence[Place], t: float, look: Callable[[int], Appearance] | None = None
    ) -> tuple[int | None, bool]:
        """The partner's position in ``faces`` at time ``t`` (s), and whether it is someone new.

        ``None`` where no face is in view, or not that of the chosen partner.

        Parameters
        ----------
        look
            Gives the appearance of a face by its position in ``faces``; without it people are told apart by
            where they are alone.
        """
        if not faces:
            self.people = ()
            return None, False
        people = self._matched(faces, t, _Looks(look))
        self.people = tuple(person.number for person in people)
        near = next((i for i, person in enumerate(people) if person is self._partner), None)
        if self._wanted is not None:
            x, y = self._wanted
            self._wanted, self._chosen, self._preferred = None, True, None
            number = min(range(len(faces)), key=lambda i: (faces[i].x - x) ** 2 + (faces[i].y - y) ** 2)
        elif self._chosen:
            return near, False
        elif self._preferred in self.people:
            number = self.people.index(self._preferred)
        elif any(self._is_recent(person, t) for person in self._known if person.number == self._preferred):
            return None, False
        else:
            number = max(range(len(faces)), key=lambda i: faces[i].height)
            if near is not None and faces[number].height < _LARGER_BY * faces[near].height:
                return near, False
        self._partner = people[number]
        return number, number != near

    def _matched(self, faces: Sequence[Place], t: float, looks: _Looks) -> list[_Person]:
        """Whose each face is: the nearest to where one was expected first, the rest are newcomers."""
        recent = [person for person in self._known if self._is_recent(person, t)]
        people: dict[int, _Person] = {}
        pairs = [
            (person.away(face, t), i, person)
            for (i, face), person in product(enumerate(faces), recent)
            if person.reaches(face, t)
        ]
        for _, i, person in sorted(pairs, key=lambda pair: pair[0]):
            if i in people or person in people.values():
                continue
            steady = 0 <= t - person.seen_at <= _STRIDE_S
            doubtful = not steady or sum(pair[1] == i for pair in pairs) > 1
            unlike = looks.unlike(i, person) if doubtful else None
            if unlike is None or unlike < OTHER_FROM:
                people[i] = person
        for i, face in enumerate(faces):
            if i in people:
                people[i].seen(face, t)
            else:
                people[i] = _Person(0, face, t, since=t)
                self._known.append(people[i])
        self._find_again(people, faces, t, looks)
        for i, person in sorted(people.items()):
            if not person.number:
                self._newest += 1
                person.number = self._newest
            if t - person.remembered_at >= _REMEMBER_EVERY_S or person.remembered_at > t:
                picture = looks.of(i)
                if picture is not None:
                    person.remember(picture, t)
        self._forget_many(people)
        return [people[i] for i in range(len(faces))]

    def _find_again(
        self, people: dict[int, _Person], faces: Sequence[Place], t: float, looks: _Looks
    ) -> None:
        """Take for somebody who was lost whoever turned up after the loss and looks like them.

        Where looks say nothing, the lost partner alone is known again, by the place.
        """
        here = set(map(id, people.values()))
        lost = [person for person in self._known if id(person) not in here]
        pairs: list[tuple[float, int, _Person]] = []
        for (i, newcomer), person in product(people.items(), lost):
            young = t - newcomer.since <= LOST_AFTER_S or person is self._partner
            if not young or newcomer is self._partner or newcomer.since <= person.seen_at <= t:
                continue
            unlike = looks.unlike(i, person)
            if unlike is not None:
                at_place = person.reaches(faces[i], t)
                if unlike <= (SAME_AT_PLACE_UP_TO if at_place else SAME_UP_TO):
                    pairs.append((unlike, i, person))
            elif person is self._partner and self._is_recent(person, t) and person.reaches(faces[i], t):
                pairs.append((person.away(faces[i], t), i, person))
        for _, i, person in sorted(pairs, key=lambda pair: pair[0]):
            if person in people.values() or people[i] in lost:
                continue
            self._known.remove(people[i])
            person.seen(faces[i], t)
            person.since = t
            people[i] = person

    def _is_recent(self, person: _Person, t: float) -> bool:
        """Whether where they were still says where they are."""
        soon = t - person.seen_at <= LOST_AFTER_S
        return soon and (person.seen_at <= t or person is self._partner)

    def _forget_many(self, people: dict[int, _Person]) -> None:
        """Of very many, forget those who were seen longest ago."""
        while len(self._known) > _MOST_PEOPLE:
            away = [p for p in self._known if p is not self._partner and p not in people.values()]
            if not away:
                return
            self._known.remove(min(away, key=lambda person: person.seen_at))
