"""How right a network is on the pictures that trainings are compared by, and calibration fitted to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from face_model.classifier import FaceClassifier, without_contempt
from face_model.expression_graph import ExpressionGraph
from face_model.network import ExpressionNetwork
from face_model.training.crops import CropCache
from face_model.training.lessons import Lessons, OtherCorpus, lessons_of, vote_targets
from fusion.arrays import FloatArray, IntArray
from fusion.calibration import VectorScaling, fit_vector_scaling
from fusion.emotions import EMOTIONS
from fusion.study.metrics import headline
from fusion.training.tensors import tensors_of


def uncalibrated(network: ExpressionNetwork) -> FaceClassifier:
    """The network as a classifier whose calibration changes nothing."""
    return FaceClassifier(
        answering(network), {"calibration": VectorScaling.identity(len(EMOTIONS)).to_json()}
    )


def answering(network: ExpressionNetwork) -> ExpressionGraph:
    """The network as it answers in use."""
    return ExpressionGraph(network.settings, tensors_of(network))


def held_out_figures(
    network: ExpressionNetwork,
    crops: CropCache,
    others: Sequence[OtherCorpus] = (),
    *,
    balance: float = 0.0,
    quick: bool = False,
) -> dict[str, Any]:
    """Accuracy on PublicTest, and on what is held out of each other corpus.

    Of FER2013: of the majority of FER+'s votes (8 classes), and of FER2013's labels, as the network says
    them. Of the others: accuracy and UAR once calibrated on all that is held out.
    """
    rows = crops.corpus.rows("PublicTest")[: 256 if quick else None]
    classifier = uncalibrated(network)
    answers = classifier.answers(crops.evaluation_crops(rows))
    clear = ~crops.corpus.no_majority[rows]
    votes = answers.votes.argmax(axis=1) == crops.corpus.votes[rows].argmax(axis=1)
    labels = answers.labels.argmax(axis=1) == crops.corpus.labels[rows]
    figures: dict[str, Any] = {
        "votes_8_classes": round(float(np.mean(votes[clear])), 4),
        "labels": round(float(np.mean(labels)), 4),
    }
    if not others:
        return figures
    known = np.isin(rows, calibration_rows(crops))
    lessons = lessons_of(crops, rows[known], others, "held_out")
    elsewhere = classifier.answers(lessons.evaluation_crops()[lessons.corpus > 0]).votes
    said = without_contempt(np.concatenate([answers.votes[known], elsewhere]))
    return figures | _by_corpus(said, lessons, balance)


def calibration_rows(crops: CropCache) -> IntArray:
    """Rows of PublicTest that show one of the seven emotions."""
    rows = crops.corpus.calibration_rows()
    seven = vote_targets(crops.corpus.votes[rows])[:, : len(EMOTIONS)].sum(axis=1)
    return np.asarray(rows[seven > 0.5], np.int64)


def calibration_lessons(crops: CropCache, others: Sequence[OtherCorpus] = ()) -> Lessons:
    """What is held out of all corpora and shows one of the seven emotions: rows of ``votes`` sum to 1."""
    return lessons_of(crops, calibration_rows(crops), others, "held_out")


def fit_calibration(answers: FloatArray, lessons: Lessons, balance: float) -> VectorScaling:
    """The calibration of answers (n, 7) that suits a mix of the corpora, as balanced as in training."""
    weight = lessons.chances(balance) * len(lessons)
    return fit_vector_scaling(answers, weight[:, None] * np.eye(len(EMOTIONS))[emotions(lessons)])


def emotions(lessons: Lessons) -> IntArray:
    """The likeliest of the seven emotions of each row, contempt set aside."""
    return np.asarray(lessons.votes[:, : len(EMOTIONS)].argmax(axis=1), np.int64)


def _by_corpus(answers: FloatArray, lessons: Lessons, balance: float) -> dict[str, Any]:
    said = fit_calibration(answers, lessons, balance).apply(answers)
    labels = emotions(lessons)
    return {
        name: {
            measure: round(float(value), 4)
            for measure, value in headline(said[own], labels[own], ("n", "accuracy", "uar", "ece")).items()
        }
        for number, name in enumerate(lessons.corpora)
        if (own := lessons.corpus == number).any()
    }
