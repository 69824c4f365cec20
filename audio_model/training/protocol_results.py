"""What the runs of a protocol reached, gathered from their answers to the clips they never heard."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.classes import CLASS_EMOTIONS, VOICE_CLASSES
from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.clips import eight_class_figures
from audio_model.training.card import condition
from audio_model.training.protocols import ProtocolRun
from audio_model.training.train import ANSWERS_NAME, CARD_NAME
from fusion.arrays import AnyArray, FloatArray
from fusion.emotions import EMOTIONS
from fusion.study.metrics import HEADLINE, Predictions, answer_figures, confusion_matrix, score

RunAnswers = dict[str, AnyArray]
"""What a run said of its test clips, by condition, with their true classes."""

NOISES_DB = (20.0, 10.0, 5.0, 0.0)
_SAME_IN_ALL = ("neutral", "happy", "sad", "angry", "afraid")
"""EMO-DB's emotions that every corpus trained on has; RAVDESS alone has disgust."""
_ENSEMBLE = ("full", "seed_1")
_NOTES = {
    "ravdess-5fold": "Speaker-independent: no test speaker is in training, pre-training or calibration. The "
    "last stage of the recipe was added after the figures of the first had been seen, told as well.",
    "ravdess-random": "The speakers of the test clips were trained on (80/20 by clip, stratified by emotion, "
    "gender and actor, as in the tutorial): the figure flatters and says nothing about a new voice.",
    "sentences": "Trained on RAVDESS's first sentence, tested on its second, spoken by unseen speakers.",
    "cross-corpus": "Trained on RAVDESS (the five folds' networks, each without its test and "
    "calibration actors), nEMO and ASED; EMO-DB, its speakers and its language were never heard. Its "
    "boredom is left out.",
    "ablation": "RAVDESS's first fold, one short schedule for all rows; speakers and EMO-DB unseen.",
}


def gather(protocol: str, runs: Sequence[ProtocolRun], out: Path) -> dict[str, Any]:
    """The figures of a protocol, ready for JSON.

    Parameters
    ----------
    protocol
        One of :data:`audio_model.training.protocols.PROTOCOLS`.
    runs
        Its runs.
    out
        The folder they lie in.
    """
    judged = {run.name: out / run.name for run in runs if run.judged}
    first = json.loads((next(iter(judged.values())) / CARD_NAME).read_text(encoding="utf-8"))
    told: dict[str, Any] = {
        "protocol": protocol,
        "note": _NOTES[protocol],
        "commit": first["commit"],
        "settings": first["training"],
        "weights_sha256": {name: _card(folder)["weights_sha256"] for name, folder in judged.items()},
    }
    if protocol == "ablation":
        return {**told, "fold": list(runs[1].ravdess.test), "rows": _ablation_rows(judged)}
    tests = [_test_of(folder) for folder in judged.values()]
    if protocol == "cross-corpus":
        tests = [({k: v for k, v in a.items() if k.startswith("emodb")}, c) for a, c in tests]
    told["folds"] = [
        {"test": _card(folder)["split"]["ravdess"]["test"], **_figures(*test)}
        for folder, test in zip(judged.values(), tests, strict=True)
    ]
    told["mean"] = _mean(told["folds"])
    if protocol == "ravdess-5fold":
        before = [_card(out / run.start)["metrics"]["ravdess"] for run in runs if run.judged]
        told["uar_8_classes_after_the_first_stage"] = float(np.mean([m["uar_8_classes"] for m in before]))
    if protocol != "cross-corpus":  # there each network hears the same clips
        told["pooled"] = _pooled(tests)
    return told


def _card(folder: Path) -> dict[str, Any]:
    card: dict[str, Any] = json.loads((folder / CARD_NAME).read_text(encoding="utf-8"))
    return card


def _test_of(folder: Path) -> tuple[RunAnswers, VoiceClassifier]:
    with np.load(folder / ANSWERS_NAME) as stored:
        return dict(stored), VoiceClassifier.load(folder)


def _emotions(classes: FloatArray, truth: AnyArray, classifier: VoiceClassifier) -> Predictions:
    """Calibrated answers over the seven emotions."""
    labels = np.array([CLASS_EMOTIONS[c].position for c in truth], dtype=np.int64)
    return Predictions(classifier.calibrate(classes), labels, "", True, classifier.sha256)


_SEVEN = tuple(name for name in HEADLINE if name != "n")


def _figures(answers: RunAnswers, classifier: VoiceClassifier) -> dict[str, Any]:
    """One run's figures: over RAVDESS's eight classes, over the seven emotions, in noise, and on EMO-DB."""
    told: dict[str, Any] = {}
    if "ravdess" in answers:
        told |= _ravdess(answers["ravdess"], answers["ravdess, truth"], classifier)
        told["noise"] = {
            f"{snr_db:g}": _ravdess(
                answers[condition("ravdess", snr_db)], answers["ravdess, truth"], classifier
            )
            for snr_db in NOISES_DB
        }
    if "emodb" in answers:
        told["emodb"] = _emodb(answers["emodb"], answers["emodb, truth"], classifier)
        told["emodb"]["noise"] = {
            f"{snr_db:g}": _emodb(answers[condition("emodb", snr_db)], answers["emodb, truth"], classifier)
            for snr_db in NOISES_DB
        }
    return told


