"""The page on people never met: what was fitted to whom, where there are figures of it."""

from __future__ import annotations

import json
from pathlib import Path

from ui.workbench.pages.strangers import page

FIGURES = {
    "clear_from": {"voice": 0.7, "face": 0.63},
    "rows": [],
    "left_out": [],
    "notes": ["Posed."],
    "weights_sha256": {},
}
TRIED = {
    "home_budget": 0.08,
    "trust": [12.0, 0.3, 0.6],
    "rows": [
        {
            "corpus": "RAF-DB",
            "by": "824773a8",
            "n": 4000,
            "ways": {
                way: {"called_clear": 0.8 - i / 100, "clear_and_wrong": 0.2 - i / 100}
                for i, way in enumerate(("alone", "stricter", "rival", "shape", "both"))
            },
        }
    ],
}


def test_every_way_is_told_beside_what_the_network_alone_does() -> None:
    told = page(FIGURES, None, TRIED)
    (row,) = (line for line in told.splitlines() if line.startswith("| RAF-DB"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[:2] == ["RAF-DB, `824773a8`", "4000"]
    assert cells[2:4] == ["80.0%", "20.0%"] and cells[-2:] == ["76.0%", "16.0%"]
    header = next(line for line in told.splitlines() if line.startswith("| corpus, read by"))
    assert header.count("|") == row.count("|")
    assert "costs 8% of FER+'s held-out pictures" in told
    assert "fitted to answers in floats" in told


def test_a_second_opinion_on_answers_in_eight_bits_is_told_as_such() -> None:
    digests = {"face": "a", "face ranges": "b"}
    assert "in floats" not in page(FIGURES, None, TRIED | {"weights_sha256": digests})


def test_without_figures_there_is_no_such_section() -> None:
    assert "What may be called clear" not in page(FIGURES)


def test_of_a_few_that_were_called_clear_it_tells_how_many_were_right() -> None:
    root = Path(__file__).parents[4]
    figures = json.loads((root / "docs" / "results" / "strangers.json").read_text(encoding="utf-8"))
    row = figures["rows"][0]
    told = {"n": 40, "called_clear": 0.1, "right_when_clear": 0.75}
    few, many = (
        page(figures | {"rows": [row | {"stranger": row["stranger"] | told | {"called_clear": share}}]})
        for share in (0.1, 0.5)
    )
    assert "| 10% | 3 of 4 |" in few
    assert "| 50% | 75% |" in many


def test_whether_people_were_judged_by_what_others_chose_is_told() -> None:
    assert "left out" not in page(FIGURES | {"face_strength": {"all": 1.0, "without": {}}})
    same = {"face_strength": {"all": 1.0, "without": {"A": 1.0, "B": 1.0}}}
    assert "the others choose the same: each is judged as if not asked" in page(FIGURES | same)
    other = {"face_strength": {"all": 1.0, "without": {"A": 0.5, "B": 1.0}}}
    assert "the others choose 50% to 100%: the row is too kind" in page(FIGURES | other)
