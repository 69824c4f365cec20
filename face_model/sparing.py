"""The face mesh at less cost: one face is followed as if there were room for no other."""

from __future__ import annotations

from types import TracebackType

import numpy as np

from face_model.detection import Square
from face_model.engines import box_finder, face_mesh
from face_model.far import square_of
from face_model.landmarks import BoxFinder, FaceMesh, Image, Landmarks
from face_model.stillness import Stillness
from fusion.arrays import Int16Array

GLANCE_EVERY = 5
"""Looks from one glance for others to the next: less than a second."""

_SEVERAL_FOR = 25  # looks without a second face until one mesh is enough again
_GRID = 16  # every so many pixels a picture is compared with the one before
_CUT = 25.0  # grey levels: from this mean difference on it is another picture, not the same one a moment on


class SparingMesh:
    """A :class:`~face_model.landmarks.FaceMesh` with room for several faces that costs as much as are there.

    A mesh that has room left looks for more faces in every picture, which costs more than half as much again
    as the face it follows. So while at most one is in view a mesh with room for one follows it, to the same
    landmarks. The detector alone has a glance at every fifth picture, unless all but this person is still,
    and at once after a cut; where it sees anybody else, or the face elsewhere, the mesh with room for several
    takes over until nobody else was there for a while.

    Parameters
    ----------
    one, several
        Meshes that follow faces from frame to frame, with room for one and for several.
    boxes
        The detector that ``several`` begins with.
    """

    def __init__(
        self, one: FaceMesh | None = None, several: FaceMesh | None = None, boxes: BoxFinder | None = None
    ) -> None:
        self._one = one or face_mesh(max_faces=1)
        self._several = several or face_mesh()
        self._boxes = boxes or box_finder(0.5, near=True)
        self._stillness = Stillness()
        self._begin()

    def _begin(self) -> None:
        self._looks = 0
        self._several_for = 0
        self._following = False
        self._before: Int16Array | None = None
        self._stillness.reset()

    def find(self, image: Image) -> list[Landmarks]:
        """As the protocol says."""
        due = self._looks % GLANCE_EVERY == 0
        cut = self._is_cut(image)
        self._looks += 1
        if not self._several_for:
            found = self._alone(image)
            changed = (due or cut) and self._is_changed(image, found)
            if not (changed or cut) or not self._anybody_else(image, found):
                return found
            self._several.reset()
            self._several_for = _SEVERAL_FOR
        found = self._several.find(image)
        self._several_for = _SEVERAL_FOR if len(found) > 1 else self._several_for - 1
        if not self._several_for:
            self._one.reset()
            self._following = False
        return found

    def _alone(self, image: Image) -> list[Landmarks]:
        """The one face; where it was lost it is looked for in the same picture, as with room for more."""
        found = self._one.find(image)
        if self._following and not found:
            found = self._one.find(image)
        self._following = bool(found)
        return found

    def _anybody_else(self, image: Image, found: list[Landmarks]) -> bool:
        """Whether the detector sees a face besides the one that is followed."""
        boxes = self._boxes.find(image).tolist()
        seen = [Square((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0) for x0, y0, x1, y1 in boxes]
        followed = [square_of(points) for points in found]
        return len(seen) > 1 or any(not face.is_near(place) for face in seen for place in followed)

    def _is_changed(self, image: Image, found: list[Landmarks]) -> bool:
        """Whether a glance can show anything new."""
        whole = 0, 0, image.shape[1], image.shape[0]
        return self._stillness.is_worth_a_search(image, whole, [square_of(points) for points in found])

    def _is_cut(self, image: Image) -> bool:
        """Whether this picture has little in common with the one before."""
        now = image[::_GRID, ::_GRID].astype(np.int16)
        before, self._before = self._before, now
        if before is None or before.shape != now.shape:
            return True
        return float(np.abs(now - before).mean()) > _CUT

    def reset(self) -> None:
        """As the protocol says."""
        self._one.reset()
        self._several.reset()
        self._begin()

    def close(self) -> None:
        """As the protocol says."""
        self._one.close()
        self._several.close()
        self._boxes.close()
        self._begin()

    def __enter__(self) -> SparingMesh:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
