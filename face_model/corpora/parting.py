"""Which pictures of a corpus are learned from, which choose and calibrate, and which only ever test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from face_model.corpora.named import FACE_CORPORA, FaceCorpus, Parts, PictureFiles, load_faces
from fusion.arrays import TextArray
from fusion.errors import UserError

PARTED: Mapping[str, Parts] = {
    name: corpus.parts for name, corpus in sorted(FACE_CORPORA.items()) if corpus.parts is not None
}
"""The corpora that can be trained on beside FER2013, by name."""


def require_trainable(names: Sequence[str]) -> None:
    """Raise UserError if a training beside FER2013 cannot have one of these corpora."""
    for name in names:
        corpus = FACE_CORPORA.get(name)
        if corpus is None:
            raise UserError(f"There is no corpus “{name}” to train on; use {' or '.join(PARTED)}.")
        if corpus.for_testing_only:
            raise UserError(
                f"{corpus.title} is for testing only, never for training; use {' or '.join(PARTED)}."
            )


def part_of(name: str, pictures: PictureFiles) -> TextArray:
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
