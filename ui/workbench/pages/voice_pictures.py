"""The pictures of docs/results/voice.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fusion.study.metrics import reliability, risk_coverage
from fusion.study.pictures import (
    confusion_picture,
    reliability_picture,
    risk_coverage_picture,
    steps_picture,
    sweep_picture,
)
from ui.workbench.pages.artefacts import RESULTS

_NOISES_DB = ("20", "10", "5", "0")


def draw_folds(figures: dict[str, Any], folder: Path = RESULTS) -> list[Path]:
    """Confusions, noise, reliability, and risk against coverage of the five folds together."""
    pooled, mean = figures["pooled"], figures["mean"]
    confidence, correct = pooled["confidence"], pooled["correct"]
    title = "RAVDESS, five folds, unseen speakers"
    measures = {"uar_8_classes": "mean recall over 8 classes (UAR)", "ece": "calibration error (ECE)"}
    panels = {
        words: {"pink noise": [mean[name], *(mean["noise"][level][name] for level in _NOISES_DB)]}
        for name, words in measures.items()
    }
    return [
        confusion_picture(
            pooled["confusion_8_classes"], pooled["classes"], folder / "voice_5fold_confusion.png", title
        ),
        sweep_picture(
            ["as recorded", *_NOISES_DB],
            panels,
            folder / "voice_5fold_noise.png",
            title,
            "speech over pink noise, dB",
        ),
        reliability_picture(
            {"all folds": reliability(confidence, correct)}, folder / "voice_5fold_reliability.png", title
        ),
        risk_coverage_picture(
            {"all folds": risk_coverage(confidence, correct)},
            folder / "voice_5fold_risk_coverage.png",
            title,
        ),
    ]


def draw_quality(figures: dict[str, Any], folder: Path = RESULTS) -> list[Path]:
    """Accuracy over the quality of the evidence."""
    rows = figures["bins"]
    x, y, n = ([row[name] for row in rows] for name in ("quality", "accuracy", "n"))
    label = "quality of the voice evidence"
    return [steps_picture(x, y, n, folder / "voice_quality.png", label=label, title=figures["protocol"])]
