"""Corpora of faces beside FER2013, as their authors distribute them: labels, people, terms, and parts."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from face_model.corpora.damage import as_damaged
from face_model.corpora.folders import load_folders
from fusion.arrays import IntArray
from fusion.emotions import Emotion
from fusion.errors import UserError

_RAFDB_LABELS = dict(
    enumerate(("surprised", "afraid", "disgusted", "happy", "sad", "angry", "neutral"), start=1)
)
_FILMS_HELD_OUT = {"decemberboys", "missmarch", "pursuitofhappiness"}
_FILMS_FOR_TESTING = {
    *("acaseofyou", "alexemma", "bridesmaids", "cryinggame"),
    *("nanydiaries", "town", "v"),
}
_ONE_OF = 10  # of RAF-DB's training pictures is held out


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
    labels: IntArray


@dataclass(frozen=True)
class Parts:
    """How a corpus is parted for a training.

    Parameters
    ----------
    train, held_out, test
        In words, for the card.
    of_file
        Name of a file -> ``train``, ``held_out`` or ``test``.
    """

    train: str
    held_out: str
    test: str
    of_file: Callable[[str], str]


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
    parts
        How a training parts it; None where no training may have it.
    """

    name: str
    title: str
    licence: str
    citation: str
    read: Callable[[Path, str], PictureFiles]
    person: str = ""
    of_films: bool = False
    parted: bool = False
    parts: Parts | None = None

    @property
    def for_testing_only(self) -> bool:
        """Whether no training may have it."""
        return self.parts is None


def _folders(folder: Path, part: str) -> PictureFiles:
    files, labels, _ = load_folders(folder)
    return PictureFiles(files, labels)


def _rafdb(folder: Path, part: str) -> PictureFiles:
    table = folder / f"{part}_labels.csv"
    if not table.is_file():
        raise UserError(f"{table} is missing; put RAF-DB's table of labels there.")
    files, labels = [], []
    with as_damaged(table), table.open(newline="", encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            stem = folder / part / Path(row["image"]).stem
            found = [
                file for suffix in (".webp", ".jpg", ".png") if (file := stem.with_suffix(suffix)).is_file()
            ]
            if not found:
                raise UserError(f"{table.name} names {row['image']}, which is not in {folder / part}.")
            files.append(found[0])
            labels.append(Emotion(_RAFDB_LABELS[int(row["label"])]).position)
    return PictureFiles(files, np.array(labels, np.int64))


def _of_rafdb(name: str) -> str:
    if name.startswith("test"):
        return "test"
    return "train" if zlib.crc32(Path(name).stem.encode()) % _ONE_OF else "held_out"


def _of_film(name: str) -> str:
    film = name.split("_")[0].split("-")[0]
    if film in _FILMS_FOR_TESTING:
        return "test"
    return "held_out" if film in _FILMS_HELD_OUT else "train"


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
        ),
        FaceCorpus(
            "sfew_train",
            "SFEW 2.0, film stills",
            "academic research",
            "Dhall et al. (2011), Static Facial Expression Analysis in Tough Conditions",
            _folders,
            person=r"^([^_]+)_",
            of_films=True,
            parts=Parts(
                "without ten films",
                f"the films {', '.join(sorted(_FILMS_HELD_OUT))}",
                f"the films {', '.join(sorted(_FILMS_FOR_TESTING))}",
                _of_film,
            ),
        ),
        FaceCorpus(
            "rafdb",
            "RAF-DB",
            "non-commercial research",
            "Li et al. (2017), Reliable Crowdsourcing and Deep Locality-Preserving Learning",
            _rafdb,
            parted=True,
            parts=Parts(
                "nine tenths of its official training part",
                "a tenth of its official training part",
                "its official test part",
                _of_rafdb,
            ),
        ),
        FaceCorpus(
            "ck48",
            "CK+48",
            "non-commercial research",
            "Lucey et al. (2010), The Extended Cohn-Kanade Dataset",
            _folders,
            person=r"^(S\d+)_",
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
