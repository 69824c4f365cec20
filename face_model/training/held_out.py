"""How right a network is on the pictures by which trainings are compared, PublicTest."""

from __future__ import annotations

import numpy as np

from face_model.classifier import FaceClassifier
from face_model.network import ExpressionNetwork
from face_model.training.crops import CropCache
from fusion.calibration import VectorScaling


def held_out_accuracy(network: ExpressionNetwork, crops: CropCache, quick: bool = False) -> dict[str, float]:
    """Accuracy on PublicTest: of the majority of FER+'s votes (8 classes), and of FER2013's labels."""
    rows = crops.corpus.rows("PublicTest")[: 256 if quick else None]
    answers = FaceClassifier(network, {"calibration": VectorScaling.identity().to_json()}).answers(
        crops.evaluation_crops(rows)
    )
    clear = ~crops.corpus.no_majority[rows]
    votes = answers.votes.argmax(axis=1) == crops.corpus.votes[rows].argmax(axis=1)
    labels = answers.labels.argmax(axis=1) == crops.corpus.labels[rows]
    return {
        "votes_8_classes": round(float(np.mean(votes[clear])), 4),
        "labels": round(float(np.mean(labels)), 4),
    }
