"""Exports from the window on past conversations: written, asked about, and refused."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtWidgets import QFileDialog, QMessageBox

from fusion.exports.formats import FORMATS
from ui.windows.review.tier_question import TierQuestion
from ui.windows.review.window import ReviewWindow

Choose = Callable[[int], Any]
"""Chooses the session in a row of the window; gives its record."""


@pytest.mark.parametrize(
    ("asked", "kind", "written"),
    [
        ("out.csv", "Table (*.csv)", "out.csv"),
        ("out.csv", "JSON (*.json)", "out.json"),
        ("out", "ELAN annotations (*.eaf)", "out.eaf"),
        ("talk.TextGrid", "Praat TextGrid (*.TextGrid)", "talk.TextGrid"),
        ("talk.eaf", "Table (*.csv)", "talk.eaf"),  # typed so
        ("out.tsv", "BIDS events (*_events.tsv)", "out_events.tsv"),  # as Qt's dialog makes of out.csv
    ],
)
def test_export(
    choose: Choose,
    window: ReviewWindow,
    qtbot: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    kind: str,
    written: str,
) -> None:
    choose(1)
    offered: list[str] = []

    def ask(_parent: Any, _title: str, _name: str, kinds: str, *_more: Any) -> tuple[str, str]:
        offered.extend(kinds.split(";;"))
        return str(tmp_path / asked), kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    window.view._export.click()
    qtbot.waitUntil(lambda: "Saved as" in window.status.accessibleName())
    assert kind in offered and len(offered) == len(FORMATS)
    text = (tmp_path / written).read_text()
    if written == "out.json":
        assert len(json.loads(text)["estimates"]) == 600
    elif written == "out.csv":
        assert len(text.splitlines()) == 601
    else:
        assert "shown" in text


@pytest.mark.parametrize("replace", [False, True])
def test_a_file_that_is_there_is_replaced_only_if_asked_for_also_where_its_ending_was_added(
    choose: Choose,
    window: ReviewWindow,
    qtbot: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    replace: bool,
) -> None:
    """The file dialog asks only about the name that it gives back, here of a table that is not there."""
    choose(1)
    annotated = tmp_path / "talk.eaf"
    annotated.write_text("hours of work")
    asked: list[str] = []

    def answer(box: QMessageBox) -> bool:
        asked.append(box.text())
        next(b for b in box.buttons() if b.text() == ("Replace" if replace else "Keep it")).click()
        return True

    kind = "ELAN annotations (*.eaf)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "talk.csv"), kind))
    monkeypatch.setattr("ui.widgets.answers.answer_to", answer)
    window.view._export.click()
    assert len(asked) == 1 and "talk.eaf" in asked[0]
    if replace:
        qtbot.waitUntil(lambda: "Saved as" in window.status.accessibleName())
    assert (annotated.read_text() == "hours of work") is not replace


@pytest.mark.parametrize(
    ("there", "question"),
    [
        (["talk.csv-metadata.json"], "With talk.csv goes talk.csv-metadata.json, which is there already."),
        (["talk.csv", "talk.csv-metadata.json"], "There are talk.csv and talk.csv-metadata.json already."),
        (["talk.csv"], "There is a talk.csv already."),
    ],
)
def test_the_file_that_explains_another_is_asked_about_too(
    choose: Choose,
    window: ReviewWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    there: list[str],
    question: str,
) -> None:
    """It was replaced without a word."""
    choose(1)
    for name in there:
        (tmp_path / name).write_text("hours of work")
    asked: list[str] = []

    def keep(box: QMessageBox) -> bool:
        asked.append(box.text())
        next(b for b in box.buttons() if b.text() == "Keep it").click()
        return True

    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "talk.csv"), "Table (*.csv)")
    )
    monkeypatch.setattr("ui.widgets.answers.answer_to", keep)
    window.view._export.click()
    assert len(asked) == 1 and asked[0].startswith(question)
    assert not window.busy and {path.name for path in tmp_path.iterdir()} >= set(there)
    assert all((tmp_path / name).read_text() == "hours of work" for name in there)


def test_of_several_tiers_it_is_asked_which_one_is_meant(
    choose: Choose, window: ReviewWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said to write a file with one tier, which nobody does who has but this window."""
    choose(1)
    table = tmp_path / "labels.csv"
    table.write_text("tier,start,end,label\nwords,1,5,hello\nfeeling,5,9,sad\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(table), ""))
    answers = iter([False, True])
    asked: list[list[str]] = []

    def answer(question: TierQuestion) -> bool:
        asked.append([question.choice.itemText(k) for k in range(question.choice.count())])
        question.choice.choose("feeling")
        return next(answers)

    monkeypatch.setattr("ui.windows.review.uses.answer_to", answer)
    window.view._labels.click()
    qtbot.waitUntil(lambda: len(asked) == 1 and not window.busy)
    assert not window.view.lanes.person.isVisible() and not window.status.isVisible()
    window.view._labels.click()
    qtbot.waitUntil(lambda: "1 label of labels.csv stands" in window.status.accessibleName())
    assert asked == [["words", "feeling"]] * 2
    assert window.view.lanes.person.accessibleDescription() == "0:05 sad, for 4 seconds."


def test_an_export_that_fails_says_why(
    choose: Choose, window: ReviewWindow, qtbot: Any, tmp_path: Path
) -> None:
    choose(1)
    window.view.export.emit("csv", str(tmp_path / "no such folder" / "out.csv"))
    qtbot.waitUntil(lambda: "cannot be written (no such" in window.status.accessibleName())


def test_an_export_to_a_full_disk_says_so_and_names_the_users_file(
    choose: Choose, window: ReviewWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was told as something unexpected, or of a hidden part of the file."""

    def full(_talk: object, _part: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    choose(1)
    monkeypatch.setitem(FORMATS, "json", replace(FORMATS["json"], write=full))
    window.view.export.emit("json", str(tmp_path / "out.json"))
    qtbot.waitUntil(lambda: "no space left" in window.status.accessibleName())
    said = window.status.accessibleName()
    assert "out.json" in said and "unexpected" not in said and ".part" not in said
    assert not list(tmp_path.glob("*.json"))
