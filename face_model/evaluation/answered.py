"""What the face network makes of those it learned from, of those held out, and of corpora it never met."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from face_model.classifier import FaceClassifier
from face_model.corpora.fer2013 import load_fer2013
from face_model.corpora.folders import read_picture
from face_model.corpora.named import FACE_CORPORA, FaceCorpus
from face_model.corpora.parting import every_picture, part_of
from face_model.evaluation.found_faces import FoundFaces, faces_in
from fusion.arrays import IntArray
from fusion.study.unfamiliar import Answered

PICTURES = 800
"""At most so many of each corpus and part, drawn evenly."""


def faces_answered(
    data: Path, classifier: FaceClassifier, *, only_strangers: bool
) -> tuple[list[Answered], list[Answered], list[Answered]]:
    """Of every corpus in ``data``: what was learned from, what was held out, and strangers (or only these).

    Nothing that is kept for testing is among them; a picture in which no face is found is left out.

    Raises
    ------
    UserError
        If FER2013 or FER+ is missing.
    """

    def said(title: str, seen: FoundFaces, *, stranger: bool = False) -> Answered:
        answers = classifier.answers(seen.crops)
        return Answered(title, answers.features, classifier.calibrate(answers.votes), seen.labels, stranger)

    _, never_met = _met(data, classifier)
    strangers = [
        said(f"{corpus.title}, never met", _pictures(data, corpus.name, ("train", "held_out")), stranger=True)
        for corpus in never_met
    ]
    if only_strangers:
        return [], [], strangers
    return (
        [said(f"{title}, trained on", seen) for title, seen in learned_from(data, classifier).items()],
        [said(f"{title}, held out", seen) for title, seen in held_out_from(data, classifier).items()],
        strangers,
    )


def learned_from(data: Path, classifier: FaceClassifier) -> dict[str, FoundFaces]:
    """Faces of what the weights were trained on, by corpus; raises UserError likewise."""
    return _of_those_met(data, classifier, "Training", "train")


def held_out_from(data: Path, classifier: FaceClassifier) -> dict[str, FoundFaces]:
    """The same of what was held out of it, to choose and calibrate by."""
    return _of_those_met(data, classifier, "PublicTest", "held_out")


def _of_those_met(data: Path, classifier: FaceClassifier, usage: str, part: str) -> dict[str, FoundFaces]:
    met, _ = _met(data, classifier)
    others = {corpus.title: _pictures(data, corpus.name, (part,)) for corpus in met}
    return {"FER+": _ferplus(data, usage)} | others


def _met(data: Path, classifier: FaceClassifier) -> tuple[list[FaceCorpus], list[FaceCorpus]]:
    """The corpora in ``data`` beside FER2013 that the weights were trained on, and the others."""
    here = [c for c in FACE_CORPORA.values() if not c.for_testing_only and (data / c.name).is_dir()]
    met = [corpus for corpus in here if corpus.name in classifier.corpora_met]
    return met, [corpus for corpus in here if corpus not in met]


@cache
def _ferplus(data: Path, usage: str) -> FoundFaces:
    """Pictures of a split with the voters' majority, without near-twins of other splits."""
    table = load_fer2013(data)
    rows = _some(table.apart(table.of_an_emotion(usage)))
    return faces_in((table.images[row] for row in rows), table.majority[rows])


@cache
def _pictures(data: Path, corpus: str, parts: tuple[str, ...]) -> FoundFaces:
    pictures = every_picture(corpus, data / corpus)
    rows = _some(np.flatnonzero(np.isin(part_of(corpus, pictures), parts)))
    return faces_in((read_picture(pictures.files[row]) for row in rows), pictures.labels[rows])


def _some(rows: IntArray) -> IntArray:
    chosen: IntArray = rows[np.unique(np.linspace(0, len(rows) - 1, min(PICTURES, len(rows))).astype(int))]
    return chosen
