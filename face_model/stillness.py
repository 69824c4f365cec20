"""Whether a part of a picture stands still, so that nobody can have come into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from face_model.detection import Square
from face_model.landmarks import Image
from fusion.arrays import BoolArray, Int16Array

_CELL_SHARE = 0.015  # of the picture's longer side, half as wide as the smallest face that is looked for
_CELL_PX = 16
_CHANGED = 6  # grey levels of a cell's mean colour; a camera's grain moves it by less than one
_HEAD, _SHOULDERS = 2.8, 4.0  # sides of a face; below its middle there are shoulders and arms
_AT_LEAST_EVERY = 4
_ROWS = 4  # every so many rows are enough for a mean

_Part = tuple[int, int, int, int]
_Cells = Int16Array


@dataclass
class _Search:
    """What a part looked like when it was last searched, and how often it was passed over since."""

    cells: _Cells
    passed: int = 0


class Stillness:
    """Spares searching for faces where the picture is what it was when it was searched last.

    Whoever comes into view covers at least one cell of the picture and changes its mean colour. Compared is
    with the last picture that was searched, so that what changes slowly is searched in time, too. Head and
    shoulders of whoever is known may move: nobody is seen through them. At every fourth turn a part is
    searched whatever it looks like.
    """

    def __init__(self) -> None:
        self._searches: dict[_Part, _Search] = {}

    def reset(self) -> None:
        """Forget what was searched."""
        self._searches = {}

    def is_worth_a_search(self, picture: Image, part: _Part, known: Sequence[Square] = ()) -> bool:
        """Whether a part should be searched now; it is then taken to be.

        Parameters
        ----------
        picture
            uint8 (height, width, 3), RGB.
        part
            Left, upper, right and lower edge, pixels.
        known
            Faces that are followed anyway.
        """
        left, top, right, bottom = part
        cell = max(_CELL_SHARE * max(picture.shape[:2]), _CELL_PX)
        size = max(round((right - left) / cell), 1), max(round((bottom - top) / cell), 1)
        shown = picture[top:bottom:_ROWS, left:right]
        cells: _Cells = cv2.resize(shown, size, interpolation=cv2.INTER_AREA).astype(np.int16)
        before = self._searches.get(part)
        if before is not None and before.passed + 1 < _AT_LEAST_EVERY:
            changed = np.abs(cells - before.cells).max(axis=2) > _CHANGED
            for face in known:
                _pass_over(changed, Square((face.x - left) / cell, (face.y - top) / cell, face.side / cell))
            if not changed.any():
                before.passed += 1
                return False
        self._searches[part] = _Search(cells)
        return True


def _pass_over(changed: BoolArray, face: Square) -> None:
    """Head and shoulders of somebody known; all in cells."""
    head, shoulders = face.side * _HEAD / 2, face.side * _SHOULDERS / 2
    above, middle = max(round(face.y - head), 0), max(round(face.y), 0)
    changed[above:middle, _across(face.x, head)] = False
    changed[middle:, _across(face.x, shoulders)] = False


def _across(x: float, reach: float) -> slice:
    return slice(max(round(x - reach), 0), max(round(x + reach), 0))
