"""Frames to sights: whose face is where, and which one the network is asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2

from face_model.alignment import align, stable_points
from face_model.appearance import appearance
from face_model.finding import FaceFinder
from face_model.landmarks import Landmarks, extent_of
from face_model.reading import Face, Mouth, face_at, mouth_opening
from face_model.tracking import PartnerTracker, Place
from fusion.arrays import FloatArray
from fusion.interfaces import VideoFrame

SHORTEST_STEP_S = 1 / 16
"""Frames closer than this add nothing; half of the frames at 30 a second are used."""

ALONE_STEP_S = 0.128
"""Live, somebody alone is looked at no sooner than this after the last look: of 15, 24, 25, 30 or 60
frames a second only those are looked at that are read anyway. Of several people the lips tell who speaks."""

ANSWER_STEP_S = 0.095
"""The network is asked no sooner than this after it was last: there are ten estimates a second. In between
the face is only followed."""


@dataclass(frozen=True)
class Sight:
    """What is seen in one frame, before the network is asked; the frame itself is let go of.

    Parameters
    ----------
    t
        When, session seconds.
    faces
        Landmarks of every face found.
    people
        Whose they are, as numbers.
    partner
        Which of them is the partner's; None if that face is not in view.
    face
        The partner's, where the network is to be asked about it.
    afresh
        Whether what was seen before this no longer counts.
    """

    t: float
    faces: tuple[Landmarks, ...]
    people: tuple[int, ...]
    partner: int | None
    face: Face | None
    afresh: bool


class FaceFollower:
    """Finds all faces of a frame and knows the partner's again: what needs whole frames, and no network.

    Parameters
    ----------
    alone_step_s
        Frames closer than this to the one before are passed over while at most one person is in view.
    """

    def __init__(self, alone_step_s: float = SHORTEST_STEP_S) -> None:
        # OpenCV's own threads spin between pictures, which costs more than they spare on one of this size.
        cv2.setNumThreads(1)
        self._alone_step_s = alone_step_s
        self._several = False
        self._finder = FaceFinder()
        self._tracker = PartnerTracker()
        self._before: FloatArray | None = None  # stable points
        self._last_t: float | None = None
        self._asked_t: float | None = None
        self._choice: tuple[float, float] | int | None = None
        self._afresh = False
        self.mouths: Callable[[tuple[Mouth, ...]], None] | None = None
        """Called with everybody's mouth at each look, before it is returned; may be set at any time."""
        self.reads_lips = False
        """Whether lips matter of somebody alone, too; may be set at any time."""

    def choose(self, x_fraction: float, y_fraction: float) -> None:
        """Make the face at this point of the picture the partner; may be called from another thread."""
        self._choice = (x_fraction, y_fraction)

    def prefer(self, person: int) -> None:
        """Read the person of this number until they are gone, or another is chosen or preferred.

        With 0 whoever is nearest. May be called from another thread.
        """
        self._choice = person

    def goes_back(self, frame: VideoFrame) -> bool:
        """Whether a frame is older than the one before, so that all begins anew with it."""
        return self._last_t is not None and frame.t_start < self._last_t

    def see(self, frame: VideoFrame) -> Sight | None:
        """Look at a frame; None if it is too close to the one before."""
        step_s = SHORTEST_STEP_S if self.reads_lips or self._several else self._alone_step_s
        if self._last_t is not None and 0 <= frame.t_start - self._last_t < step_s:
            return None
        if self.goes_back(frame):
            self.reset()
        self._last_t = frame.t_start
        faces = self._finder.find(frame.image)
        self._several = len(faces) > 1
        partner = self._partner(faces, frame)
        people = tuple(self._tracker.people)
        if (mouths := self.mouths) is not None:
            mouths(
                tuple(
                    Mouth(frame.t_start, person, mouth_opening(points), i == partner)
                    for i, (person, points) in enumerate(zip(people, faces, strict=True))
                )
            )
        face = None
        if partner is not None:
            if self._asked_t is None or frame.t_start - self._asked_t >= ANSWER_STEP_S:
                face = face_at(frame.image, faces[partner], self._before)
                self._asked_t = frame.t_start
            self._before = stable_points(faces[partner]) if face is None else face.stable
        afresh, self._afresh = self._afresh, False
        return Sight(frame.t_start, tuple(faces), people, partner, face, afresh)

    def reset(self) -> None:
        """Forget the faces seen so far; the user's choice stays with the place it was made at."""
        self._finder.reset()
        self._before = self._last_t = self._asked_t = None
        self._several = False
        self._afresh = True

    def close(self) -> None:
        """Free the face mesh's models; the next ``see`` loads them again."""
        self._finder.close()

    def _partner(self, faces: list[Landmarks], frame: VideoFrame) -> int | None:
        choice, self._choice = self._choice, None
        if isinstance(choice, int):
            self._tracker.prefer(choice or None)
        elif choice is not None:
            self._tracker.choose(*choice)
        places = [place_of(points, frame.image.shape) for points in faces]
        partner, someone_new = self._tracker.follow(
            places, frame.t_start, lambda i: appearance(align(frame.image, faces[i]))
        )
        if someone_new:
            self._asked_t = None
            self._afresh = True
        if someone_new or partner is None:
            self._before = None
        return partner


def place_of(points: Landmarks, shape: tuple[int, ...]) -> Place:
    """Where a face is in a frame of this shape."""
    height, width = shape[:2]
    low, high = extent_of(points)
    x, y = (low + high) / 2 / (width, height)
    return Place(float(x), float(y), float(high[1] - low[1]) / height)
