"""Frames to the evidence of every face in them: for recordings of several people."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from face_model.alignment import align
from face_model.appearance import appearance
from face_model.classifier import FaceClassifier
from face_model.finding import FaceFinder
from face_model.following import SHORTEST_STEP_S, place_of
from face_model.landmarks import Landmarks
from face_model.pooling import POOL_S, pooled
from face_model.reading import Look, Mouth, face_at, look, mouth_opening
from face_model.tracking import PartnerTracker
from fusion.arrays import FloatArray
from fusion.evidence import Evidence
from fusion.interfaces import VideoFrame


@dataclass
class _Seen:
    """Somebody's last second, and their stable points at the look before where they were in view."""

    looks: deque[Look] = field(default_factory=deque)
    before: FloatArray | None = None


class EveryFaceAnalyser:
    """Reads all faces in view; an :class:`fusion.interfaces.Analyser` of video frames.

    Each piece of evidence says by its ``person`` whose it is.

    Parameters
    ----------
    classifier
        The shipped one unless given.

    Attributes
    ----------
    mouths
        Called with the mouths of everybody in view at each look, where somebody wants to know them.
    """

    def __init__(self, classifier: FaceClassifier | None = None) -> None:
        self._classifier = classifier or FaceClassifier.load()
        self._finder = FaceFinder()
        self._tracker = PartnerTracker()
        self._people: dict[int, _Seen] = {}
        self._last_t: float | None = None
        self.mouths: Callable[[tuple[Mouth, ...]], None] | None = None

    def feed(self, chunk: VideoFrame) -> list[Evidence]:
        """Look at a frame; the evidence up to it of everybody in view."""
        if self._last_t is not None and 0 <= chunk.t_start - self._last_t < SHORTEST_STEP_S:
            return []
        if self._last_t is not None and chunk.t_start < self._last_t:
            self.reset()
        self._last_t = chunk.t_start
        frame = chunk.image
        faces = self._finder.find(frame)
        places = [place_of(points, frame.shape) for points in faces]
        self._tracker.follow(places, chunk.t_start, lambda i: appearance(align(frame, faces[i])))
        in_view = dict(zip(self._tracker.people, faces, strict=True))
        for number, person in self._people.items():
            if number not in in_view:
                person.before = None
        if self.mouths is not None:
            t = chunk.t_start
            self.mouths(
                tuple(Mouth(t, number, mouth_opening(points), True) for number, points in in_view.items())
            )
        return [self._read(chunk, number, points) for number, points in in_view.items()]

    def reset(self) -> None:
        """Forget what was seen; people keep their numbers."""
        self._finder.reset()
        self._people.clear()
        self._last_t = None

    def close(self) -> None:
        """Free the models; the next ``feed`` loads them again."""
        self._finder.close()

    def _read(self, chunk: VideoFrame, number: int, points: Landmarks) -> Evidence:
        person = self._people.setdefault(number, _Seen())
        face = face_at(chunk.image, points, person.before)
        person.looks.append(look(self._classifier, chunk.t_start, face))
        person.before = face.stable
        while chunk.t_start - person.looks[0].t > POOL_S:
            person.looks.popleft()
        return replace(pooled(person.looks), person=number)
