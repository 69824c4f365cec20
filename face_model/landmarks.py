"""Face landmarks from a picture: what they are, and what finds them."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol

import numpy as np

from fusion.arrays import Float32Array, Uint8Array

Image = Uint8Array
"""A picture: grey (height, width), or RGB (height, width, 3)."""

Landmarks = Float32Array
"""(468, 3): x and y in pixels of the picture, z in the same unit, smaller is nearer to the camera."""

Boxes = Float32Array
"""(faces, 4): left, upper, right and lower edge in pixels of the picture."""

N_LANDMARKS = 468

NO_LANDMARKS: Landmarks = np.full((N_LANDMARKS, 3), np.nan, np.float32)
"""Of a picture in which no face was found."""

FACE_OVAL: tuple[int, ...] = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
"""Landmarks along the outline of the face, clockwise in the picture from the top of the forehead."""


def extent_of(points: Landmarks) -> tuple[Float32Array, Float32Array]:
    """The upper left and the lower right corner of what the landmarks span, float32 (2,) each, pixels."""
    flat = np.ascontiguousarray(points[:, :2].T)  # row by row is many times as fast as down the columns
    return flat.min(axis=1), flat.max(axis=1)


class FaceMesh(Protocol):
    """Finds faces in a picture and 468 landmarks in each; ``face_model.engines.face_mesh`` makes one.

    Notes
    -----
    The same pictures in the same order after construction (or ``reset``) give the same landmarks. Not for
    use from several threads at once.
    """

    def find(self, image: Image) -> list[Landmarks]:
        """Landmarks of every face found in ``image``, uint8 (height, width, 3) RGB; empty without any."""
        ...

    def reset(self) -> None:
        """Forget the faces followed so far."""
        ...

    def close(self) -> None:
        """Free the models; the next ``find`` loads them again."""
        ...

    def __enter__(self) -> FaceMesh: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class BoxFinder(Protocol):
    """Finds small faces too, in each picture afresh; ``face_model.engines.box_finder`` makes one."""

    def find(self, image: Image) -> Boxes:
        """Boxes around the faces in ``image``, uint8 (height, width, 3) RGB, the surest first."""
        ...

    def close(self) -> None:
        """Free the model; the next ``find`` loads it again."""
        ...
