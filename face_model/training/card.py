"""The card that goes with trained weights: what they are, what they learned from, how well they do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from face_model.alignment import CROP_PX, EYE_DISTANCE_PX
from face_model.classifier import FaceClassifier, without_contempt
from face_model.corpora.named import FACE_CORPORA
from face_model.corpora.parting import PARTED
from face_model.evaluation.fer2013 import Tested, predictions_fer2013, predictions_ferplus
from face_model.network import ExpressionNetwork
from face_model.training.crops import CropCache
from face_model.training.dataset import training_rows
from face_model.training.held_out import (
    answering,
    calibration_lessons,
    fit_calibration,
    held_out_figures,
    uncalibrated,
)
from face_model.training.lessons import HARD_LABELS_DOUBT, OtherCorpus, lessons_of
from face_model.training.recipe import FaceTraining
from fusion.calibration import VectorScaling
from fusion.emotions import EMOTIONS
from fusion.stored_model import card_beside, digest_of, save_card
from fusion.study.metrics import HEADLINE, Predictions, score

_SCORES = (*HEADLINE, "recall")


@dataclass(frozen=True)
class Pictures:
    """What a training had: FER2013 with its crops, and the corpora beside it."""

    crops: CropCache
    others: Sequence[OtherCorpus] = ()


def write_card(
    weights: Path,
    network: ExpressionNetwork,
    pictures: Pictures,
    settings: FaceTraining,
    *,
    begun_at: str,
    blends: Sequence[dict[str, Any]] = (),
) -> Path:
    """Calibrate on what is held out, measure on it and on the tests, and write the card beside ``weights``.

    ``begun_at`` is the commit the training was started at; ``blends`` are figures of the weights between
    those gone on from and those reached.
    """
    crops, others = pictures.crops, pictures.others
    recipe = settings.how
    apart = " without near-twins of other splits" if crops.corpus.twin.any() else ""
    no_twins = bool(crops.corpus.training_twin.any())
    twins = " without near-twins of test pictures" if no_twins else ""
    digest = digest_of(weights)
    card: dict[str, Any] = {
        "name": "Attune face model",
        "classes": [e.value for e in EMOTIONS],
        "weights_sha256": digest,
        "licence": licence_of([other.name for other in others]),
        "seed": settings.seed,
        "commit": begun_at,
        "split": {
            "train": _with(others, f"FER2013 Training{twins}", "train"),
            "calibration": _with(others, f"FER2013 PublicTest{apart}", "held_out"),
            "test": _with(others, "FER2013 PrivateTest", "test"),
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
            "n": len(lessons_of(crops, training_rows(crops), others)),
            **({"corpora": list(settings.corpora), "beside": _beside(others)} if others else {}),
            "left_out": "pictures with no majority for an emotion"
            + (", and near-twins of test pictures" if no_twins else "; near-twins of test pictures are in"),
            "detection_rate": crops.detection_rates(),
            "epochs": settings.n_epochs,
            "quick": settings.quick,
            **({"blends_on_public_test": list(blends)} if blends else {}),
            **({"blended_with": digest_of(settings.earlier)} if settings.earlier else {}),
            **(_before(settings.start_from) if settings.start_from else {}),
        },
        "limits": [
            "The pictures come from web searches, the press and films and are mostly posed or acted; on a"
            " webcam faces are calmer than that.",
            "Ages, skin tones and origins of the people in the pictures are not known or were not looked at,"
            " nor is it known whether the model works equally well for all of them.",
            "Fear, disgust and contempt are rare in the training pictures and often missed, and of people"
            " never met anger too.",
            "A face shows what people showed voters, not what the person feels.",
        ],
        "calibration": VectorScaling.identity(len(EMOTIONS)).to_json(),
    }
    held_out = calibration_lessons(crops, others)
    answers = uncalibrated(network).answers(held_out.evaluation_crops()).votes
    card["calibration"] = fit_calibration(without_contempt(answers), held_out, recipe.balance).to_json() | {
        "fitted_on": _with(others, f"FER2013 PublicTest{apart}, majority of the FER+ votes", "held_out"),
        "n": len(held_out),
        "balance": recipe.balance,
    }
    card["held_out"] = {
        "split": _with(others, "FER2013 PublicTest", "held_out") + ", seen by the calibration"
    } | held_out_figures(network, crops, others, balance=recipe.balance, quick=settings.quick)
    card["metrics"] = _metrics(FaceClassifier(answering(network), card, digest), pictures)
    return save_card(card, card_beside(weights))


def _before(start_from: Path) -> dict[str, Any]:
    """What the weights that a training went on from had been through."""
    card = json.loads(card_beside(start_from).read_text(encoding="utf-8"))
    told = (
        "recipe",
        "teachers",
        "epochs",
        "corpora",
        "blended_with",
        "schedule",
        "before",
        "blends_on_public_test",
    )
    before = {name: value for name, value in card.get("training", {}).items() if name in told}
    return {"before": {"weights_sha256": card["weights_sha256"], "seed": card.get("seed"), **before}}


def _with(others: Sequence[OtherCorpus], fer2013: str, part: str) -> str:
    """A part of all corpora in words, each other corpus by its title."""
    told = [f"{FACE_CORPORA[o.name].title}: {getattr(PARTED[o.name], part)}" for o in others]
    return "; ".join([fer2013, *told])


def licence_of(corpora: Sequence[str]) -> str:
    """For what weights may be used that were trained on FER2013 and on these beside it, by their names."""
    if not corpora:
        return "Trained on FER2013, which is for research use: so are these weights."
    told = [f"{FACE_CORPORA[name].title} ({FACE_CORPORA[name].licence})" for name in corpora]
    return (
        f"Trained on FER2013 (research use), {' and '.join(told)}: these weights are for non-commercial"
        " research."
    )


def _beside(others: Sequence[OtherCorpus]) -> list[dict[str, Any]]:
    """What other corpora gave to the training."""
    return [
        {
            "corpus": FACE_CORPORA[other.name].title,
            "citation": FACE_CORPORA[other.name].citation,
            "licence": FACE_CORPORA[other.name].licence,
            "targets": f"one label each, a share of {HARD_LABELS_DOUBT:g} spread over all seven; how its"
            " labels lean beside FER+'s is learned apart and left out of the answer, whose bias is set to"
            " FER+'s votes on PublicTest",
            "n": int((other.part == "train").sum()),
            "detection_rate": round(float(other.crops.found.mean()), 4),
        }
        for other in others
    ]


def _metrics(classifier: FaceClassifier, pictures: Pictures) -> list[dict[str, Any]]:
    crops = pictures.crops
    rows = crops.corpus.rows("PrivateTest")
    tested = Tested(crops.corpus, rows, crops.evaluation_crops(rows), crops.found[rows])
    of_fer2013 = [make(classifier, tested) for make in (predictions_ferplus, predictions_fer2013)]
    of_others = [_tested(classifier, other) for other in pictures.others if (other.part == "test").any()]
    return [_figures(predictions) for predictions in (*of_fer2013, *of_others)]


def _tested(classifier: FaceClassifier, other: OtherCorpus) -> Predictions:
    """Answers to the pictures of a corpus that were not trained, chosen or calibrated on."""
    kept = np.flatnonzero(other.part == "test")
    return Predictions(
        probabilities=classifier.probabilities(np.ascontiguousarray(other.crops.evaluation_crops()[kept])),
        labels=other.crops.pictures.labels[kept],
        protocol=f"{FACE_CORPORA[other.name].title}, {PARTED[other.name].test}; not trained on",
        unseen_speakers=None,
        weights_sha256=classifier.sha256,
    )


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
