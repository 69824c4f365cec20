"""The question for the passphrase of an encrypted log."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fusion.log.connecting import PassphraseNeededError
from ui.windows import passphrase_dialog
from ui.windows.passphrase_dialog import PassphraseDialog, unlock_in_a_window


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


def test_one_can_go_on_without(qtbot: QtBot, told: list[str]) -> None:
    dialog = PassphraseDialog(Path("log.db"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.without.click()
    assert dialog.result() == dialog.DialogCode.Rejected and not told


def test_nobody_is_asked_where_nothing_is_locked(qtbot: QtBot, tmp_path: Path) -> None:
    unlock_in_a_window(tmp_path / "none.db")
