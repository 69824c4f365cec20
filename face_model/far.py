"""Faces too far away for the mesh: found by another detector, then followed in a cut of the picture each."""

from __future__ import annotations

import cv2
import numpy as np

from face_model.detection import FaceDetector, Square, views
from face_model.engines import face_mesh
from face_model.landmarks import FaceMesh, Image, Landmarks, extent_of
from face_model.stillness import Stillness

MOST_FACES = 9

_SMALLEST_SHARE = 0.03  # of the frame's longer side
_SMALLEST_PX = 32  # with fewer across a face there is nothing to read in it
_LARGE_SHARE = 0.2  # of the frame's width: from here on the mesh sees every face by itself
_CUT = 2.2  # sides of a face
_CUTS_TO_CONFIRM = (_CUT, 3.0, 1.6)  # a real face is at times missed in one of them
_CUT_PX = 256
_SURE = 0.65  # of the mesh in a cut: in textures and screens the detector sees faces that it half believes
_EVERY = 5  # looks from one view to the next
_EVERY_IN_VAIN = 2  # while nobody is in view


class FarFaces:
    """Finds the faces that a look at the whole frame misses, and follows them.

    At the first frame all of it is searched; after that one view of it (the whole, or a part) every fifth
    look, unless it stands still, and the surroundings of a face at once when it is lost. Only what the mesh,
    too, takes for a face when it is shown a cut around it is one.

    Parameters
    ----------
    detector
        Finds faces.
    mesh
        Finds the landmarks in a cut; looks at each picture afresh, for one face.

    Notes
    -----
    The same frames in the same order after construction or :meth:`reset` give the same landmarks.
    """

    def __init__(self, detector: FaceDetector | None = None, mesh: FaceMesh | None = None) -> None:
        self._detector = detector or FaceDetector()
        self._mesh = mesh or face_mesh(static=True, max_faces=1, min_confidence=_SURE)
        self._stillness = Stillness()
        self.reset()

    def reset(self) -> None:
        """Forget the faces followed so far."""
        self._followed: list[Square] = []
        self._seen: list[Square] = []
        self._looks = 0
        self._views = 0
        self._stillness.reset()

    def close(self) -> None:
        """Free the models; the next look loads them again."""
        self._detector.close()
        self._mesh.close()

    def join(self, frame: Image, near: list[Landmarks]) -> list[Landmarks]:
        """All faces in the frame: those of ``near``, which the mesh found in it, and those it missed.

        Parameters
        ----------
        frame
            uint8 (height, width, 3), RGB.
        near
            Landmarks in pixels of the frame.
        """
        places = [square_of(points) for points in near]
        large = _LARGE_SHARE * frame.shape[1]
        faces = [
            (place, points)
            for place, points in zip(places, near, strict=True)
            if place.side >= large or not any(place.is_near(far) for far in self._followed)
        ]
        for expected in self._followed:
            self._take(frame, expected, faces)
        for lost in self._lost([place for place, _ in faces]):
            self._stillness.reset()  # it may be there still
            for found in self._detector.find(frame, _around(lost, frame)):
                self._take(frame, found, faces)
        for view in self._due(frame, [place for place, _ in faces]):
            for found in self._detector.find(frame, view):
                self._take(frame, found, faces)
        self._seen = [place for place, _ in faces]
        self._followed = [place for place, points in faces if not any(points is seen for seen in near)]
        return [points for _, points in faces]

    def confirms(self, frame: Image, points: Landmarks) -> bool:
        """Whether what the mesh found in the whole frame is a face in a cut around it, too."""
        place = square_of(points)
        seen = (self._in_cut(frame, place, cut) for cut in _CUTS_TO_CONFIRM)
        return any(points is not None and square_of(points).is_near(place) for points in seen)

    def _take(self, frame: Image, expected: Square, faces: list[tuple[Square, Landmarks]]) -> None:
        """Add the face that is expected there, if the mesh sees it and it is none of ``faces`` already."""
        if len(faces) >= MOST_FACES or any(expected.is_near(place) for place, _ in faces):
            return
        points = self._in_cut(frame, expected)
        if points is None:
            return
        place = square_of(points)
        if place.is_near(expected) and not any(place.is_near(other) for other, _ in faces):
            faces.append((place, points))

    def _in_cut(self, frame: Image, face: Square, cut: float = _CUT) -> Landmarks | None:
        """Landmarks of a face in a cut around it, in pixels of the frame."""
        side = max(round(face.side * cut), 2)
        left, top = round(face.x - side / 2), round(face.y - side / 2)
        scale = _CUT_PX / side
        flags = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        shown = cv2.resize(_cut(frame, left, top, side), (_CUT_PX, _CUT_PX), interpolation=flags)
        found = self._mesh.find(shown)
        if not found:
            return None
        return np.asarray(found[0] / scale + np.array([left, top, 0]), np.float32)

    def _lost(self, places: list[Square]) -> list[Square]:
        """Where a face was a look ago and is none now."""
        return [seen for seen in self._seen if not any(seen.is_near(place) for place in places)]

    def _due(self, frame: Image, known: list[Square]) -> list[tuple[int, int, int, int]]:
        """The views to search at this look."""
        height, width = frame.shape[:2]
        every = _EVERY if known else _EVERY_IN_VAIN
        first, due = self._looks == 0, self._looks % every == 0
        self._looks += 1
        if not due:
            return []
        parts = views(height, width, max(_SMALLEST_SHARE * max(height, width), _SMALLEST_PX))
        if not first:
            self._views += 1
            parts = [parts[self._views % len(parts)]]
        return [part for part in parts if self._stillness.is_worth_a_search(frame, part, known)]


def square_of(points: Landmarks) -> Square:
    """Where a face is, as wide as it is."""
    low, high = extent_of(points)
    x, y = (low + high) / 2
    return Square(float(x), float(y), float(high[0] - low[0]))


def _around(face: Square, frame: Image) -> tuple[int, int, int, int]:
    """The surroundings of a face, as a view."""
    part = face.grown(6)
    height, width = frame.shape[:2]
    left, top = max(round(part.x - part.side / 2), 0), max(round(part.y - part.side / 2), 0)
    right, bottom = min(round(part.x + part.side / 2), width), min(round(part.y + part.side / 2), height)
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _cut(frame: Image, left: int, top: int, side: int) -> Image:
    """A square of the frame; beyond the frame its border is repeated."""
    height, width = frame.shape[:2]
    right, bottom = left + side, top + side
    part = frame[max(top, 0) : max(bottom, 1), max(left, 0) : max(right, 1)]
    missing = max(-top, 0), max(bottom - height, 0), max(-left, 0), max(right - width, 0)
    if not any(missing):
        return part
    return np.asarray(cv2.copyMakeBorder(part, *missing, cv2.BORDER_REPLICATE), np.uint8)
