"""What the face network makes of those it learned from, of those held out, and of corpora it never met."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from face_model.alignment import CROP_PX
from face_model.classifier import FaceClassifier
from face_model.corpora.fer2013 import load_fer2013
from face_model.corpora.folders import read_picture
from face_model.corpora.named import FACE_CORPORA
from face_model.corpora.parting import every_picture, part_of
from face_model.landmarks import Image
from face_model.reading import StillPictures
from fusion.emotions import EMOTIONS
from fusion.study.unfamiliar import Answered

PICTURES = 800
"""At most so many of each corpus and part, drawn evenly."""

_Labels = npt.NDArray[np.int64]


def faces_answered(
    data: Path, classifier: FaceClassifier, *, only_strangers: bool = False
) -> tuple[list[Answered], list[Answered], list[Answered]]:
    """Of every corpus in ``data``: what was learned from, what was held out, and strangers (or only these).

    Nothing that is kept for testing is among them; a picture in which no face is found is left out.

    Raises
    ------
    UserError
        If FER2013 or FER+ is missing.
    """

    def said(title: str, seen: tuple[Image, _Labels], *, stranger: bool = False) -> Answered:
        answers = classifier.answers(seen[0])
        return Answered(title, answers.features, classifier.calibrate(answers.votes), seen[1], stranger)

    learned: list[Answered] = []
    held_out: list[Answered] = []
    strangers: list[Answered] = []
    if not only_strangers:
        learned.append(said("FER+, trained on", _ferplus(data, "Training")))
        held_out.append(said("FER+, held out", _ferplus(data, "PublicTest")))
    for corpus in FACE_CORPORA.values():
        if corpus.for_testing_only or not (data / corpus.name).is_dir():
            continue
        if corpus.title not in classifier.card["split"]["train"]:
            seen = _pictures(data, corpus.name, ("train", "held_out"))
            strangers.append(said(f"{corpus.title}, never met", seen, stranger=True))
        elif not only_strangers:
            learned.append(said(f"{corpus.title}, trained on", _pictures(data, corpus.name, ("train",))))
            held_out.append(said(f"{corpus.title}, held out", _pictures(data, corpus.name, ("held_out",))))
    return learned, held_out, strangers


@cache
def _ferplus(data: Path, usage: str) -> tuple[Image, _Labels]:
    """Pictures of a split with the voters' majority, without near-twins of other splits."""
    table = load_fer2013(data)
    labels = table.votes.argmax(axis=1).astype(np.int64)
    rows = table.rows(usage)
    rows = _some(rows[~table.no_majority[rows] & ~table.twin[rows] & (labels[rows] < len(EMOTIONS))])
    return _cut((table.images[row] for row in rows), labels[rows])


@cache
def _pictures(data: Path, corpus: str, parts: tuple[str, ...]) -> tuple[Image, _Labels]:
    pictures = every_picture(corpus, data / corpus)
    rows = _some(np.flatnonzero(np.isin(part_of(corpus, pictures), parts)))
    return _cut((read_picture(pictures.files[row]) for row in rows), pictures.labels[rows])


def _some(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    chosen: npt.NDArray[np.int64] = rows[
        np.unique(np.linspace(0, len(rows) - 1, min(PICTURES, len(rows))).astype(int))
    ]
    return chosen


def _cut(pictures: Iterable[Image], labels: _Labels) -> tuple[Image, _Labels]:
    """The crops of those in which a face is found, with their labels."""
    crops, kept = [], []
    with StillPictures() as still:
        for picture, label in zip(pictures, labels, strict=True):
            if (face := still.face(picture)) is not None:
                crops.append(face.crop)
                kept.append(label)
    return np.array(crops, np.uint8).reshape(-1, CROP_PX, CROP_PX), np.array(kept, np.int64)
