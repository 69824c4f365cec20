"""Frames to face evidence: mesh, partner, crop, network, pooled over about a second."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from face_model.alignment import align
from face_model.appearance import appearance
from face_model.classifier import FaceClassifier
from face_model.finding import FaceFinder
from face_model.landmarks import FACE_OVAL, Landmarks
from face_model.pooling import POOL_S, pooled
from face_model.reading import Look, Mouth, look, mouth_opening
from face_model.tracking import PartnerTracker, Place
from fusion.evidence import Evidence
from fusion.interfaces import VideoFrame

SHORTEST_STEP_S = 1 / 16
"""Frames closer than this add nothing; half of the frames at 30 a second are used."""

ANSWER_STEP_S = 0.095
"""The network is asked no sooner than this after it was last: there are ten estimates a second. In between
the face is only followed."""

RECORDED_STEP_S = 0.19
"""Of a recording, which nobody watches meanwhile, frames closer than this are passed over: five looks a
second give what twelve give, as faces change slowly and an answer rests on the last second of them."""


@dataclass(frozen=True)
class FaceBox:
    """A face in the picture; all numbers are fractions of the frame's width or height.

    Parameters
    ----------
    x, y
        Left and upper edge.
    width, height
        Extent.
    outline
        float32 (n, 2), x and y of the face's outline, clockwise from the forehead.
    person
        Whose it is: always the same number for one person.
    """

    x: float
    y: float
    width: float
    height: float
    outline: npt.NDArray[np.float32]
    person: int


@dataclass(frozen=True)
class FaceView:
    """What was seen in one frame, for the window.

    Parameters
    ----------
    frame
        The frame that the boxes belong to.
    faces
        Every face found.
    partner
        Which of ``faces`` is the partner's; None if that face is not in view. Where others are, it is that of
        somebody the user chose, and nobody is read until they are back or another is chosen.
    hint
        How well the partner is seen, in plain words.
    waits
        Whether others are in view and the chosen one is not.
    """

    frame: VideoFrame
    faces: tuple[FaceBox, ...]
    partner: int | None
    hint: str
    waits: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "waits", self.partner is None and bool(self.faces))


class FaceAnalyser:
    """Reads the partner's face; an :class:`fusion.interfaces.Analyser` of video frames.

    Parameters
    ----------
    classifier
        The shipped one unless given.
    """

    def __init__(self, classifier: FaceClassifier | None = None) -> None:
        self._classifier = classifier or FaceClassifier.load()
        self._finder = FaceFinder()
        self._tracker = PartnerTracker()
        self._looks: deque[Look] = deque()
        self._before: Landmarks | None = None
        self._last_t: float | None = None
        self._choice: tuple[float, float] | None = None
        self.watcher: Callable[[FaceView | None], None] | None = None
        """Called with each frame looked at and what was found in it, and with None when that is forgotten, on
        the thread that feeds the analyser; may be set at any time."""
        self.mouths: Callable[[tuple[Mouth, ...]], None] | None = None
        """Called at each look with everybody's mouth, on the same thread, before its evidence is returned;
        may be set at any time."""

    def choose(self, x_fraction: float, y_fraction: float) -> None:
        """Make the face at this point of the picture the partner; may be called from another thread."""
        self._choice = (x_fraction, y_fraction)

    def feed(self, chunk: VideoFrame) -> list[Evidence]:
        """Look at a frame; the evidence up to it, or none if the partner is not in view or was just read."""
        if self._last_t is not None and 0 <= chunk.t_start - self._last_t < SHORTEST_STEP_S:
            return []
        if self._last_t is not None and chunk.t_start < self._last_t:
            self.reset()
        self._last_t = chunk.t_start
        meshes = self._finder.find(chunk.image)
        partner = self._partner(meshes, chunk)
        if (mouths := self.mouths) is not None:
            mouths(
                tuple(
                    Mouth(chunk.t_start, person, mouth_opening(points), i == partner)
                    for i, (person, points) in enumerate(zip(self._tracker.people, meshes, strict=True))
                )
            )
        hint = "no face in view"
        evidence = []
        if partner is not None:
            if not self._looks or chunk.t_start - self._looks[-1].t >= ANSWER_STEP_S:
                seen = look(self._classifier, chunk, meshes[partner], self._before)
                evidence.append(replace(self._pool(seen), person=self._tracker.people[partner]))
            self._before = meshes[partner]
            hint = self._looks[-1].quality.hint
        elif meshes:
            hint = "the person you chose is not in view"
        if (watcher := self.watcher) is not None:
            boxes = tuple(
                _box(points, chunk.image.shape, person)
                for person, points in zip(self._tracker.people, meshes, strict=True)
            )
            watcher(FaceView(chunk, boxes, partner, hint))
        return evidence

    @property
    def without_familiarity(self) -> str:
        """Why nothing tells whether a face is unlike those learned from; "" where something does."""
        return self._classifier.without_familiarity

    def reset(self) -> None:
        """Forget the faces and the evidence so far; the user's choice stays with the place it was made at."""
        self._finder.reset()
        self._looks.clear()
        self._before = None
        self._last_t = None
        if (watcher := self.watcher) is not None:
            watcher(None)

    def close(self) -> None:
        """Free the face mesh's models; the next ``feed`` loads them again."""
        self._finder.close()

    def _partner(self, meshes: list[Landmarks], frame: VideoFrame) -> int | None:
        choice, self._choice = self._choice, None
        if choice is not None:
            self._tracker.choose(*choice)
        places = [place_of(points, frame.image.shape) for points in meshes]
        partner, someone_new = self._tracker.follow(
            places, frame.t_start, lambda i: appearance(align(frame.image, meshes[i]))
        )
        if someone_new:
            self._looks.clear()
        if someone_new or partner is None:
            self._before = None
        return partner

    def _pool(self, seen: Look) -> Evidence:
        self._looks.append(seen)
        while seen.t - self._looks[0].t > POOL_S:
            self._looks.popleft()
        return pooled(self._looks)


def place_of(points: Landmarks, shape: tuple[int, ...]) -> Place:
    """Where a face is in a frame of this shape."""
    height, width = shape[:2]
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    x, y = (low + high) / 2 / (width, height)
    return Place(float(x), float(y), float(high[1] - low[1]) / height)


def _box(points: Landmarks, shape: tuple[int, ...], person: int) -> FaceBox:
    size = np.array([shape[1], shape[0]], np.float32)
    low, high = points[:, :2].min(axis=0) / size, points[:, :2].max(axis=0) / size
    outline = points[list(FACE_OVAL), :2] / size
    outline.setflags(write=False)
    width, height = high - low
    return FaceBox(float(low[0]), float(low[1]), float(width), float(height), outline, person)
