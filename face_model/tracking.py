"""Which of the faces in view is the partner's, from frame to frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LOST_AFTER_S = 3.0
"""A partner chosen by the user is waited for this long before the largest face takes over."""

_LARGER_BY = 1.3
_REACH = 0.75


@dataclass(frozen=True)
class Place:
    """Where a face is: its middle and its height, all as fractions of the frame's width and height."""

    x: float
    y: float
    height: float


class PartnerTracker:
    """Keeps to one face: the one the user chose, else the largest, without hopping between equals."""

    def __init__(self) -> None:
        self._place: Place | None = None
        self._seen_at = 0.0
        self._chosen = False
        self._wanted: tuple[float, float] | None = None

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
            return None, False
        if self._wanted is not None:
            x, y = self._wanted
            self._wanted = None
            number = min(range(len(faces)), key=lambda i: (faces[i].x - x) ** 2 + (faces[i].y - y) ** 2)
            new = number != self._nearest(faces)
            self._chosen = True
            return self._keep(faces, number, t), new
        near = self._nearest(faces)
        gone = t - self._seen_at > LOST_AFTER_S
        if self._chosen and not gone:
            return (None, False) if near is None else (self._keep(faces, near, t), False)
        largest = max(range(len(faces)), key=lambda i: faces[i].height)
        if near is not None and not gone and faces[largest].height < _LARGER_BY * faces[near].height:
            return self._keep(faces, near, t), False
        new = near != largest or gone
        self._chosen = False
        return self._keep(faces, largest, t), new

    def _nearest(self, faces: Sequence[Place]) -> int | None:
        """The face closest to where the partner was, if it is within reach."""
        last = self._place
        if last is None:
            return None

        def distance(i: int) -> float:
            return math.hypot(faces[i].x - last.x, faces[i].y - last.y)

        number = min(range(len(faces)), key=distance)
        return number if distance(number) <= _REACH * max(last.height, faces[number].height) else None

    def _keep(self, faces: Sequence[Place], number: int, t: float) -> int:
        self._place = faces[number]
        self._seen_at = t
        return number
