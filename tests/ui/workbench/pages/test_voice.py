"""The voice's page says what the artefacts hold: bars met and missed, every section, nothing else."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from ui.workbench.pages import voice, voice_pictures

RESULTS = Path(__file__).parents[4] / "docs" / "results"
NAMES = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgusted", "surprised"]


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    return voice


def seven(uar: float, ece: float = 0.04) -> dict[str, Any]:
    return {
        "n": 300,
        "uar_8_classes": uar,
        "accuracy_8_classes": uar + 0.01,
        "uar": uar - 0.02,
        "accuracy": uar - 0.01,
        "ece": ece,
        "accuracy_most_confident_half": 0.85,
    }


def made(uar: float = 0.7, lost: float = 0.05, ece: float = 0.04) -> dict[str, dict[str, Any]]:
    """Artefacts as the commands write them, with made figures."""
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0.3, 1, 500).round(4)
    fold = seven(uar, ece) | {
        "test": ["02", "05"],
        "noise": {level: seven(uar - lost * i / 2) for i, level in enumerate(("20", "10", "5", "0"), 1)},
    }
    emodb = seven(0.58) | {"uar_5_emotions": 0.6, "recall": {"angry": 0.8}, "noise": {"10": seven(0.5)}}
    pooled = seven(uar, ece) | {
        "classes": NAMES,
        "recall_8_classes": dict.fromkeys(NAMES, 0.7),
        "confusion_8_classes": (np.eye(8, dtype=int) * 9 + 1).tolist(),
        "confidence": confidence.tolist(),
        "correct": (rng.random(500) < confidence).astype(int).tolist(),
    }
    row = {"uar_8_classes": uar, "uar_10_db": uar - 0.05, "emodb_uar": 0.5, "ece": 0.05, "seeds": 1}
    condition = {"n": 300, "uar": 0.7, "uar_8_classes": 0.72, "accuracy": 0.71, "ece": 0.05}
    judged = {"protocol": "RAVDESS, speakers 02", "unseen_speakers": True}
    clean = {"quality": 0.9, "speech_s": 1.8, "snr_db": 25.0, "clipped": 0.0, "accuracy": 0.7, "n": 40}
    return {
        "voice_5fold": {"protocol": "ravdess-5fold", "folds": [fold], "mean": fold, "pooled": pooled},
        "voice_random": {"folds": [seven(0.88)], "mean": seven(0.88)},
        "voice_sentence": {"folds": [seven(0.6)], "mean": seven(0.6), "note": "Another sentence."},
        "voice_cross": {"folds": [{"emodb": emodb}], "mean": {"emodb": emodb}},
        "voice_ablation": {
            "fold": ["02"],
            "rows": [
                row | {"name": "all of it", "run": "full"},
                row | {"name": "without noise", "uar_8_classes": uar - 0.031, "ece": None},
            ],
        },
        "voice_conditions": judged | {"conditions": {"as recorded": condition}},
        "voice_conditions_emodb": judged
        | {"protocol": "EMO-DB, 10 speakers", "conditions": {"as recorded": condition | {"uar": 0.512}}},
        "voice_quality": judged
        | {
            "n": 80,
            "bins": [{"lowest": 0.1, "highest": 0.5, "quality": 0.3, "n": 40, "accuracy": 0.4}] * 2,
            "conditions": {"as recorded": clean},
            "spearman_bins": 0.97,
            "spearman_conditions": 0.9,
        },
        "face_speed": {"stages": [{"name": "voice: features and network, 3 s", "processor_ms": 7.4}]},
    }


def lines(page: str, start: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith(f"| {start}")]


def test_bars_are_met_and_missed_as_the_figures_say(pages: ModuleType) -> None:
    card = {"card": pages.load()["card"]}
    page = pages.page(card | made())
    assert "| 70.0 | 74 | 80 | **missed** |" in page
    assert "| 89.0 | 80 | 90 | met |" in page
    assert "| 56.0 | 55 | 65 | met |" in page
    assert "| 0.040 | 0.05 | 0.03 | met |" in page
    assert "| 7.4 | 6 | 3 | **missed** |" in page
    better = pages.page(card | made(uar=0.8))
    assert "| 80.0 | 74 | 80 | aim reached |" in better
    assert "| 74.0 | 74 | 80 | met |" in pages.page(card | made(uar=0.74))
    worse = pages.page(card | made(uar=0.739, lost=0.081, ece=0.0506))
    assert "| 73.9 | 74 | 80 | **missed** |" in worse
    assert "| 8.1 | 8 | 4 | **missed** |" in worse
    assert "| 0.051 | 0.05 | 0.03 | **missed** |" in worse


def test_every_section_is_there_and_only_where_it_was_measured(pages: ModuleType) -> None:
    card = {"card": pages.load()["card"]}
    page = pages.page(card | made())
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert len(headings) == 8
    assert lines(page, "without noise") == ["| without noise | 66.9% | -3.1 | 65.0% | 50.0% | – | 1 |"]
    assert "51.2%" in lines(page, "as recorded")[-2]
    assert "0.97 over the bins" in page
    alone = pages.page(card)
    assert "not measured (`attune evaluate voice --protocol ravdess-5fold" in alone
    assert "What helps" not in alone
    assert "None" not in page + alone


def test_the_page_says_whether_speakers_are_unseen_and_how_the_recipes_differ(pages: ModuleType) -> None:
    artefacts = {"card": pages.load()["card"] | {"training": {"epochs": 32, "teachers": ["a", "b"]}}} | made()
    artefacts["voice_5fold"]["settings"] = {"epochs": 24, "teachers": [], "start_from": "c", "seed": 7}
    page = pages.page(artefacts)
    assert "epochs 32 (the folds: 24)" in page
    assert "begun from chance (the folds: earlier weights); teachers 2 (the folds: 0)." in page
    assert "Test: RAVDESS, speakers 02 (unseen); EMO-DB, 10 speakers (unseen)." in page
    assert "80 windows, the same 40 clips under each of 1 conditions." in page
    artefacts["voice_conditions"]["unseen_speakers"] = False
    assert "Test: RAVDESS, speakers 02 (not unseen)" in pages.page(artefacts)


def test_chance_alone_shows_some_error_of_calibration(pages: ModuleType) -> None:
    few, many = ([0.8] * n for n in (50, 5_000))
    assert 0.02 < pages.calibration_floor(few) < 0.08
    assert pages.calibration_floor(many) < 0.01


def test_pictures_are_drawn_from_the_artefacts(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    pictures, figures = voice_pictures, made()
    drawn = pictures.draw_folds(figures["voice_5fold"], tmp_path)
    drawn += pictures.draw_quality(figures["voice_quality"], tmp_path)
    page = Path(voice.__file__).read_text(encoding="utf-8")
    assert len(drawn) == 5
    assert all(path.is_file() and f"({path.name})" in page for path in drawn)


def test_rooms_lines_and_quality_are_of_the_shipped_weights(pages: ModuleType) -> None:
    artefacts = pages.load()
    for name in (
        "voice_ravdess",
        "voice_emodb",
        "voice_conditions",
        "voice_conditions_emodb",
        "voice_quality",
    ):
        if name in artefacts:
            assert artefacts[name]["weights_sha256"] == artefacts["card"]["weights_sha256"], name


def test_the_page_is_that_of_the_artefacts(pages: ModuleType) -> None:
    if not pages.PAGE.exists():
        pytest.skip("the page is written once the runs are done")
    assert pages.PAGE.read_text(encoding="utf-8") == pages.page(pages.load())
