"""Where faces are, small ones too: MediaPipe's full-range detector in parts of a picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2

from face_model.engines import box_finder
from face_model.landmarks import Image

_INPUT_PX = 192
_FOUND_FROM = 0.09
"""From this share of the longer side of what it is shown on, the detector finds every face; of smaller ones,
down to a twentieth, only some."""
_SURE_FROM = 0.3
"""How sure the detector must be, 0..1. Of faces as small as that it is never very sure."""


@dataclass(frozen=True)
class Square:
    """A square part of a picture.

    Parameters
    ----------
    x, y
        Its middle, pixels of the picture.
    side
        Its width and height, pixels; around a face, about the face's width.
    """

    x: float
    y: float
    side: float

    def grown(self, factor: float) -> Square:
        """The same middle, another side."""
        return Square(self.x, self.y, self.side * factor)

    def is_near(self, other: Square) -> bool:
        """Whether both can be the same face."""
        return math.hypot(self.x - other.x, self.y - other.y) < 0.5 * max(self.side, other.side)


class FaceDetector:
    """Finds faces that are small in what it is shown; says where they are and no more.

    Notes
    -----
    Each picture is looked at afresh. Not for use from several threads at once.
    """

    def __init__(self) -> None:
        self._boxes = box_finder(_SURE_FROM)

    def find(self, picture: Image, view: tuple[int, int, int, int]) -> list[Square]:
        """Faces in a part of a picture, the surest first.

        Parameters
        ----------
        picture
            uint8 (height, width, 3), RGB.
        view
            Left, upper, right and lower edge of the part, pixels.
        """
        left, top, right, bottom = view
        shown = picture[top:bottom, left:right]
        height, width = shown.shape[:2]
        scale = min(_INPUT_PX / max(height, width), 1.0)
        if scale < 1:
            size = max(1, round(width * scale)), max(1, round(height * scale))
            shown = cv2.resize(shown, size, interpolation=cv2.INTER_AREA)
        stretch = width / shown.shape[1], height / shown.shape[0]
        return [
            Square(
                left + float(x0 + x1) / 2 * stretch[0],
                top + float(y0 + y1) / 2 * stretch[1],
                float(x1 - x0) * stretch[0],
            )
            for x0, y0, x1, y1 in self._boxes.find(shown)
        ]

    def close(self) -> None:
        """Free the model; the next ``find`` loads it again."""
        self._boxes.close()


def views(height: int, width: int, smallest_px: float) -> list[tuple[int, int, int, int]]:
    """Parts of a picture in which, together, faces from ``smallest_px`` wide on are found.

    The whole picture comes first; the rest overlap by the width of the largest face that the whole may miss.
    """
    whole = (0, 0, width, height)
    least_in_whole = _FOUND_FROM * max(height, width)
    if smallest_px >= least_in_whole:
        return [whole]
    side = round(smallest_px / _FOUND_FROM)
    return [
        whole,
        *(
            (left, top, min(left + side, width), min(top + side, height))
            for top in _starts(height, side, least_in_whole)
            for left in _starts(width, side, least_in_whole)
        ),
    ]


def _starts(length: int, side: int, overlap: float) -> Iterator[int]:
    """Where parts of length ``side`` begin that cover ``length`` with at least this much in common."""
    free = length - side
    steps = math.ceil(free / (side - overlap)) if free > 0 else 0
    yield from (round(free * i / steps) for i in range(steps + 1)) if steps else (0,)
