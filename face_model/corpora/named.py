"""Corpora of faces beside FER2013, as their authors distribute them: labels, people, and on what terms."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from face_model.corpora.folders import load_folders
from fusion.emotions import Emotion
from fusion.errors import UserError

_RAFDB_ORDER = ("surprised", "afraid", "disgusted", "happy", "sad", "angry", "neutral")


@dataclass(frozen=True)
class PictureFiles:
    """Pictures of one face each, before anything looks at them.

    Parameters
    ----------
    files
        Where they lie.
    labels
        int64 (n,), positions in EMOTIONS.
    """

    files: list[Path]
    labels: npt.NDArray[np.int64]


@dataclass(frozen=True)
class FaceCorpus:
    """How one corpus is found and read, and on what terms.

    Parameters
    ----------
    name
        Of its folder.
    title
        In tables, and in the card of weights trained on it.
    licence, citation
        Its authors' words in short, and who they are.
    read
        Makes the files of a part of a folder.
    person
        Regular expression whose first group, found in a file's name, is who is seen; "" where nobody knows.
    of_films
        Whether that is the film a picture is from, in which several people play.
    parted
        Whether its authors parted it into training and test.
    for_testing_only
        Whether no training may have it.
    """

    name: str
    title: str
    licence: str
    citation: str
    read: Callable[[Path, str], PictureFiles]
    person: str = ""
    of_films: bool = False
    parted: bool = False
    for_testing_only: bool = False


def _folders(folder: Path, part: str) -> PictureFiles:
    files, labels, _ = load_folders(folder)
    return PictureFiles(files, labels)


def _rafdb(folder: Path, part: str) -> PictureFiles:
    table = folder / f"{part}_labels.csv"
    if not table.is_file():
        raise UserError(f"{table} is missing; put RAF-DB's table of labels there.")
    files, labels = [], []
    with table.open(newline="") as lines:
        for row in csv.DictReader(lines):
            stem = folder / part / Path(row["image"]).stem
            found = [
                file for suffix in (".webp", ".jpg", ".png") if (file := stem.with_suffix(suffix)).is_file()
            ]
            if not found:
                raise UserError(f"{table.name} names {row['image']}, which is not in {folder / part}.")
            files.append(found[0])
            labels.append(Emotion(_RAFDB_ORDER[int(row["label"]) - 1]).position)
    return PictureFiles(files, np.array(labels, np.int64))


FACE_CORPORA: dict[str, FaceCorpus] = {
    corpus.name: corpus
    for corpus in (
        FaceCorpus(
            "jaffe5",
            "JAFFE, five people",
            "non-commercial research, no redistribution",
            "Lyons et al. (1998), Coding Facial Expressions with Gabor Wavelets",
            _folders,
            person=r"^([A-Z]{2})",
            for_testing_only=True,
        ),
        FaceCorpus(
            "sfew_train",
            "SFEW 2.0, film stills",
            "academic research",
            "Dhall et al. (2011), Static Facial Expression Analysis in Tough Conditions",
            _folders,
            person=r"^([^_]+)_",
            of_films=True,
        ),
        FaceCorpus(
            "rafdb",
            "RAF-DB",
            "non-commercial research",
            "Li et al. (2017), Reliable Crowdsourcing and Deep Locality-Preserving Learning",
            _rafdb,
            parted=True,
        ),
        FaceCorpus(
            "ck48",
            "CK+48",
            "non-commercial research",
            "Lucey et al. (2010), The Extended Cohn-Kanade Dataset",
            _folders,
            person=r"^(S\d+)_",
            for_testing_only=True,
        ),
    )
}


def load_faces(name: str, folder: Path, part: str = "test") -> PictureFiles:
    """The pictures of corpus ``name`` in ``folder``; labels that are none of the seven are left out.

    Parameters
    ----------
    part
        ``train`` or ``test`` of RAF-DB's official split; the other corpora are not parted.

    Raises
    ------
    UserError
        If the folder or its table of labels is missing, or a picture named there.
    """
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}; put the corpus “{name}” there.")
    return FACE_CORPORA[name].read(folder, part)


def refuse_test_corpora(data: Path) -> None:
    """Raise UserError if a training was given a corpus that is for testing only."""
    corpus = FACE_CORPORA.get(data.resolve().name)
    if corpus and corpus.for_testing_only:
        raise UserError(f"{corpus.title} is for testing only, never for training; give another --data.")
