"""FER2013's pictures brought through the live path's alignment once, and kept in a cache."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.progress import track

from face_model.alignment import CROP_PX, EYE_DISTANCE_PX, crop_of, plain_crop
from face_model.corpora.fer2013 import Fer2013, find_fer2013, load_fer2013
from face_model.reading import MIN_CONFIDENCE, StillPictures

MARGIN_PX = 10
"""Shown around each cached crop, so that augmentation can turn and shift it without a border coming in."""


@dataclass(frozen=True)
class CropCache:
    """FER2013 with its crops.

    Parameters
    ----------
    corpus
        The pictures, labels and votes.
    aligned
        uint8 (n, side, side), side = CROP_PX + 2 MARGIN_PX; the plain crop where no face was found.
    found
        bool (n,), whether the face mesh found a face.
    """

    corpus: Fer2013
    aligned: npt.NDArray[np.uint8]
    found: npt.NDArray[np.bool_]

    def plain(self, row: int) -> npt.NDArray[np.uint8]:
        """The picture as it is, in the cached crops' size."""
        return plain_crop(self.corpus.images[row], margin_px=MARGIN_PX)

    def evaluation_crops(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        """What the live path would show the network, uint8 (len(rows), CROP_PX, CROP_PX)."""
        return self.aligned[rows, MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]

    def without_alignment(self) -> CropCache:
        """The same pictures as plain crops, as if no face had been found in any."""
        margin = ((0, 0), (MARGIN_PX, MARGIN_PX), (MARGIN_PX, MARGIN_PX))
        plain = np.pad(self.corpus.images, margin, mode="edge")
        return CropCache(self.corpus, plain, np.zeros_like(self.found))

    def detection_rates(self) -> dict[str, float]:
        """Share of pictures in which a face was found, by split."""
        return {
            split: round(float(self.found[self.corpus.rows(split)].mean()), 4)
            for split in ("Training", "PublicTest", "PrivateTest")
        }


def load_crops(data: Path, cache: Path) -> CropCache:
    """The crops of FER2013 in ``data``: made on the first call (some minutes), later read from ``cache``.

    Only what is found in the pictures is kept there; labels, votes and near-twins are read anew.
    """
    table = find_fer2013(data)
    recipe = f"{table.stat().st_size} {CROP_PX} {MARGIN_PX} {EYE_DISTANCE_PX} {MIN_CONFIDENCE} 2"
    file = cache / f"fer2013-{hashlib.sha256(recipe.encode()).hexdigest()[:12]}.npz"
    corpus = load_fer2013(table.parent)
    if not file.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        made = _make(corpus)
        part = file.with_suffix(".part.npz")
        np.savez(part, aligned=made.aligned, found=made.found)
        part.replace(file)
    with np.load(file) as kept:
        return CropCache(corpus, kept["aligned"], kept["found"])


def _make(corpus: Fer2013) -> CropCache:
    crops, found = [], []
    with StillPictures() as still:
        for image in track(corpus.images, description="Finding faces"):
            points = still.points(image)
            found.append(points is not None)
            crops.append(crop_of(image, points, margin_px=MARGIN_PX))
    return CropCache(corpus, np.stack(crops), np.array(found))
