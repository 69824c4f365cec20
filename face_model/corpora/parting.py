"""Which pictures of a corpus are learned from, which choose and calibrate, and which only ever test."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from face_model.corpora.named import FACE_CORPORA, FaceCorpus, PictureFiles, load_faces
from fusion.errors import UserError

_FILMS_HELD_OUT = {"decemberboys", "missmarch", "pursuitofhappiness"}
_FILMS_FOR_TESTING = {
    *("acaseofyou", "alexemma", "bridesmaids", "cryinggame"),
    *("nanydiaries", "town", "v"),
}
_ONE_OF = 10  # of RAF-DB's training pictures is held out


@dataclass(frozen=True)
class Parted:
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


def _of_rafdb(name: str) -> str:
    if name.startswith("test"):
        return "test"
    return "train" if zlib.crc32(Path(name).stem.encode()) % _ONE_OF else "held_out"


def _of_film(name: str) -> str:
    film = name.split("_")[0].split("-")[0]
    if film in _FILMS_FOR_TESTING:
        return "test"
    return "held_out" if film in _FILMS_HELD_OUT else "train"


PARTED: Mapping[str, Parted] = {
    "rafdb": Parted(
        "nine tenths of its official training part",
        "a tenth of its official training part",
        "its official test part",
        _of_rafdb,
    ),
    "sfew_train": Parted(
        "without ten films",
        f"the films {', '.join(sorted(_FILMS_HELD_OUT))}",
        f"the films {', '.join(sorted(_FILMS_FOR_TESTING))}",
        _of_film,
    ),
}
"""The corpora that can be trained on beside FER2013, by name."""


def require_trainable(names: Sequence[str]) -> None:
    """Raise UserError if a training beside FER2013 cannot have one of these corpora."""
    for name in names:
        corpus = FACE_CORPORA.get(name)
        if corpus and corpus.for_testing_only:
            raise UserError(
                f"{corpus.title} is for testing only, never for training; use {' or '.join(PARTED)}."
            )
        if name not in PARTED:
            raise UserError(f"There is no corpus “{name}” to train on; use {' or '.join(PARTED)}.")


def part_of(name: str, pictures: PictureFiles) -> npt.NDArray[np.str_]:
    """``train``, ``held_out`` or ``test`` for each picture of corpus ``name``, (n,)."""
    return np.array([PARTED[name].of_file(file.name) for file in pictures.files], np.str_)


def every_picture(name: str, folder: Path) -> PictureFiles:
    """The pictures of all parts of corpus ``name``; raises UserError as :func:`load_faces`."""
    parts = ("train", "test") if FACE_CORPORA[name].parted else ("test",)
    loaded = [load_faces(name, folder, part) for part in parts]
    return PictureFiles(
        [file for pictures in loaded for file in pictures.files],
        np.concatenate([pictures.labels for pictures in loaded]),
    )


def never_trained_on(corpus: FaceCorpus, folder: Path) -> PictureFiles:
    """The pictures by which weights that were trained on a corpus are tested; raises UserError likewise.

    There are none of a corpus that no training here parts.
    """
    pictures = load_faces(corpus.name, folder)
    if corpus.parted:
        return pictures
    parts = part_of(corpus.name, pictures) if corpus.name in PARTED else np.full(len(pictures.files), "train")
    kept = np.flatnonzero(parts == "test")
    return PictureFiles([pictures.files[i] for i in kept], pictures.labels[kept])
