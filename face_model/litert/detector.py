"""Where faces are in a picture: BlazeFace (Bazarevsky et al. 2019), of short and of full range."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from face_model.landmarks import Boxes, Image
from face_model.litert.models import FULL_RANGE, SHORT_RANGE, ModelFile, Network, Tensor
from face_model.litert.regions import Region
from fusion.arrays import RealArray

_GRIDS = {SHORT_RANGE: ((16, 2), (8, 6)), FULL_RANGE: ((48, 1),)}  # cells a side, answers a cell
_SAME_FACE = 0.3  # overlap from which on two boxes are of one face


class Detector:
    """Finds faces and their eyes.

    Parameters
    ----------
    model
        ``SHORT_RANGE`` or ``FULL_RANGE``.
    min_confidence
        Below it there is no face, 0..1.

    Raises
    ------
    UserError
        If the model was not fetched.
    """

    def __init__(self, model: ModelFile, min_confidence: float) -> None:
        self._network = Network(model)
        self._anchors = anchors(_GRIDS[model])
        self._min_confidence = min_confidence

    def find(self, image: Image) -> Tensor:
        """Faces in a picture, the surest first: float32 (faces, 8, 2), x and y in pixels.

        Of each the upper left and the lower right corner of its box, the person's right and left eye, the
        tip of the nose, the mouth, the right and the left ear.
        """
        size_px = self._network.size_px
        whole = Region.of_all(image)
        shown = whole.cut(image, size_px, cv2.BORDER_CONSTANT)
        raw, scores = self._network(shown.astype(np.float32) / np.float32(127.5) - 1)
        sure = 1 / (1 + np.exp(-np.clip(scores[:, 0].astype(np.float64), -100, 100)))
        kept = np.flatnonzero(sure >= self._min_confidence)
        points = raw[kept].reshape(-1, 8, 2) / size_px
        points[:, [0, *range(2, 8)]] += self._anchors[kept, None]
        middle, half = points[:, 0].copy(), points[:, 1] / 2
        points[:, 0], points[:, 1] = middle - half, middle + half
        points = points[(half >= 0).all(axis=1)]
        sure = sure[kept][(half >= 0).all(axis=1)]
        faces = [whole.to_picture(face) for face in merged(points, sure)]
        return np.stack(faces) if faces else np.zeros((0, 8, 2), np.float32)


def anchors(grids: Sequence[tuple[int, int]]) -> Tensor:
    """Where the network's answers are told from: float32 (n, 2), x and y as shares of the picture.

    Parameters
    ----------
    grids
        Of each grid its cells a side, and its answers a cell.
    """
    found = []
    for cells, answers in grids:
        y, x = np.mgrid[:cells, :cells].reshape(2, -1)
        found.append(np.repeat((np.stack([x, y], axis=1) + 0.5) / cells, answers, axis=0))
    return np.asarray(np.concatenate(found), np.float32)


def merged(points: Tensor, sure: RealArray) -> list[Tensor]:
    """One face of each heap of boxes that overlap: their mean, weighted by how sure each is.

    Parameters
    ----------
    points
        float32 (n, k, 2), the first two of each the corners of its box.
    sure
        (n,), 0..1.
    """
    left = np.argsort(-sure, kind="stable")
    faces = []
    while len(left):
        low, high = points[left, 0], points[left, 1]
        common = np.clip(np.minimum(high, high[0]) - np.maximum(low, low[0]), 0, None).prod(axis=1)
        areas = (high - low).prod(axis=1)
        overlap = common / np.maximum(areas + areas[0] - common, 1e-12)
        same = overlap > _SAME_FACE
        if not same.any():
            break
        heap = left[same]
        faces.append(np.asarray(np.average(points[heap], axis=0, weights=sure[heap]), np.float32))
        left = left[~same]
    return faces


class LiteBoxes:
    """A detector alone, a :class:`~face_model.landmarks.BoxFinder`.

    Parameters
    ----------
    min_confidence
        Below it there is no face, 0..1.
    near
        Whether it is the one of short range.
    """

    def __init__(self, min_confidence: float, *, near: bool = False) -> None:
        self._model = SHORT_RANGE if near else FULL_RANGE
        self._min_confidence = min_confidence
        self._detector: Detector | None = None

    def find(self, image: Image) -> Boxes:
        """As the protocol says."""
        if self._detector is None:
            self._detector = Detector(self._model, self._min_confidence)
        return self._detector.find(image)[:, :2].reshape(-1, 4)

    def close(self) -> None:
        """As the protocol says."""
        self._detector = None
