"""The workbench's page of results is what its artefacts hold."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from ui.workbench.pages import workbench as workbench_module

RESULTS = Path(__file__).parents[4] / "docs" / "results"


@pytest.fixture(scope="module")
def workbench() -> ModuleType:
    return workbench_module


def test_the_page_is_that_of_the_artefacts(workbench: ModuleType) -> None:
    assert workbench.PAGE.read_text(encoding="utf-8") == workbench.page()


@pytest.mark.parametrize("page", ["workbench.md", "results/workbench.md"])
def test_every_file_it_points_to_exists(page: str) -> None:
    path = RESULTS.parent / page
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")) if "://" not in link]
    assert links
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_sections_without_artefact_are_left_out(
    workbench: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(workbench, "RESULTS", tmp_path)
    assert "##" not in workbench.page()
