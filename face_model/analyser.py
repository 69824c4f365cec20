"""Frames to face evidence: mesh, partner, crop, network, pooled over about a second."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from face_model.classifier import FaceClassifier
from face_model.following import SHORTEST_STEP_S, FaceFollower, Sight
from face_model.landmarks import FACE_OVAL, Landmarks, extent_of
from face_model.pooling import POOL_S, pooled
from face_model.reading import Look, Mouth, looks_at
from fusion.arrays import Float32Array
from fusion.evidence import Evidence
from fusion.interfaces import VideoFrame

RECORDED_STEP_S = 0.15
"""Of a recording, which nobody watches meanwhile, frames closer than this are passed over: six looks a
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
    outline: Float32Array
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

    It is one in two halves, too (:class:`fusion.interfaces.HalvedAnalyser`): the first follows faces from
    frame to frame, the second asks the network, and they share nothing but what the first gives.

    Parameters
    ----------
    classifier
        The shipped one unless given.
    alone_step_s
        Frames closer than this to the one before are passed over while at most one person is in view.
    """

    def __init__(
        self, classifier: FaceClassifier | None = None, alone_step_s: float = SHORTEST_STEP_S
    ) -> None:
        self._classifier = classifier or FaceClassifier.load()
        self._follower = FaceFollower(alone_step_s)
        self._looks: deque[Look] = deque()
        self.watcher: Callable[[FaceView | None], None] | None = None
        """Called with each frame looked at and what was found in it, and with None when that is forgotten, on
        the thread that feeds the analyser; may be set at any time. Who uses the halves is not watched."""

    @property
    def mouths(self) -> Callable[[tuple[Mouth, ...]], None] | None:
        """Called at each look with everybody's mouth, on the thread that feeds the analyser, before its
        evidence is returned; may be set at any time.
        """
        return self._follower.mouths

    @mouths.setter
    def mouths(self, told: Callable[[tuple[Mouth, ...]], None] | None) -> None:
        self._follower.mouths = told

    def read_lips(self) -> None:
        """Look as often as lips move at somebody alone, too, from now on."""
        self._follower.reads_lips = True

    def choose(self, x_fraction: float, y_fraction: float) -> None:
        """Make the face at this point of the picture the partner; may be called from another thread."""
        self._follower.choose(x_fraction, y_fraction)

    def prefer(self, person: int) -> None:
        """See :meth:`face_model.following.FaceFollower.prefer`."""
        self._follower.prefer(person)

    def feed(self, chunk: VideoFrame) -> list[Evidence]:
        """Look at a frame; the evidence up to it, or none if the partner is not in view or was just read."""
        if self._follower.goes_back(chunk):
            self.reset()
        sight = self.see(chunk)
        (evidence,) = self.read([sight])
        if (watcher := self.watcher) is not None and sight is not None:
            watcher(self._view(chunk, sight))
        return evidence

    def see(self, chunk: VideoFrame) -> Sight | None:
        """The first half of :meth:`feed`: what is in a frame; None if it is too close to the one before."""
        return self._follower.see(chunk)

    def read(self, seen: Sequence[Sight | None]) -> list[list[Evidence]]:
        """The second half: the evidence up to each of some sights, which follow those read before."""
        asked = [(sight.t, sight.face) for sight in seen if sight is not None and sight.face is not None]
        looks = iter(looks_at(self._classifier, asked))
        evidence: list[list[Evidence]] = []
        for sight in seen:
            if sight is not None and sight.afresh:
                self._looks.clear()
            if sight is None or sight.partner is None or sight.face is None:
                evidence.append([])
                continue
            evidence.append([replace(self._pool(next(looks)), person=sight.people[sight.partner])])
        return evidence

    @property
    def without_familiarity(self) -> str:
        """Why nothing tells whether a face is unlike those learned from; "" where something does."""
        return self._classifier.without_familiarity

    def reset(self) -> None:
        """Forget the faces and the evidence so far; the user's choice stays with the place it was made at."""
        self._follower.reset()
        self._looks.clear()
        if (watcher := self.watcher) is not None:
            watcher(None)

    def close(self) -> None:
        """Free the face mesh's models; the next ``feed`` loads them again."""
        self._follower.close()

    def _pool(self, seen: Look) -> Evidence:
        self._looks.append(seen)
        while seen.t - self._looks[0].t > POOL_S:
            self._looks.popleft()
        return pooled(self._looks)

    def _view(self, frame: VideoFrame, sight: Sight) -> FaceView:
        """What the window shows of a frame."""
        hint = "no face in view"
        if sight.partner is not None:
            hint = self._looks[-1].quality.hint
        elif sight.faces:
            hint = "the person you chose is not in view"
        boxes = tuple(
            _box(points, frame.image.shape, person)
            for person, points in zip(sight.people, sight.faces, strict=True)
        )
        return FaceView(frame, boxes, sight.partner, hint)


def _box(points: Landmarks, shape: tuple[int, ...], person: int) -> FaceBox:
    size = np.array([shape[1], shape[0]], np.float32)
    low, high = (corner / size for corner in extent_of(points))
    outline = points[list(FACE_OVAL), :2] / size
    outline.setflags(write=False)
    width, height = high - low
    return FaceBox(float(low[0]), float(low[1]), float(width), float(height), outline, person)
