"""The card that goes with trained weights: what they are, what they learned from, how well they do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from face_model.alignment import CROP_PX, EYE_DISTANCE_PX
from face_model.classifier import FaceClassifier, without_contempt
from face_model.evaluation.fer2013 import Tested, predictions_fer2013, predictions_ferplus
from face_model.network import ExpressionNetwork
from face_model.training.crops import CropCache
from face_model.training.dataset import training_rows
from face_model.training.held_out import held_out_accuracy
from face_model.training.lessons import vote_targets
from face_model.training.recipe import FaceTraining
from fusion.calibration import VectorScaling, fit_vector_scaling
from fusion.emotions import EMOTIONS
from fusion.stored_model import card_beside, digest_of
from fusion.study.metrics import HEADLINE, Predictions, score

_SCORES = (*HEADLINE, "recall")


def write_card(
    weights: Path,
    network: ExpressionNetwork,
    crops: CropCache,
    settings: FaceTraining,
    *,
    begun_at: str,
    blends: Sequence[dict[str, float]] = (),
) -> Path:
    """Calibrate on PublicTest, measure on both, and write the card beside ``weights``.

    ``begun_at`` is the commit the training was started at; ``blends`` are figures of the weights between
    those gone on from and those reached.
    """
    recipe = settings.how
    others = " without near-twins of other splits" if crops.corpus.twin.any() else ""
    no_twins = bool(crops.corpus.training_twin.any())
    twins = " without near-twins of test pictures" if no_twins else ""
    digest = digest_of(weights)
    card: dict[str, Any] = {
        "name": "Attune face model",
        "classes": [e.value for e in EMOTIONS],
        "weights_sha256": digest,
        "licence": "Trained on FER2013, which is for research use: so are these weights.",
        "seed": settings.seed,
        "commit": begun_at,
        "split": {
            "train": f"FER2013 Training{twins}",
            "calibration": f"FER2013 PublicTest{others}",
            "test": "FER2013 PrivateTest",
        },
        "network": network.settings,
        "parameters": sum(p.numel() for p in network.parameters()),
        "mirrored": True,
        "input": {
            "crop_px": CROP_PX,
            "eye_distance_px": EYE_DISTANCE_PX,
            "colour": "grey",
            "alignment": "eye corners, nose bridge, base and wings (face mesh) laid onto a canonical face",
        },
        "eight_to_seven": (
            "The network also knows contempt (FER+'s eighth class). It is set aside and the seven others are"
            " renormalised."
        ),
        "training": {
            "pictures": "FER2013, split Training (Goodfellow et al. 2013; research use)",
            "targets": ("FER+ votes as soft labels" if recipe.soft_votes else "Majority of the FER+ votes")
            + " (Barsoum et al. 2016; labels MIT) on one head, without single stray votes; FER2013's labels"
            " on a second head",
            "recipe": asdict(recipe),
            "teachers": len(settings.teachers),
            "n": len(training_rows(crops)),
            "left_out": "pictures with no majority for an emotion"
            + (", and near-twins of test pictures" if no_twins else "; near-twins of test pictures are in"),
            "detection_rate": crops.detection_rates(),
            "epochs": settings.n_epochs,
            "quick": settings.quick,
            **({"blends_on_public_test": list(blends)} if blends else {}),
            **(_before(settings.start_from) if settings.start_from else {}),
        },
        "limits": [
            "The pictures come from web searches and are mostly posed or from the press; on a webcam faces"
            " are calmer than that.",
            "Ages, skin tones and origins of the people in FER2013 are not known, nor whether the model works"
            " equally well for all of them.",
            "Fear, disgust and contempt are rare in the training pictures and often missed.",
            "A face shows what people showed voters, not what the person feels.",
        ],
        "calibration": VectorScaling.identity().to_json(),
    }
    held_out = crops.corpus.calibration_rows()
    targets = vote_targets(crops.corpus.votes[held_out])[:, : len(EMOTIONS)]
    some = targets.sum(axis=1) > 0.5
    targets = targets[some] / targets[some].sum(axis=1, keepdims=True)
    answers = FaceClassifier(network, card).answers(crops.evaluation_crops(held_out[some]))
    card["calibration"] = fit_vector_scaling(
        without_contempt(answers.votes), targets.argmax(axis=1)
    ).to_json() | {
        "fitted_on": f"FER2013 PublicTest{others}, majority of the FER+ votes",
        "n": len(targets),
    }
    card["held_out"] = {"split": "FER2013 PublicTest, seen by the calibration"} | held_out_accuracy(
        network, crops, settings.quick
    )
    card["metrics"] = _metrics(FaceClassifier(network, card, digest), crops)
    file = card_beside(weights)
    file.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def _before(start_from: Path) -> dict[str, Any]:
    """What the weights that a training went on from had been through."""
    card = json.loads(card_beside(start_from).read_text(encoding="utf-8"))
    told = ("recipe", "teachers", "epochs", "schedule", "blends_on_public_test", "before")
    before = {name: value for name, value in card.get("training", {}).items() if name in told}
    return {"before": {"weights_sha256": card["weights_sha256"], "seed": card.get("seed"), **before}}


def _metrics(classifier: FaceClassifier, crops: CropCache) -> list[dict[str, Any]]:
    rows = crops.corpus.rows("PrivateTest")
    tested = Tested(crops.corpus, rows, crops.evaluation_crops(rows), crops.found[rows])
    return [_figures(make(classifier, tested)) for make in (predictions_ferplus, predictions_fer2013)]


def _figures(predictions: Predictions) -> dict[str, Any]:
    scores = score(predictions)
    names = (*_SCORES, "accuracy_8_classes", "n_8_classes", "accuracy_label_head")
    return {"split": predictions.protocol} | {
        name: _rounded(scores[name]) for name in names if name in scores
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(float(value), 4) if isinstance(value, (float, np.floating)) else value
