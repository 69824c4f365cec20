"""The question for the passphrase of an encrypted log."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from fusion.log.connecting import PassphraseNeededError
from ui.windows import passphrase_dialog
from ui.windows.passphrase_dialog import PassphraseDialog, unlock_in_a_window
from ui.windows.passphrase_part import PassphraseChange


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was said to the log, whose passphrase is "right"."""
    said: list[str] = []

    def unlock(_log: Path, passphrase: str) -> None:
        said.append(passphrase)
        if passphrase != "right":
            raise PassphraseNeededError("no")

    monkeypatch.setattr(passphrase_dialog, "unlock", unlock)
    return said


def test_it_asks_until_the_answer_is_right(qtbot: QtBot, told: list[str]) -> None:
    dialog = PassphraseDialog(Path("log.db"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.field.echoMode() == dialog.field.EchoMode.Password
    dialog.field.setText("wrong")
    dialog.unlock.click()
    assert dialog.isVisible() and "not the passphrase" in dialog.wrong.text()
    dialog.field.setText("right")
    dialog.unlock.click()
    assert dialog.result() == dialog.DialogCode.Accepted and told == ["wrong", "right"]


@pytest.mark.parametrize("agreed", [False, True])
def test_who_has_forgotten_it_can_put_them_aside_and_begin_anew(
    qtbot: QtBot, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, agreed: bool
) -> None:
    log = tmp_path / "log.db"
    log.write_bytes(b"nobody can read this")
    dialog = PassphraseDialog(log)
    qtbot.addWidget(dialog)
    dialog.show()
    asked: list[str] = []

    def agree(_parent: object, question: str, *_words: str, more: str) -> bool:
        asked.extend((question, more))
        return agreed

    monkeypatch.setattr(passphrase_dialog, "agreed_to", agree)
    for wrong, offered in (("Wrong", False), ("worng", True)):
        assert not dialog.begin_anew.isVisible()
        dialog.field.setText(wrong)
        dialog.unlock.click()
        assert dialog.begin_anew.isVisible() is offered
        assert ("forgotten" in dialog.wrong.text()) is offered
    dialog.begin_anew.click()
    (there,) = tmp_path.iterdir()
    assert there.read_bytes() == b"nobody can read this"
    assert "Nothing is deleted" in asked[1]
    if agreed:
        assert there.name in asked[1] and there != log
        assert dialog.result() == dialog.DialogCode.Accepted
    else:
        assert there == log and dialog.isVisible()


def test_what_is_typed_can_be_looked_at_and_is_hidden_at_first(qtbot: QtBot) -> None:
    dialog = PassphraseChange(Path("none.db"), remove=False)
    qtbot.addWidget(dialog)
    assert dialog.new is not None and dialog.again is not None
    for seen in (False, True, False):
        dialog.seen.setChecked(seen)
        mode = QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password
        assert {dialog.new.echoMode(), dialog.again.echoMode()} == {mode}


def test_return_leads_to_the_field_that_is_still_empty_and_complains_of_nothing(qtbot: QtBot) -> None:
    dialog = PassphraseChange(Path("none.db"), remove=False)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    assert dialog.new is not None and dialog.again is not None
    qtbot.waitUntil(dialog.new.hasFocus)
    qtbot.keyClicks(dialog.new, "one")
    qtbot.keyClick(dialog.new, Qt.Key.Key_Return)
    assert dialog.again.hasFocus() and not dialog.wrong.isVisible()
    qtbot.keyClick(dialog.again, Qt.Key.Key_Return)  # nothing was typed there: now it is said
    assert "not the same" in dialog.wrong.text() and dialog.isVisible()
    qtbot.keyClicks(dialog.again, "one")
    qtbot.keyClick(dialog.again, Qt.Key.Key_Return)
    assert dialog.result() == dialog.DialogCode.Accepted and dialog.change.new == "one"


def test_one_can_go_on_without(qtbot: QtBot, told: list[str]) -> None:
    dialog = PassphraseDialog(Path("log.db"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.without.click()
    assert dialog.result() == dialog.DialogCode.Rejected and not told


def test_nobody_is_asked_where_nothing_is_locked(qtbot: QtBot, tmp_path: Path) -> None:
    assert unlock_in_a_window(tmp_path / "none.db")
