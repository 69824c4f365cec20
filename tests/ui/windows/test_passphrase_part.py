"""The passphrase in the settings: set, changed, taken away, and who is told what."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from locked_log import write_while_locked
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QApplication, QCheckBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fusion.log import connecting
from fusion.log.connecting import is_encrypted, is_locked, remember, unlock
from fusion.log.encryption import convert
from fusion.log.errors import TimelineError
from fusion.log.kept import kept_path
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from ui.windows import passphrase_part
from ui.windows.passphrase_dialog import PassphraseDialog
from ui.windows.passphrase_part import Change, PassphraseChange, PassphrasePart
from ui.wording.kept import OPEN_BESIDE

here = pytest.mark.skipif(find_spec("sqlcipher3") is None, reason="needs sqlcipher3")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plain log with one conversation, of which nobody has said a passphrase."""
    monkeypatch.setattr(connecting, "_said", {})
    monkeypatch.delenv(connecting.PASSPHRASE_VARIABLE, raising=False)
    with Timeline(tmp_path / "log" / "log.db") as timeline:
        timeline.end(timeline.begin(Mode.BOTH, "demo"))
    return tmp_path / "log" / "log.db"


def part_of(qtbot: QtBot, path: Path) -> tuple[PassphrasePart, list[Change]]:
    part = PassphrasePart(path)
    qtbot.addWidget(part)
    wanted: list[Change] = []
    part.wanted.connect(wanted.append)
    part.show()
    return part, wanted


def question(part: PassphrasePart) -> PassphraseChange:
    assert part.dialog is not None
    return part.dialog


def type_in(dialog: PassphraseChange, now: str | None, new: str | None, again: str | None) -> None:
    for field, text in ((dialog.now, now), (dialog.new, new), (dialog.again, again)):
        assert (field is None) == (text is None)
        if field is not None:
            assert field.echoMode() == field.EchoMode.Password
            field.setText(text)
    dialog.go_on.click()


def test_where_the_extra_is_missing_a_sentence_says_so(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase_part, "find_spec", lambda _name: None)
    part, _ = part_of(qtbot, path)
    assert not part.give.isEnabled() and not part.remove.isVisible()
    assert "pip install sqlcipher3" in part.state.text()


def test_a_log_that_cannot_be_looked_at_is_told_of(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_path: Path) -> bool:
        raise TimelineError("The log cannot be opened.")

    monkeypatch.setattr(passphrase_part, "is_encrypted", unreadable)
    part, _ = part_of(qtbot, path)
    assert part.state.text() == "The log cannot be opened." and not part.give.isEnabled()


def test_the_new_one_is_asked_for_twice_and_losing_it_is_spoken_of(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase_part, "find_spec", lambda _name: object())
    part, wanted = part_of(qtbot, path)
    part.give.click()
    dialog = question(part)
    said = " ".join(widget.text() for widget in dialog.findChildren(passphrase_part.label("").__class__))
    assert "Who loses it loses the past conversations" in said
    type_in(dialog, None, "grüner Käfer", "grüner Kaefer")
    assert dialog.isVisible() and "not the same" in dialog.wrong.text() and not wanted
    type_in(dialog, None, "", "")
    assert dialog.isVisible() and "not an empty one" in dialog.wrong.text()
    type_in(dialog, None, "grüner Käfer", "grüner Käfer")
    assert wanted == [Change(path, None, "grüner Käfer")] and part.dialog is None
    assert not part.give.isEnabled()
    part.over(TimelineError("The disk is full."))
    assert part.give.isEnabled() and part.state.text() == "The disk is full."


