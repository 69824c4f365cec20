"""The page on meetings says what its artefact holds."""

from __future__ import annotations

from ui.workbench.pages.meeting import page


def test_the_page_tells_each_figure_and_of_no_turn_found_no_time() -> None:
    found = {"right": 0.576, "speech_s": 78.16, "turns": 36, "turns_found": 35, "median_lag_s": 0.8708}
    missed = {"right": 0.331, "speech_s": 78.16, "turns": 36, "turns_found": 0, "median_lag_s": None}
    text = page(
        {
            "meetings": 3,
            "people": ["one", "two"],
            "whoever speaks": found,
            "the largest face": missed,
            "live": {"whoever speaks": found | {"turns_found": 30}, "the largest face": missed},
        }
    )
    for said in (
        "3 made meetings of 2 tiles",
        "| whoever speaks | 58% | 78 s | 35 of 36 | 0.87 s |",
        "| the largest face | 33% | 78 s | 0 of 36 |  |",
        "| whoever speaks, live | 58% | 78 s | 30 of 36 | 0.87 s |",
    ):
        assert said in text