def _ravdess(classes: FloatArray, truth: AnyArray, classifier: VoiceClassifier) -> dict[str, Any]:
    eight = answer_figures(truth, classes.argmax(1))
    seven = score(_emotions(classes, truth, classifier))
    return {
        "n": len(truth),
        **{f"{name}_8_classes": eight[name] for name in ("uar", "accuracy", "macro_f1")},
        **{name: seven[name] for name in _SEVEN},
    }


def _emodb(classes: FloatArray, truth: AnyArray, classifier: VoiceClassifier) -> dict[str, Any]:
    """Over its six emotions, and over the five that every corpus trained on has."""
    six = score(_emotions(classes, truth, classifier))
    names = np.array([CLASS_EMOTIONS[c].value for c in truth])
    five = np.isin(names, _SAME_IN_ALL)
    shared = score(_emotions(classes[five], truth[five], classifier))
    return {
        "n": len(truth),
        **{name: six[name] for name in (*_SEVEN, "recall", "confusion")},
        "uar_5_emotions": shared["uar"],
        "accuracy_5_emotions": shared["accuracy"],
    }


def _mean(folds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Mean of every figure over the folds."""
    mean: dict[str, Any] = {}
    for name, value in folds[0].items():
        if isinstance(value, dict):
            mean[name] = _mean([fold[name] for fold in folds])
        elif isinstance(value, float):
            mean[name] = float(np.mean([fold[name] for fold in folds]))
    return mean


def _pooled(tests: Sequence[tuple[RunAnswers, VoiceClassifier]]) -> dict[str, Any]:
    """All test clips of all folds together, each judged and calibrated by the run that never heard it."""
    classes = np.concatenate([answers["ravdess"] for answers, _ in tests])
    truth = np.concatenate([answers["ravdess, truth"] for answers, _ in tests])
    parts = [_emotions(a["ravdess"], a["ravdess, truth"], c) for a, c in tests]
    together = Predictions(
        np.concatenate([part.probabilities for part in parts]),
        np.concatenate([part.labels for part in parts]),
        "",
        True,
        "",
    )
    seven = score(together)
    return {
        "n": len(truth),
        "classes": list(VOICE_CLASSES),
        "confusion_8_classes": confusion_matrix(truth, classes.argmax(1), len(VOICE_CLASSES)).tolist(),
        "recall_8_classes": eight_class_figures(classes, truth)["recall"],
        "emotions": [emotion.value for emotion in EMOTIONS],
        **{name: seven[name] for name in (*_SEVEN, "recall", "confusion")},
        "confidence": [round(float(p), 4) for p in together.probabilities.max(axis=1)],
        "correct": [int(hit) for hit in together.probabilities.argmax(axis=1) == together.labels],
    }


_ROWS = (
    ("full", "all of it: other corpora first and beside, augmentation, attentive pooling"),
    ("ravdess_only", "RAVDESS alone, from chance"),
    ("from_chance", "other corpora beside, from chance"),
    ("from_patches", "other corpora beside, begun from patches filled in without labels"),
    ("no_augmentation", "without augmentation"),
    ("wider", "with telephones, codecs, pace and pitch by themselves besides"),
    ("mean_pooling", "mean over time in place of attentive pooling"),
    ("seed_1", "all of it, seed 1"),
    ("distilled", "one network taught by both seeds"),
)


def _ablation_rows(judged: dict[str, Path]) -> list[dict[str, Any]]:
    rows = []
    for name, words in _ROWS:
        metrics = _card(judged[name])["metrics"]
        rows.append(
            {
                "name": words,
                "run": name,
                "uar_8_classes": metrics["ravdess"]["uar_8_classes"],
                "uar_10_db": metrics[condition("ravdess", 10.0)]["uar_8_classes"],
                "ece": metrics["ravdess"]["ece"],
                "emodb_uar": metrics["emodb"]["uar"],
                "seeds": 1,
            }
        )
    answers = [_test_of(judged[name])[0] for name in _ENSEMBLE]
    mean = {key: np.mean([a[key] for a in answers], axis=0) for key in answers[0]}
    uar = {
        key: eight_class_figures(mean[key], answers[0]["ravdess, truth"])["uar"]
        for key in ("ravdess", condition("ravdess", 10.0))
    }
    raw = VoiceClassifier.load(judged[_ENSEMBLE[0]])
    rows.append(
        {
            "name": "both seeds together (mean answer, twice the work)",
            "run": "ensemble",
            "uar_8_classes": uar["ravdess"],
            "uar_10_db": uar[condition("ravdess", 10.0)],
            "ece": None,
            "emodb_uar": _emodb(mean["emodb"], answers[0]["emodb, truth"], raw)["uar"],
            "seeds": len(_ENSEMBLE),
        }
    )
    return rows
