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
        round(100 * artefacts["face_fer2013"]["accuracy_label_head"], 1) < 70.5
    )


def test_a_study_of_trainings_gets_its_table(face_page: ModuleType) -> None:
    row = {"words": "everything", "accuracy": 0.8, "uar": 0.6, "ece": 0.02}
    row |= {"accuracy_without_flip": 0.79, "accuracy_degraded": 0.7}
    study = {"split": "a split", "epochs": 6, "parameters": 1_500_000, "rows": {"full": row}}
    text = face_page.page(face_page.load() | {"face_ablation": study})
    assert "| everything | 80.0% | 60.0% | 79.0% | 70.0% | 0.020 |" in text
    assert "It has not been run" not in text
