"""Where files are saved that the user names, and what is asked before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QLabel, QMessageBox, QWidget

from ui.widgets.answers import agreed_to
from ui.widgets.documents import to_be_replaced, where_to_save, written_as

KINDS = {"Table": ".csv", "ELAN": ".eaf"}


def test_a_letter_that_is_longer_when_small_leaves_nothing_of_the_other_ending() -> None:
    assert written_as(Path("\u0130.csv"), "ELAN", KINDS, "Table") == (Path("\u0130.eaf"), "ELAN")


def test_a_name_that_the_system_refuses_is_told_by_who_writes_it(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was told as something unexpected."""
    parent = QWidget()
    qtbot.addWidget(parent)
    long = tmp_path / ("x" * 300)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(long), "Table (*.csv)"))
    saved = where_to_save(parent, "Export", "talk", KINDS, "Table")
    assert saved == (tmp_path / f"{long.name}.csv", "Table")
    with pytest.raises(OSError, match="too long"), to_be_replaced(saved[0]):
        pass


def test_the_name_of_a_file_stands_in_the_question_as_it_is(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    boxes: list[QMessageBox] = []
    monkeypatch.setattr("ui.widgets.answers.answer_to", boxes.append)
    agreed_to(parent, "There is a <b>talk</b>.csv already.", "Replace", "Keep it", more="<i>More</i>")
    (box,) = boxes
    told = [part for part in box.findChildren(QLabel) if "<" in part.text()]
    assert len(told) == 2
    assert all(part.textFormat() == Qt.TextFormat.PlainText for part in told)
