"""Steadiness with both voice readers: on the page, and where the larger one is offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.windows.pace_page import READER_EXPLAINED
from ui.workbench.pages.artefacts import RESULTS, ROOT, read
from ui.workbench.pages.lag import page

LAG, STEADY, LARGER = (read(RESULTS / f"{name}.json") for name in ("lag", "steadiness", "steadiness_large"))


def test_both_counts_of_changes_and_both_readers_are_told() -> None:
    lines = [line.split(" | ") for line in page(LAG, STEADY, LARGER).splitlines()]
    rows = {line[0].removeprefix("| "): line[1:] for line in lines}
    head = rows["rule"]
    for name, row in (
        ("Attune, usual", LARGER["small"]["test"]["usual"] | STEADY["test"]["usual"]),
        ("Attune, usual, larger voice reader", LARGER["test"]["usual"]),
    ):
        told = dict(zip(head, rows[name], strict=True))
        assert told["changes a minute"] == f"{row['changes_per_minute']:.1f}"
        assert told["from the first on"] == f"{row['from_the_first_per_minute']:.1f}"
        assert told["on the card"] == f"{row['headlines_per_minute']:.1f}"
        assert told["changes named"] == f"{row['named']:.0%}"


def test_the_small_reader_heard_the_same_beside_the_larger_one() -> None:
    for pace, row in STEADY["test"].items():
        beside = LARGER["small"]["test"][pace]
        assert {figure: beside[figure] for figure in row} == pytest.approx(row)


@pytest.mark.parametrize("file", ["README.md", "docs/workbench.md", None])
def test_where_the_larger_reader_is_offered_its_figures_are_those_measured(file: str | None) -> None:
    said = READER_EXPLAINED if file is None else (Path(ROOT) / file).read_text(encoding="utf-8")
    after = "" if file is None else "%"
    for figures in (LARGER["test"]["usual"], LARGER["small"]["test"]["usual"]):
        assert f"{100 * figures['named']:.0f}{after}" in said
    low, high = LARGER["difference"]["named"]["interval"]
    assert 0 < low <= high  # it does name more of them
    low, high = LARGER["difference"]["changes_per_minute"]["interval"]
    assert low <= 0 <= high  # and is neither steadier nor less so


def test_why_another_rule_than_the_chosen_one_is_kept_is_told() -> None:
    def page_where(chosen: float) -> str:
        rule = STEADY["usual"] | {"switch_cost": chosen}
        tried = STEADY["tried"][0] | {"rule": rule}
        return page(LAG, STEADY | {"chosen": rule, "tried": [tried]}, LARGER)

    assert "It is shipped." in page_where(1.0)
    assert "1.5 times as long to say that voice and face differ" in page_where(1.5)
    assert "2 times as long to say that voice and face differ" in page_where(2.0)