def test_the_focus_waits_for_it_and_comes_back(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It went on to the tick beneath, which Space would have taken away."""
    monkeypatch.setattr(passphrase_part, "find_spec", lambda _name: object())
    page = QWidget()
    column = QVBoxLayout(page)
    part, tick = PassphrasePart(path), QCheckBox("Remind me that others should know")
    tick.setChecked(True)
    column.addWidget(part)
    column.addWidget(tick)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    for error in (None, TimelineError("The disk is full.")):
        part.give.setFocus()
        qtbot.keyClick(part.give, Qt.Key.Key_Space)
        type_in(question(part), None, "grüner Käfer", "grüner Käfer")
        waiting = page.focusWidget()
        qtbot.keyClick(waiting, Qt.Key.Key_Space)
        assert (
            waiting.accessibleName() == part.state.text() == "The past conversations are being written anew."
        )
        part.over(error)
        assert page.focusWidget() is part.give and tick.isChecked()


def test_cancelled_nothing_happens(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase_part, "find_spec", lambda _name: object())
    part, wanted = part_of(qtbot, path)
    part.give.click()
    question(part).reject()
    assert not wanted and part.give.isEnabled()


@here
def test_set_changed_and_taken_away(qtbot: QtBot, path: Path) -> None:
    part, wanted = part_of(qtbot, path)

    def made() -> None:
        change = wanted.pop()
        convert(change.log, change.now, change.new)
        part.over()

    assert part.give.text() == "Set a passphrase…"
    part.give.click()
    type_in(question(part), None, "one", "one")
    made()
    assert is_encrypted(path) and part.give.text() == "Change the passphrase…"
    part.give.click()
    type_in(question(part), "wrong", "two", "two")
    assert "not the passphrase" in question(part).wrong.text() and not wanted
    type_in(question(part), "one", "two", "two")
    made()
    remember(path, None)
    assert is_locked(path)
    unlock(path, "two")
    part.remove.click()
    type_in(question(part), "two", None, None)
    made()
    assert not is_encrypted(path) and not part.remove.isVisible()
    with Timeline(path) as timeline:
        assert len(timeline.sessions()) == 1


def test_the_desk_lets_go_of_the_log_before_it_is_written_anew(
    qtbot: QtBot, made: Any, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.live.options import Options
    from ui.settings import Settings
    from ui.widgets.appearance import Appearance
    from ui.windows.desk import Desk

    assemblies: list[Any] = []

    def assemble(_options: Options, _settings: Settings) -> Any:
        session = made.Session()
        session.start = lambda: None
        assemblies.append(made.Assembly(session))
        return assemblies[-1]

    asked: list[tuple[object, ...]] = []

    def write_anew(*change: object) -> None:
        asked.append(change)
        assert assemblies[-1].closed and not connecting.is_open_here(path)
        raise TimelineError("The disk is full.")

    monkeypatch.setattr("ui.live.assemble.assemble", assemble)
    monkeypatch.setattr("ui.live.devices.microphone_choices", list)
    monkeypatch.setattr("ui.live.devices.camera_choices", list)
    monkeypatch.setattr("ui.windows.desk.convert", write_anew)
    told: list[str] = []
    appearance = Appearance(Settings(theme="light", motion=False, welcomed=True))
    desk = Desk(Options(log=path), appearance)
    qtbot.addWidget(desk.window)
    monkeypatch.setattr(desk, "tell", told.append)
    desk.begin()
    qtbot.waitUntil(lambda: desk.assembly is not None)
    desk.past.open()
    qtbot.waitUntil(lambda: desk.past.window is not None)
    desk._change_passphrase(Change(path, None, "new"))
    qtbot.waitUntil(lambda: desk.assembly is not None and len(assemblies) == 2)
    assert asked == [(path, None, "new")] and told == ["The disk is full."] and desk.past.window is None
    desk.end()


def test_a_review_whose_words_cannot_be_kept_keeps_the_log_as_it_is(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.live.options import Options
    from ui.settings import Settings
    from ui.widgets.appearance import Appearance
    from ui.windows.desk import Desk

    asked: list[object] = []
    monkeypatch.setattr("ui.windows.desk.convert", lambda *change: asked.append(change))
    desk = Desk(Options(log=path), Appearance(Settings(theme="light", motion=False, welcomed=True)))
    qtbot.addWidget(desk.window)
    desk.past.open()
    qtbot.waitUntil(lambda: desk.past.window is not None)
    review = desk.past.window
    assert review is not None
    other = write_while_locked(qtbot, review, path, "asked about the move")
    with qtbot.waitSignal(review.stayed):
        desk._change_passphrase(Change(path, None, "new"))
    assert review.isVisible() and not asked
    other.close()
    with qtbot.waitSignal(review.closed):
        review.close()
    assert not asked  # it is to be asked for again
    desk.end()


@here
def test_who_began_without_it_can_say_it_when_they_want_to_look_back(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attune had to be started again for it."""
    from ui.live.options import Options
    from ui.settings import Settings
    from ui.widgets.appearance import Appearance
    from ui.windows.desk import Desk

    convert(path, None, "right")
    remember(path, None)
    desk = Desk(Options(log=path), Appearance(Settings(theme="light", motion=False, welcomed=True)))
    qtbot.addWidget(desk.window)

    def answer(phrase: str | None) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PassphraseDialog)
        if phrase is None:
            dialog.without.click()
        else:
            dialog.field.setText(phrase)
            dialog.unlock.click()

    QTimer.singleShot(0, lambda: answer(None))
    desk.past.open()
    assert desk.past.window is None and is_locked(path)
    QTimer.singleShot(0, lambda: answer("right"))
    desk.past.open()
    qtbot.waitUntil(lambda: desk.past.window is not None)
    assert not is_locked(path)
    desk.end()


def test_what_lies_beside_it_without_one_is_said(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase_part, "is_encrypted", lambda _log: True)
    part, _ = part_of(qtbot, path)
    assert OPEN_BESIDE not in part.state.text()
    kept_path(path, 1, 0.0, None).touch()
    part.refresh()
    assert OPEN_BESIDE in part.state.text()
