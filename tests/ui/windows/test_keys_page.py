"""Keys chosen in the settings do it in the windows, and are told wherever a key is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontMetrics
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from fusion.emotions import Emotion
from fusion.events import EventKind
from ui.keys import USUAL
from ui.settings import Settings
from ui.windows.compact_window import CompactWindow
from ui.windows.keys_help import KeysHelp
from ui.windows.live_window import LiveWindow
from ui.windows.settings_dialog import SettingsDialog
from ui.wording.own_voice import COUNTS_TOO

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT, KEYPAD = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.KeypadModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def dialog(qtbot: Any, window: LiveWindow) -> SettingsDialog:
    """The settings at their last page, beside the live window."""
    dialog = SettingsDialog(window.appearance)
    qtbot.addWidget(dialog)
    dialog.show_page(6)
    dialog.show()
    dialog.activateWindow()
    return dialog


def choose(dialog: SettingsDialog, action: str, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    field = dialog.keys.fields[action]
    field.setFocus()
    QTest.keyClick(field, key, held)


def leave(dialog: SettingsDialog, window: LiveWindow, qtbot: Any) -> None:
    dialog.close()
    with qtbot.waitActive(window):
        window.activateWindow()
    window.parts.setFocus()


def shown(dialog: SettingsDialog) -> dict[str, str]:
    return {action: field.keySequence().toString() for action, field in dialog.keys.fields.items()}


def all_that_is_told(*windows: QWidget) -> str:
    told = []
    for window in windows:
        for widget in (window, *window.findChildren(QWidget)):
            told += [widget.toolTip(), widget.accessibleDescription(), widget.accessibleName()]
            if isinstance(widget, (QLabel, QPushButton)):
                told.append(widget.text())
    return "\n".join(told)


def kinds(session: Any) -> list[EventKind]:
    return [event.kind for event in session.events]


def test_another_key_does_it_and_the_old_one_no_longer(
    dialog: SettingsDialog, window: LiveWindow, made: Any, qtbot: Any
) -> None:
    session, _ = made.attach(window)
    with qtbot.waitSignal(dialog.changed):
        choose(dialog, "bookmark", Qt.Key.Key_M, CTRL | ALT)
    assert dialog._appearance.settings.keys == {"bookmark": "Ctrl+Alt+M"}
    assert dialog.keys.told.isHidden()
    leave(dialog, window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_B)
    assert session.events == []
    QTest.keyClick(window, Qt.Key.Key_M, CTRL | ALT)
    assert kinds(session) == [EventKind.BOOKMARK]


def test_it_is_told_wherever_a_key_is_told(dialog: SettingsDialog, window: LiveWindow, qtbot: Any) -> None:
    for number, action in enumerate(("pause", "bookmark", "compact", "review", "settings", "anew", "keys")):
        choose(dialog, action, Qt.Key(Qt.Key.Key_F6 + number))
    compact, help_ = CompactWindow(window.appearance), KeysHelp(None, window.appearance.settings)
    for widget in (compact, help_):
        qtbot.addWidget(widget)
    told = all_that_is_told(window, compact, help_)
    for said in (
        "Pause (Space or F6)",
        "Key: Space or F6",
        "Bookmark (F7)",
        "Key: F7",
        "Compact (F8)",
        "F8 or a double click brings the whole window back.",
        "Review (F9)",
        "Settings (F10)",
        "Somebody else: F11",
        "Keys: F12",
        "F12 or F1",
    ):
        assert said in told.splitlines() or said in told, said
    assert not {"(B)", "(C)", "(R)", "(S)", "(N)", "Key: B", "Keys: ?"} & set(
        told.replace("Bookmark ", "").split()
    )


@pytest.mark.parametrize(
    ("key", "held", "sentence"),
    [
        (Qt.Key.Key_P, NONE, "P is taken already: “Pause, and go on”."),
        (Qt.Key.Key_Space, NONE, "Space is taken already: “Pause, and go on”."),
        (Qt.Key.Key_3, ALT, "Alt+3 is taken already: “What you think it was”."),
        (Qt.Key.Key_Question, SHIFT, "? is taken already: “The list of keys”."),
        (Qt.Key.Key_2, KEYPAD, "2 is taken already: “Read the voice only”."),
        (
            Qt.Key.Key_Left,
            NONE,
            "Left is needed to move about: take a letter, digit, sign or F key, alone or with Ctrl or Alt.",
        ),
    ],
)
def test_a_key_that_cannot_be_taken_is_refused_in_one_sentence(
    dialog: SettingsDialog, key: Qt.Key, held: Qt.KeyboardModifier, sentence: str
) -> None:
    before = shown(dialog)
    choose(dialog, "bookmark", key, held)
    assert dialog.keys.told.text() == sentence and dialog.keys.told.isVisible()
    assert shown(dialog) == before
    assert dialog._appearance.settings.keys == {}
    choose(dialog, "bookmark", Qt.Key.Key_X)
    assert dialog.keys.told.isHidden()


def test_a_line_can_be_left_without_a_key_and_all_be_put_back(
    dialog: SettingsDialog, window: LiveWindow
) -> None:
    choose(dialog, "bookmark", Qt.Key.Key_Backspace)
    choose(dialog, "review", Qt.Key.Key_B)  # it is free now
    assert dialog._appearance.settings.keys == {"bookmark": "", "review": "B"}
    assert "Bookmark" in {button.toolTip() for button in window.bar.findChildren(QPushButton)}
    usual = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Back to the usual keys")
    usual.click()
    assert dialog._appearance.settings.keys == {}
    assert shown(dialog) == USUAL


def test_the_own_key_again_is_nothing_chosen(dialog: SettingsDialog) -> None:
    choose(dialog, "bookmark", Qt.Key.Key_X)
    choose(dialog, "bookmark", Qt.Key.Key_B)
    assert dialog._appearance.settings.keys == {}


def test_tab_moves_on_and_escape_leaves_without_a_change(dialog: SettingsDialog) -> None:
    fields = list(dialog.keys.fields.values())
    fields[0].setFocus()
    QTest.keyClick(fields[0], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is fields[1]
    QTest.keyClick(fields[1], Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog._appearance.settings.keys == {}


def test_the_key_held_while_speaking_can_be_another(
    dialog: SettingsDialog, window: LiveWindow, made: Any, qtbot: Any
) -> None:
    _, assembly = made.attach(window)
    choose(dialog, "speak", Qt.Key.Key_K, CTRL)
    leave(dialog, window, qtbot)
    assembly.notice = COUNTS_TOO
    window.refresh_words()
    assert window.notice.text == f"{COUNTS_TOO} Until then, hold Ctrl+K while you speak."
    assembly.spoken.clear()
    QTest.keyPress(window, Qt.Key.Key_I)
    QTest.keyPress(window, Qt.Key.Key_K)
    assert not any(assembly.spoken)
    QTest.keyPress(window, Qt.Key.Key_K, CTRL)
    assert assembly.spoken[-1]
    QTest.keyRelease(window, Qt.Key.Key_K)  # Ctrl was let go of first
    assert not assembly.spoken[-1]


def test_without_letter_keys_no_letter_is_told(window: LiveWindow, made: Any) -> None:
    made.attach(window)[1].notice = COUNTS_TOO
    window.appearance.settings.letter_keys = False
    window.appearance.apply()
    tips = {button.toolTip() for button in window.bar.findChildren(QPushButton)}
    assert {"Pause (Space)", "Bookmark", "Review"} <= tips
    assert "Keys: F1" in all_that_is_told(window)
    assert window.notice.text == COUNTS_TOO


def test_a_letter_taken_while_letters_are_off_is_said_to_do_nothing(dialog: SettingsDialog) -> None:
    dialog._appearance.settings.letter_keys = False
    choose(dialog, "bookmark", Qt.Key.Key_X)
    assert dialog._appearance.settings.keys == {"bookmark": "X"}
    assert dialog.keys.told.text() == (
        "X does nothing while “Letter keys” is off: an F key, or one with Ctrl or Alt, does."
    )
    for key, held in ((Qt.Key.Key_F7, NONE), (Qt.Key.Key_X, ALT), (Qt.Key.Key_Backspace, NONE)):
        choose(dialog, "bookmark", key, held)
        assert dialog.keys.told.isHidden()


def test_the_list_of_keys_says_which_number_is_which_feeling_in_the_users_words(qtbot: Any) -> None:
    settings = Settings()
    settings.emotions[Emotion.ANGRY] = replace(settings.look(Emotion.ANGRY), word="cross")
    listed = KeysHelp(None, settings)
    qtbot.addWidget(listed)
    told = [part.text() for part in listed.findChildren(QLabel)]
    own = told[told.index("Ctrl and 1 to 7") + 1]
    assert own == (
        "What you think it was: 1 calm, 2 happy, 3 sad, 4 cross, 5 worried, 6 disgusted, 7 surprised"
    )


def test_the_list_of_keys_is_ended_by_enter_and_as_wide_as_its_letters(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Chinese it was twice as wide, and Enter opened the first pages."""
    usual = KeysHelp(None, Settings())
    monkeypatch.setattr(QFontMetrics, "averageCharWidth", lambda _: 15)  # as of a font with Chinese signs
    listed = KeysHelp(None, Settings())
    for dialog in (usual, listed):
        qtbot.addWidget(dialog)
    assert listed.width() <= 1.25 * usual.width()
    listed.show()
    listed.activateWindow()
    qtbot.waitUntil(listed.isActiveWindow)
    QTest.keyClick(listed.focusWidget(), Qt.Key.Key_Return)
    assert not listed.isVisible() and listed.result() == QDialog.DialogCode.Rejected
