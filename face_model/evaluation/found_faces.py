"""Labelled pictures in which a face is found, as the network and the second opinion are shown them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from face_model.alignment import CROP_PX
from face_model.landmarks import N_LANDMARKS, Image, Landmarks
from face_model.reading import StillPictures
from fusion.arrays import IntArray


class FoundFaces(NamedTuple):
    """Labelled faces: crops uint8 (n, CROP_PX, CROP_PX), landmarks (n, 468, 3), labels int64 (n,)."""

    crops: Image
    points: Landmarks
    labels: IntArray


def faces_in(pictures: Iterable[Image], labels: IntArray) -> FoundFaces:
    """The faces in pictures of one face each, taken one after the other; those without any are left out."""
    crops, points, kept = [], [], []
    with StillPictures() as still:
        for picture, label in zip(pictures, labels, strict=True):
            if (face := still.face(picture)) is not None:
                crops.append(face.crop)
                points.append(face.points)
                kept.append(label)
    return FoundFaces(
        np.array(crops, np.uint8).reshape(-1, CROP_PX, CROP_PX),
        np.array(points, np.float32).reshape(-1, N_LANDMARKS, 3),
        np.array(kept, np.int64),
    )
