"""Keeping sound and picture: asked first, seen all the time while it is so, and ended by one button."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PyQt6.QtWidgets import QDialog

from fusion.errors import UserError
from fusion.keeping.what import Keep
from ui.live.options import Options
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.windows.background import Background
from ui.windows.compact_window import CompactWindow
from ui.windows.desk import Desk
from ui.windows.keeping import Keeping, KeepQuestion
from ui.windows.live_window import LiveWindow

KEPT = "Sound and picture are being kept on this computer."


@pytest.fixture
def appearance(qtbot: Any) -> Appearance:
    appearance = Appearance(Settings(theme="light", motion=False, welcomed=True))
    appearance.apply()
    return appearance


@pytest.fixture
def assembly(made: Any) -> Any:
    return made.Assembly(made.Session())


@pytest.fixture
def window(qtbot: Any, appearance: Appearance, assembly: Any) -> Iterator[LiveWindow]:
    window = LiveWindow(appearance)
    qtbot.addWidget(window)
    window.attach(assembly)
    window.hold()
    window.show()
    yield window
    window.detach()


@pytest.fixture
def keeping(window: LiveWindow, assembly: Any) -> Iterator[Keeping]:
    background = Background()
    yield Keeping(window, background, lambda: assembly)
    background.finish()


def answer(monkeypatch: pytest.MonkeyPatch, wish: Keep | None) -> None:
    """Answer the question as somebody would, without it being waited for."""

    def answered(question: KeepQuestion) -> int:
        if wish is not None:
            question.wishes.select(wish.value)
        return int(wish is not None)

    monkeypatch.setattr(KeepQuestion, "exec", answered)


def test_it_is_off_and_says_so(window: LiveWindow, keeping: Keeping) -> None:
    assert window.parts.kept.isHidden()
    assert "no sound or picture is kept" in window.foot.words.text()
    assert not window.foot.keep.isHidden()


def test_the_question_says_that_the_other_person_must_agree(appearance: Appearance, qtbot: Any) -> None:
    question = KeepQuestion(None, appearance)
    qtbot.addWidget(question)
    question.show()
    assert question.wish is Keep.BOOKMARKS
    said = " ".join(label.text() for label in question.findChildren(type(question.agree)))
    assert "must know and agree" in said and "readable by you alone" in said
    assert not question.keep.isDefault()
    question.keep.click()
    assert question.result() == QDialog.DialogCode.Accepted


def test_once_agreed_it_is_seen_in_the_window_in_the_card_and_in_the_line_on_privacy(
    window: LiveWindow,
    keeping: Keeping,
    assembly: Any,
    appearance: Appearance,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer(monkeypatch, Keep.ALL)
    window.foot.keep.click()
    qtbot.waitUntil(lambda: window.parts.kept.words == KEPT)
    assert window.parts.kept.isVisible() and window.foot.keep.isHidden()
    assert KEPT in window.foot.words.text()
    card = CompactWindow(appearance)
    qtbot.addWidget(card)
    card.show()
    assert window.scene is not None
    before = card.minimumHeight()
    card.show_scene(window.scene)
    assert card.kept.isVisible() and card.kept.words == KEPT and card.minimumHeight() > before
    window.parts.kept.button.click()
    qtbot.waitUntil(lambda: window.parts.kept.isHidden())
    assert assembly.keeper is None and not window.foot.keep.isHidden()
    card.show_scene(window.scene)
    assert card.kept.isHidden()


def test_who_does_not_agree_keeps_nothing(
    window: LiveWindow, keeping: Keeping, assembly: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, None)
    window.foot.keep.click()
    assert assembly.keeper is None and window.parts.kept.isHidden()


def test_why_nothing_can_be_kept_is_told(
    window: LiveWindow, keeping: Keeping, assembly: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_what: Keep) -> None:
        raise UserError("The log is under a passphrase.")

    assembly.keep = refuse
    told: list[str] = []
    keeping.failed.connect(told.append)
    answer(monkeypatch, Keep.BOOKMARKS)
    window.foot.keep.click()
    qtbot.waitUntil(lambda: told == ["The log is under a passphrase."])


def test_nobody_is_asked_to_agree_where_nothing_can_be_kept(
    window: LiveWindow, keeping: Keeping, assembly: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise UserError("The log is under a passphrase.")

    def asked(_question: KeepQuestion) -> int:
        raise AssertionError

    assembly.require_keepable = refuse
    monkeypatch.setattr(KeepQuestion, "exec", asked)
    told: list[str] = []
    keeping.failed.connect(told.append)
    window.foot.keep.click()
    assert told == ["The log is under a passphrase."] and assembly.keeper is None


def test_a_session_that_was_ended_meanwhile_keeps_nothing(
    window: LiveWindow, assembly: Any, qtbot: Any
) -> None:
    background, there, asked = Background(), [assembly], []

    def keep(what: Keep | None) -> None:
        asked.append(what)
        there.clear()

    assembly.keep = keep
    keeping = Keeping(window, background, lambda: there[0] if there else None)
    keeping.begin(Keep.ALL)
    qtbot.waitUntil(lambda: not background.busy)
    background.finish()
    assert asked == [Keep.ALL, None]


def test_a_recording_cannot_be_kept_anew(window: LiveWindow, assembly: Any) -> None:
    assembly.from_devices = False
    window.refresh_words()
    assert window.foot.keep.isHidden()


def test_the_next_session_knows_nothing_of_it(
    qtbot: Any, appearance: Appearance, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Keep | None] = []

    def assemble(options: Options, _settings: Settings) -> Any:
        asked.append(options.keep)
        session = made.Session()
        session.start = lambda: None
        return made.Assembly(session)

    monkeypatch.setattr("ui.live.assemble.assemble", assemble)
    monkeypatch.setattr("ui.live.devices.microphone_choices", list)
    monkeypatch.setattr("ui.live.devices.camera_choices", list)
    desk = Desk(Options(keep=Keep.ALL), appearance)
    qtbot.addWidget(desk.window)
    desk.begin()
    qtbot.waitUntil(lambda: desk.assembly is not None)
    desk.window.again.emit()
    qtbot.waitUntil(lambda: desk.assembly is not None)
    desk.end()
    assert asked == [Keep.ALL, None]
