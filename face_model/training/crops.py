"""Pictures brought through the live path's alignment once, and kept in a cache."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.progress import track

from face_model.alignment import CROP_PX, EYE_DISTANCE_PX, crop_of, plain_crop
from face_model.corpora.fer2013 import Fer2013, find_fer2013, load_fer2013
from face_model.corpora.folders import read_picture
from face_model.corpora.named import PictureFiles
from face_model.landmarks import Image
from face_model.reading import MIN_CONFIDENCE, StillPictures
from fusion.arrays import AnyArray, BoolArray, IntArray, Uint8Array
from fusion.stored_model import digest_of
from fusion.whole_files import whole

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
    aligned: Uint8Array
    found: BoolArray

    def plain(self, row: int) -> Uint8Array:
        """The picture as it is, in the cached crops' size."""
        return plain_crop(self.corpus.images[row], margin_px=MARGIN_PX)

    def evaluation_crops(self, rows: IntArray) -> Uint8Array:
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


@dataclass(frozen=True)
class FileCrops:
    """Pictures in files with their crops.

    Parameters
    ----------
    pictures
        The files and their labels.
    aligned
        uint8 (n, side, side) as of :class:`CropCache`.
    plain
        uint8 (n, side, side), the pictures as they are in the same size.
    found
        bool (n,), whether the face mesh found a face.
    """

    pictures: PictureFiles
    aligned: Uint8Array
    plain: Uint8Array
    found: BoolArray

    def evaluation_crops(self) -> Uint8Array:
        """What the live path would show the network, uint8 (n, CROP_PX, CROP_PX)."""
        return self.aligned[:, MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]


def load_crops(data: Path, cache: Path) -> CropCache:
    """The crops of FER2013 in ``data``: made on the first call (some minutes), later read from ``cache``.

    Only what is found in the pictures is kept there; labels, votes and near-twins are read anew.
    """
    table = find_fer2013(data)
    recipe = f"{digest_of(table)} {CROP_PX} {MARGIN_PX} {EYE_DISTANCE_PX} {MIN_CONFIDENCE} 2"
    file = cache / f"fer2013-{hashlib.sha256(recipe.encode()).hexdigest()[:12]}.npz"
    corpus = load_fer2013(table.parent)
    if not file.is_file():
        aligned, found = _cut(corpus.images)
        _keep(file, aligned=aligned, found=found)
    with np.load(file) as kept:
        return CropCache(corpus, kept["aligned"], kept["found"])


def load_file_crops(name: str, pictures: PictureFiles, cache: Path) -> FileCrops:
    """The crops of a corpus's files, likewise; ``name`` begins the name of the file in the cache."""
    known = hashlib.sha256(f"{CROP_PX} {MARGIN_PX} {EYE_DISTANCE_PX} {MIN_CONFIDENCE} 1".encode())
    for file in pictures.files:
        known.update(f"{file.name} {digest_of(file)}\n".encode())
    kept_in = cache / f"{name}-{known.hexdigest()[:12]}.npz"
    if not kept_in.is_file():
        read = [read_picture(file) for file in pictures.files]
        aligned, found = _cut(read)
        plain = np.stack([plain_crop(picture, margin_px=MARGIN_PX) for picture in read])
        _keep(kept_in, aligned=aligned, found=found, plain=plain)
    with np.load(kept_in) as kept:
        return FileCrops(pictures, kept["aligned"], kept["plain"], kept["found"])


def _cut(pictures: Iterable[Image]) -> tuple[Uint8Array, BoolArray]:
    """Crops, and where a face was found."""
    crops, found = [], []
    with StillPictures() as still:
        for image in track(pictures, description="Finding faces"):
            points = still.points(image)
            found.append(points is not None)
            crops.append(crop_of(image, points, margin_px=MARGIN_PX))
    return np.stack(crops), np.array(found)


def _keep(file: Path, **arrays: AnyArray) -> None:
    with whole(file) as part:
        np.savez(part, allow_pickle=False, **arrays)
