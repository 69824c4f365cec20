"""What the face model says about FER2013's pictures, by FER+'s votes and by FER2013's own labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from face_model.classes import FERPLUS_CLASSES
from face_model.classifier import FaceClassifier
from face_model.corpora.fer2013 import Fer2013
from face_model.landmarks import Image
from fusion.arrays import BoolArray, FloatArray, IntArray
from fusion.emotions import EMOTIONS
from fusion.study.metrics import Predictions, headline


@dataclass(frozen=True)
class Tested:
    """Rows of FER2013 as the network is shown them.

    Parameters
    ----------
    corpus
        The pictures with their labels and votes.
    rows
        int64 (n,), those that are tested.
    crops
        uint8 (n, CROP_PX, CROP_PX), in the order of ``rows``.
    found
        bool (n,), where a face was found.
    twin
        bool (n,), rows with a near-twin among the training pictures or in PublicTest: figures without them
        are added.
    """

    corpus: Fer2013
    rows: IntArray
    crops: Image
    found: BoolArray
    twin: BoolArray | None = None


def predictions_ferplus(classifier: FaceClassifier, tested: Tested) -> Predictions:
    """Answers to FER+'s majority label.

    Rows on which "unknown" or "no face" got as many votes as any class are left out; of equal votes the
    class that comes first in EMOTIONS counts.
    """
    kept = ~tested.corpus.no_majority[tested.rows]
    crops = tested.crops[kept]
    majority = tested.corpus.votes[tested.rows[kept]].argmax(axis=1)
    answers = classifier.answers(crops).votes
    seven = majority < len(EMOTIONS)
    labels = majority[seven].astype(np.int64)
    probabilities = classifier.calibrate(answers[seven])
    one_view = classifier.answers(crops[seven], mirrored=False)
    twin = None if tested.twin is None else tested.twin[kept][seven]
    return Predictions(
        probabilities=probabilities,
        labels=labels,
        protocol="FER+ test (FER2013 PrivateTest), majority of the votes",
        unseen_speakers=None,
        weights_sha256=classifier.sha256,
        notes=(
            f"{int((~kept).sum())} pictures without a majority for an emotion are left out.",
            f"accuracy_8_classes counts the {int((~seven).sum())} contempt pictures and the network's answer"
            " contempt; the other figures leave both out.",
            f"FER2013 does not say who is in a picture; {_twins_in_words(classifier.card)}",
        ),
        extra={
            "accuracy_8_classes": float(np.mean(answers.argmax(axis=1) == majority)),
            "n_8_classes": len(majority),
            "classes_8": list(FERPLUS_CLASSES),
            "ranges_sha256": classifier.ranges_sha256,
            "detection_rate": float(tested.found.mean()),
            "without_flip": headline(classifier.calibrate(one_view.votes), labels),
        }
        | parts(probabilities, labels, tested.found[kept][seven], twin),
    )


def _twins_in_words(card: Mapping[str, Any]) -> str:
    """What the card tells of near-twins of test pictures; its training may not have had the list of them."""
    if "without near-twins" in card.get("split", {}).get("train", ""):
        return "training left out near-twins of test pictures."
    return "near-twins of test pictures may have been trained on: the figures may flatter."


def predictions_fer2013(classifier: FaceClassifier, tested: Tested) -> Predictions:
    """Answers to FER2013's own labels on all of the rows."""
    labels, twin = tested.corpus.labels[tested.rows], tested.twin
    answers = classifier.answers(tested.crops)
    one_view = classifier.answers(tested.crops, mirrored=False)
    probabilities = classifier.calibrate(answers.votes)
    head = {
        "with_flip": headline(np.exp(answers.labels), labels),
        "without_flip": headline(np.exp(one_view.labels), labels),
    }
    if twin is not None:
        head["without_twins"] = headline(np.exp(answers.labels[~twin]), labels[~twin])
    return Predictions(
        probabilities=probabilities,
        labels=labels,
        protocol="FER2013 PrivateTest, FER2013's labels",
        unseen_speakers=None,
        weights_sha256=classifier.sha256,
        notes=(
            "The probabilities shown are learned from FER+'s votes, which often differ from these labels;"
            " accuracy_label_head is the network's head that learned FER2013's labels.",
        ),
        extra={
            "accuracy_label_head": float(np.mean(answers.labels.argmax(axis=1) == labels)),
            "label_head": head,
            "ranges_sha256": classifier.ranges_sha256,
            "detection_rate": float(tested.found.mean()),
            "without_flip": headline(classifier.calibrate(one_view.votes), labels),
        }
        | parts(probabilities, labels, tested.found, twin),
    )


def parts(
    probabilities: FloatArray,
    labels: IntArray,
    found: BoolArray,
    twin: BoolArray | None = None,
) -> dict[str, Any]:
    """Figures of parts of a test set: where a face was found and where not, and without near-twins."""
    blocks = {"face_found": found, "no_face_found": ~found}
    if twin is not None:
        blocks["without_twins"] = ~twin
    return {name: headline(probabilities[part], labels[part]) for name, part in blocks.items() if part.any()}
