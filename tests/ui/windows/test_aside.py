"""Attune's windows make room for what lies beneath them, and come back as they were."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QDialog, QLabel, QMainWindow

from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.windows.aside import Aside
from ui.windows.where_panel import WherePanel

SMALL = Qt.WindowState.WindowMinimized


@pytest.fixture
def windows(qtbot: Any) -> tuple[QMainWindow, QDialog]:
    """One that fills the screen, and a dialog over it."""
    below = QMainWindow()
    over = QDialog(below)
    for window in (below, over):
        qtbot.addWidget(window)
    below.showMaximized()
    over.show()
    return below, over


def test_on_x11_they_are_small_while_something_is_chosen_and_then_as_they_were(
    qtbot: Any, windows: tuple[QMainWindow, QDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    monkeypatch.setattr("ui.windows.aside.UNCOVERED_MS", 0)
    before = [window.windowState() for window in windows]
    aside, called = Aside(windows[1]), []
    aside.make_room(lambda: called.append([bool(w.windowState() & SMALL) for w in windows]))
    qtbot.waitUntil(lambda: called == [[True, True]])
    aside.end()
    assert [w.windowState() & ~Qt.WindowState.WindowActive for w in windows] == [
        state & ~Qt.WindowState.WindowActive for state in before
    ]
    assert all(window.isVisible() for window in windows)


def test_elsewhere_they_stay_and_nothing_is_waited_for(windows: tuple[QMainWindow, QDialog]) -> None:
    aside, called = Aside(windows[1]), []
    aside.make_room(lambda: called.append([bool(w.windowState() & SMALL) for w in windows]))
    assert called == [[False, False]]
    aside.end()


def test_the_panel_has_a_region_drawn_once_at_a_time_and_takes_it(qtbot: Any) -> None:
    appearance = Appearance(Settings(theme="light"))
    appearance.apply()
    panel = WherePanel(appearance, "screen", lambda: None)
    qtbot.addWidget(panel)
    panel.show()
    panel.draw_region()
    chooser = panel._chooser
    panel.draw_region()
    assert chooser is not None and panel._chooser is chooser
    with qtbot.waitSignal(panel.picked):
        qtbot.keyClick(chooser, Qt.Key.Key_Return)
    assert panel._chooser is None
    panel.draw_region()
    assert panel._chooser not in (None, chooser)
    panel._chooser.close()


def test_what_goes_by_itself_is_left_alone_and_a_window_that_has_gone_keeps_no_other(
    qtbot: Any, windows: tuple[QMainWindow, QDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tooltip is deleted while a region is drawn: the windows after it stayed small."""
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    monkeypatch.setattr("ui.windows.aside.UNCOVERED_MS", 0)
    tip = QLabel("A tooltip", None, Qt.WindowType.ToolTip)
    qtbot.addWidget(tip)
    passing = QMainWindow()
    for window in (tip, passing):
        window.show()
    monkeypatch.setattr(QApplication, "topLevelWidgets", lambda: [passing, tip, *windows])
    aside = Aside(windows[1])
    with qtbot.waitSignal(aside._uncovered.timeout):
        aside.make_room(lambda: None)
    assert not tip.windowState() & SMALL and passing.windowState() & SMALL
    sip.delete(passing)
    aside.end()
    assert not any(window.windowState() & SMALL for window in windows)


def test_where_a_region_cannot_be_drawn_the_windows_come_back(
    qtbot: Any, windows: tuple[QMainWindow, QDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_screen: object) -> None:
        raise RuntimeError("no picture of the screen")

    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    monkeypatch.setattr("ui.windows.aside.UNCOVERED_MS", 0)
    appearance = Appearance(Settings(theme="light"))
    appearance.apply()
    panel = WherePanel(appearance, "screen", lambda: None)
    windows[0].setCentralWidget(panel)
    monkeypatch.setattr("ui.windows.where_panel.behind", fails)
    with qtbot.captureExceptions() as faults:
        panel.draw_region()
        assert windows[1].windowState() & SMALL
        qtbot.waitUntil(lambda: bool(faults))
    assert not any(window.windowState() & SMALL for window in windows)
    monkeypatch.undo()
    panel.draw_region()  # it can be asked for again
    assert panel._chooser is not None
    panel._chooser.close()
