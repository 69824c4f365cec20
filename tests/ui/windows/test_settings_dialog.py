"""The settings: they hold at once, and no words are cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget

from fusion.evidence import Modality
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.pages import Pages
from ui.windows.compact_window import CompactWindow
from ui.windows.feelings_page import FeelingsPage
from ui.windows.first_pages import FirstPages
from ui.windows.keys_help import KeysHelp
from ui.windows.settings_dialog import SettingsDialog


@pytest.fixture
def dialog(qtbot: Any) -> SettingsDialog:
    appearance = Appearance(Settings(theme="light"))
    dialog = SettingsDialog(appearance)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_settings_hold_at_once(dialog: SettingsDialog, qtbot: Any) -> None:
    appearance = dialog._appearance
    with qtbot.waitSignals([dialog.changed, appearance.changed]):
        dialog.theme.setCurrentIndex(2)
        dialog.theme.activated.emit(2)
    assert appearance.palette.name == "dark"
    dialog.size_choice.setCurrentIndex(2)
    dialog.size_choice.activated.emit(2)
    assert appearance.settings.text_scale == 1.3


def test_large_text_cuts_no_words_of_the_settings(qtbot: Any) -> None:
    appearance = Appearance(Settings(theme="light", text_scale=1.5))
    appearance.apply()
    dialog = SettingsDialog(appearance)
    qtbot.addWidget(dialog)
    dialog.show()
    pages = dialog.findChild(Pages)
    for at in range(len(pages)):
        dialog.show_page(at)
        for _ in range(3):
            QApplication.processEvents()
        for text in dialog.findChildren(QLabel):
            if text.isVisible() and text.wordWrap():
                assert text.height() >= text.heightForWidth(text.width()), text.text()
    assert len(pages) == 7
    for name in pages.names.findChildren(QRadioButton):
        assert name.fontMetrics().horizontalAdvance(name.text()) <= name.width()
        assert pages.names.rect().contains(name.geometry()), name.text()
    appearance.settings.text_scale = 1.0
    appearance.apply()


def test_the_usual_keys_turn_the_pages_and_go_round(dialog: SettingsDialog, qtbot: Any) -> None:
    pages = dialog.findChild(Pages)
    ctrl, shift, key = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.Key
    dialog.activateWindow()
    pages.names.setFocus()
    qtbot.waitUntil(lambda: pages.names.isAncestorOf(QApplication.focusWidget()))
    for pressed, held, shown in (
        (key.Key_Tab, ctrl, "1"),
        (key.Key_PageDown, ctrl, "2"),
        (key.Key_Backtab, ctrl | shift, "1"),
        (key.Key_PageUp, ctrl, "0"),
        (key.Key_PageUp, ctrl, "6"),
        (key.Key_Tab, ctrl, "0"),
    ):
        qtbot.keyClick(QApplication.focusWidget(), pressed, held)
        assert pages.names.selected == shown
        assert QApplication.focusWidget().isChecked()  # arrows go on from there
    dialog.theme.setFocus()
    qtbot.keyClick(dialog.theme, key.Key_PageDown, ctrl)
    assert pages.names.selected == "1"
    assert QApplication.focusWidget().accessibleName() == "Devices and privacy"  # the page, which scrolls
    dialog.show_page(6)
    field = dialog.keys.fields["pause"]
    field.setFocus()
    qtbot.keyClick(field, key.Key_Backtab, ctrl | shift)  # which it does not take for itself
    assert pages.names.selected == "5" and field.keySequence() == field._shown


def test_the_wheel_scrolls_a_page_and_chooses_nothing_in_passing(dialog: SettingsDialog) -> None:
    before, at = dialog.theme.currentIndex(), QPointF(5, 5)
    for turned in (QPoint(0, -120), QPoint(0, 120)):
        event = QWheelEvent(
            at,
            dialog.theme.mapToGlobal(at),
            QPoint(),
            turned,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(dialog.theme, event)
        assert dialog.theme.currentIndex() == before


def test_a_device_with_a_long_name_is_told_whole(qtbot: Any) -> None:
    dialog = SettingsDialog(Appearance(Settings()))
    qtbot.addWidget(dialog)
    name = "HDA Intel PCH: ALC257 Analog, a microphone with a long name (hw:0,0)"
    dialog.pickers.set_choices([name], [], name, None)
    assert name in dialog.pickers.box(Modality.VOICE).toolTip()


def test_words_can_be_changed_and_put_back(dialog: SettingsDialog) -> None:
    from PyQt6.QtWidgets import QLineEdit, QPushButton

    from fusion.emotions import Emotion

    def line(name: str) -> QLineEdit:
        return next(w for w in dialog.findChildren(QLineEdit) if w.accessibleName() == name)

    look = dialog._appearance.settings.look(Emotion.HAPPY)
    line("happy: Seems…").setText("  glad ")
    line("happy: Seems…").editingFinished.emit()
    assert look.word == "glad"
    line("happy: Seems…").setText("   ")
    line("happy: Seems…").editingFinished.emit()
    assert look.word == "happy"
    line("happy: The face…").setText("beams")
    line("happy: The face…").editingFinished.emit()
    usual = next(
        b for b in dialog.findChildren(QPushButton) if b.text().startswith("Back to the usual words")
    )
    usual.click()
    assert look.face == "looks happy"


@pytest.mark.parametrize(
    "make",
    [
        lambda appearance: SettingsDialog(appearance, recent=list),
        lambda appearance: FirstPages(None, appearance, None),
        lambda appearance: KeysHelp(None, appearance.settings),
        lambda appearance: CompactWindow(appearance),
    ],
    ids=["settings", "first pages", "keys", "small card"],
)
def test_a_window_that_is_gone_hears_of_no_change_of_the_look(
    qtbot: Any, make: Callable[[Appearance], QWidget]
) -> None:
    """What it had connected without being the receiver itself would fail then."""
    appearance = Appearance(Settings(theme="light"))
    window = make(appearance)
    window.show()
    window.close()
    sip.delete(window)
    appearance.settings.theme = "dark"
    appearance.apply()
    appearance.settings.theme = "light"
    appearance.apply()


def test_the_words_come_before_what_takes_them_all_back(qtbot: Any) -> None:
    """On their page Tab led to it first."""
    page = FeelingsPage(Appearance(Settings()))
    qtbot.addWidget(page)
    reached, at = list[QWidget](), page.nextInFocusChain()
    while at is not None and at is not page:
        if page.isAncestorOf(at) and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.append(at)
        at = at.nextInFocusChain()
    assert isinstance(reached[0], QLineEdit) and len(reached) == 7 * 5 + 1
    assert isinstance(last := reached[-1], QPushButton) and last.text().startswith("Back to the usual")
