"""FER2013's pictures with the FER+ votes."""

from __future__ import annotations

import csv
import gzip
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from face_model.corpora.damage import as_damaged
from fusion.arrays import BoolArray, Float32Array, IntArray, TextArray, Uint8Array
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError

_FER_LABELS = dict(enumerate(("angry", "disgusted", "afraid", "happy", "sad", "surprised", "neutral")))
_VOTES_FILE, _TWINS_FILE = "fer2013new.csv", "near_duplicates.csv"
_VOTE_COLUMNS = ("neutral", "happiness", "sadness", "anger", "fear", "disgust", "surprise", "contempt")


@dataclass(frozen=True)
class Fer2013:
    """FER2013 (Goodfellow et al. 2013) with FER+ votes (Barsoum et al. 2016), rows in the official order.

    Parameters
    ----------
    images
        uint8 (n, 48, 48), grey.
    labels
        int64 (n,), the FER2013 label as a position in EMOTIONS.
    votes
        float32 (n, 8), FER+ votes in the order of FERPLUS_CLASSES.
    no_majority
        bool (n,), rows on which "unknown" or "no face" got at least as many votes as any class.
    usage
        (n,), one of Training, PublicTest, PrivateTest.
    twin
        bool (n,), rows with a near-identical picture in another split.
    """

    images: Uint8Array
    labels: IntArray
    votes: Float32Array
    no_majority: BoolArray
    usage: TextArray
    twin: BoolArray

    @property
    def training_twin(self) -> BoolArray:
        """Training rows with a near-identical picture in another split, bool (n,)."""
        return np.asarray(self.twin & (self.usage == "Training"))

    @property
    def majority(self) -> IntArray:
        """The class with most votes, int64 (n,), a position in FERPLUS_CLASSES; of equal ones the first."""
        return np.asarray(self.votes.argmax(axis=1), np.int64)

    def rows(self, usage: str) -> IntArray:
        """Row numbers of a split."""
        return np.flatnonzero(self.usage == usage)

    def of_an_emotion(self, usage: str) -> IntArray:
        """Rows of a split with a majority for one of the seven emotions."""
        return np.flatnonzero((self.usage == usage) & ~self.no_majority & (self.majority < len(EMOTIONS)))

    def apart(self, rows: IntArray) -> IntArray:
        """Those of ``rows`` that have no near-twin in another split."""
        return rows[~self.twin[rows]]

    def calibration_rows(self) -> IntArray:
        """PublicTest rows with a majority for any class and no near-twin in another split."""
        rows = self.rows("PublicTest")
        return self.apart(rows[~self.no_majority[rows]])


def load_fer2013(data: Path) -> Fer2013:
    """Read FER2013 and FER+ from ``data`` or ``data/fer2013``.

    The pictures may be ``fer2013.csv``, ``.csv.gz`` or ``.csv.xz``; ``fer2013new.csv`` lies beside them, and
    ``near_duplicates.csv`` (columns row, usage, twin_row, twin_usage) may.

    Raises
    ------
    UserError
        If a needed file is missing or damaged (the sentence says which), or the two tables do not have the
        same rows.
    """
    pictures = find_fer2013(data)
    votes_file = pictures.with_name(_VOTES_FILE)
    if not votes_file.is_file():
        raise UserError(
            f"{votes_file} is missing; put the FER+ votes (fer2013new.csv) beside {pictures.name}."
        )
    images, labels, usage = [], [], []
    with as_damaged(pictures):
        for label, pixels, split in _rows(pictures):
            images.append(np.array(pixels.split(), dtype=np.uint8).reshape(48, 48))
            labels.append(Emotion(_FER_LABELS[int(label)]).position)
            usage.append(split)
        stacked = np.stack(images)
    with as_damaged(votes_file), votes_file.open(newline="", encoding="utf-8-sig") as file:
        table = list(csv.DictReader(file))
    if len(table) != len(images):
        raise UserError(
            f"{votes_file.name} has {len(table)} rows and {pictures.name} {len(images)}; use the two files in"
            " their official order."
        )
    with as_damaged(votes_file):
        if any(row["Usage"] != split for row, split in zip(table, usage, strict=True)):
            raise UserError(
                f"{votes_file.name} and {pictures.name} part their rows otherwise; use the two files in"
                " their official order."
            )
        votes = np.array([[float(row[c]) for c in _VOTE_COLUMNS] for row in table], dtype=np.float32)
        outside = np.array([max(float(row["unknown"]), float(row["NF"])) for row in table], dtype=np.float32)
    usages = np.array(usage)
    return Fer2013(
        stacked,
        np.array(labels, np.int64),
        votes,
        outside >= votes.max(axis=1),
        usages,
        _load_twins(data, len(images)),
    )


def _load_twins(data: Path, n: int) -> BoolArray:
    """Which of FER2013's ``n`` rows have a near-identical picture in another split, bool (n,).

    Read from ``near_duplicates.csv`` (columns row, usage, twin_row, twin_usage) beside the pictures; without
    that file, none.
    """
    twin = np.zeros(n, dtype=np.bool_)
    file = find_fer2013(data).with_name(_TWINS_FILE)
    if file.is_file():
        with as_damaged(file), file.open(newline="", encoding="utf-8-sig") as lines:
            for row in csv.DictReader(lines):
                twin[[int(row["row"]), int(row["twin_row"])]] = True
    return twin


def find_fer2013(data: Path) -> Path:
    """Path of the FER2013 table in ``data`` or ``data/fer2013``. Raises UserError."""
    for folder in (data, data / "fer2013"):
        for name in ("fer2013.csv", "fer2013.csv.gz", "fer2013.csv.xz"):
            if (folder / name).is_file():
                return folder / name
    raise UserError(
        f"No fer2013.csv (or .csv.gz, .csv.xz) in {data} or {data / 'fer2013'}; name the folder that has it."
    )


def fer2013_files(data: Path) -> list[Path]:
    """What :func:`load_fer2013` reads: pictures, votes and (where it is there) the list of near-twins.

    Raises
    ------
    UserError
        If there are no pictures.
    """
    pictures = find_fer2013(data)
    others = (pictures.with_name(name) for name in (_VOTES_FILE, _TWINS_FILE))
    return [pictures, *(file for file in others if file.is_file())]


def _rows(file: Path) -> Iterator[tuple[str, str, str]]:
    with _opened(file) as lines:
        header = next(lines, "").strip().lower().split(",")
        if header != ["emotion", "pixels", "usage"]:
            raise UserError(
                f"{file} does not begin with emotion,pixels,Usage; use the official FER2013 table."
            )
        for line in lines:
            label, pixels, usage = line.rstrip("\n").split(",")
            yield label, pixels, usage.strip()


def _opened(file: Path) -> IO[str]:
    if file.suffix == ".xz":
        return lzma.open(file, "rt", encoding="utf-8-sig")
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8-sig")
    return file.open(encoding="utf-8-sig")
