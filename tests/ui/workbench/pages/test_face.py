"""The page on the face model is what its artefacts say, and they are of the shipped weights."""

from pathlib import Path
from types import ModuleType

import pytest

from ui.workbench.pages import face as face_module

RESULTS = Path(__file__).parents[4] / "docs" / "results"


@pytest.fixture(scope="module")
def face_page() -> ModuleType:
    return face_module


def test_the_page_is_that_of_the_artefacts(face_page: ModuleType) -> None:
    assert face_page.PAGE.read_text(encoding="utf-8") == face_page.page(face_page.load())


def test_bars_that_are_missed_are_said_to_be(face_page: ModuleType) -> None:
    artefacts = face_page.load()
    lines = [line for line in face_page.page(artefacts).splitlines() if line.startswith("| FER2013 Priv")]
    assert ("**missed**" in lines[0]) == (
        round(100 * artefacts["face_fer2013"]["accuracy_label_head"], 1) < 71.6
    )


def test_a_study_of_trainings_gets_its_table(face_page: ModuleType) -> None:
    row = {"words": "everything", "accuracy": 0.8, "uar": 0.6, "ece": 0.02}
    row |= {"accuracy_without_flip": 0.79, "accuracy_degraded": 0.7}
    study = {"split": "a split", "epochs": 6, "parameters": 1_500_000, "rows": {"full": row}}
    text = face_page.page(face_page.load() | {"face_ablation": study})
    assert "| everything | 80.0% | 60.0% | 79.0% | 70.0% | 0.020 |" in text
    assert "It has not been run" not in text


def test_what_eight_bits_change_is_told_by_corpus(face_page: ModuleType) -> None:
    row = {"corpus": "RAF-DB", "n": 780, "mean_change": 0.00143, "largest_change": 0.0441}
    ranges = {"held": 0.95, "pictures": {"FER+": 793}, "rows": [row | {"same_answer": 0.9974}]}
    ranges |= {"weights_sha256": {"face": "a", "face ranges": "b"}}
    before = face_page.load()
    before["face_motion"].pop("ranges_sha256", None)
    text = face_page.page(before | {"face_ranges": ranges})
    assert "| RAF-DB | 780 | 99.7% | 0.14 | 4.41 |" in text
    assert "(793 of FER+; and their mirror images)" in text
    (of_floats,) = [line for line in text.splitlines() if "Of answers in floats on this page" in line]
    assert "face_motion.json" in of_floats and "face_ferplus.json" not in of_floats
