"""What the face model says about labelled pictures, through the same detector and alignment as live."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from face_model.alignment import align, plain_crop
from face_model.classifier import FaceClassifier
from face_model.landmarks import FaceMesh, Landmarks, find_in_small_picture
from face_model.training.corpora import FERPLUS_CLASSES, Fer2013, load_fer2013, load_folders, read_picture
from fusion.emotions import EMOTIONS
from fusion.evaluation import Predictions

Crops = npt.NDArray[np.uint8]

_SMALL_PX = 160
_MIN_CONFIDENCE = 0.3


def evaluate(corpus: str, data: Path, classifier: FaceClassifier | None = None) -> Predictions:
    """Run the face model over a corpus.

    Parameters
    ----------
    corpus
        ``ferplus`` (FER2013's private test, majority of the FER+ votes), ``fer2013`` (the same pictures with
        FER2013's own labels), or ``folders`` (one sub-folder an emotion).
    data
        The corpus's folder.
    classifier
        The shipped one unless given.

    Raises
    ------
    ValueError
        If the corpus is not known or holds nothing to evaluate.
    FileNotFoundError
        If its files are missing.
    """
    if corpus == "folders":
        return _folders(data, classifier or FaceClassifier.load())
    if corpus not in ("ferplus", "fer2013"):
        raise ValueError(f"“{corpus}” is not a face corpus known here; use ferplus, fer2013 or folders.")
    table = load_fer2013(data)
    rows = table.rows("PrivateTest")
    crops, found = crops_of_faces([table.images[row] for row in rows])
    make = predictions_ferplus if corpus == "ferplus" else predictions_fer2013
    return make(classifier or FaceClassifier.load(), table, rows, crops, found)


def crops_of_faces(pictures: list[npt.NDArray[np.uint8]]) -> tuple[Crops, npt.NDArray[np.bool_]]:
    """Crops (n, CROP_PX, CROP_PX) of pictures that show one face each, and where the face mesh found it.

    Where it did not, the plain crop is taken. A picture is grey (height, width) or RGB (height, width, 3).
    """
    with FaceMesh(static=True, max_faces=4, min_confidence=_MIN_CONFIDENCE) as mesh:
        landmarks = [_largest_face(mesh, picture) for picture in pictures]
    crops = [
        plain_crop(picture) if points is None else align(picture, points)
        for picture, points in zip(pictures, landmarks, strict=True)
    ]
    return np.stack(crops), np.array([points is not None for points in landmarks])


def _largest_face(mesh: FaceMesh, picture: npt.NDArray[np.uint8]) -> Landmarks | None:
    if max(picture.shape[:2]) > _SMALL_PX and picture.ndim == 3:
        faces = mesh.find(picture)
        if faces:
            return max(faces, key=lambda face: float(np.ptp(face[:, 1])))
    return find_in_small_picture(mesh, picture)


def predictions_ferplus(
    classifier: FaceClassifier,
    table: Fer2013,
    rows: npt.NDArray[np.int64],
    crops: Crops,
    found: npt.NDArray[np.bool_],
) -> Predictions:
    """Answers to FER+'s majority label on ``rows``, whose crops are given in the same order.

    Rows on which "unknown" or "no face" got as many votes as any class are left out; of equal votes the
    class that comes first in EMOTIONS counts.
    """
    kept = ~table.no_majority[rows]
    majority = table.votes[rows[kept]].argmax(axis=1)
    answers = classifier.answers(crops[kept]).votes
    seven = majority < len(EMOTIONS)
    return Predictions(
        probabilities=classifier.calibrated(answers[seven]),
        labels=majority[seven].astype(np.int64),
        protocol="FER+ test (FER2013 PrivateTest), majority of the votes",
        unseen_speakers=None,
        weights_sha256=classifier.weights_sha256,
        notes=(
            f"{int((~kept).sum())} pictures without a majority for an emotion are left out.",
            f"accuracy_8_classes counts the {int((~seven).sum())} contempt pictures and the network's answer"
            " contempt; the other figures leave both out.",
            "FER2013 does not say who is in a picture; training left out near-twins of test pictures.",
        ),
        extra={
            "accuracy_8_classes": float(np.mean(answers.argmax(axis=1) == majority)),
            "n_8_classes": len(majority),
            "classes_8": list(FERPLUS_CLASSES),
            "detection_rate": float(found.mean()),
        },
    )


def predictions_fer2013(
    classifier: FaceClassifier,
    table: Fer2013,
    rows: npt.NDArray[np.int64],
    crops: Crops,
    found: npt.NDArray[np.bool_],
) -> Predictions:
    """Answers to FER2013's own labels on all of ``rows``, whose crops are given in the same order."""
    labels = table.labels[rows]
    answers = classifier.answers(crops)
    return Predictions(
        probabilities=classifier.calibrated(answers.votes),
        labels=labels,
        protocol="FER2013 PrivateTest, FER2013's labels",
        unseen_speakers=None,
        weights_sha256=classifier.weights_sha256,
        notes=(
            "The probabilities shown are learned from FER+'s votes, which often differ from these labels;"
            " accuracy_label_head is the network's head that learned FER2013's labels.",
        ),
        extra={
            "accuracy_label_head": float(np.mean(answers.labels.argmax(axis=1) == labels)),
            "detection_rate": float(found.mean()),
        },
    )


def _folders(data: Path, classifier: FaceClassifier) -> Predictions:
    files, labels, left_out = load_folders(data)
    crops, found = crops_of_faces([read_picture(file) for file in files])
    notes: list[str] = []
    if left_out:
        notes.append(f"Folders that are none of the seven emotions are left out: {', '.join(left_out)}.")
    extra: dict[str, Any] = {"detection_rate": float(found.mean())}
    return Predictions(
        probabilities=classifier.probabilities(crops),
        labels=labels,
        protocol=f"folders: {data.name}",
        unseen_speakers=None,
        weights_sha256=classifier.weights_sha256,
        notes=tuple(notes),
        extra=extra,
    )
