"""What happened, in lines of any length."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from fusion.events import EventKind, SessionEvent
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.events_list import BESIDE_PX, EventsList

LONG = (
    "0:16 (10:03)   Camera: No video comes from “Camera at 127.0.0.1”: check the address, that its sender "
    "is running, and that no other program has taken it."
)


def test_a_line_is_as_high_as_its_words_at_any_width(qtbot: Any) -> None:
    Appearance(Settings(theme="light", text_scale=1.0)).apply()
    events = EventsList()
    qtbot.addWidget(events)
    events.show_events([(SessionEvent(16.0, EventKind.NOTE, ""), LONG)])
    events.show()
    for width in range(260, 900, 23):
        events.resize(width, 400)
        QApplication.processEvents()
        seen = events.viewport().width() - BESIDE_PX - 6  # three pixels of Qt's own on either side
        room = QRect(0, 0, seen, 10_000)
        words = events.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), LONG)
        assert events.visualItemRect(events.item(0)).height() >= words.height(), width


def test_what_is_chosen_stays_chosen_when_all_is_shown_anew(qtbot: Any) -> None:
    events, told = EventsList(), []
    qtbot.addWidget(events)
    events.chosen.connect(told.append)
    first, second = (SessionEvent(t, EventKind.NOTE, "") for t in (1.0, 2.0))
    events.show_events([(first, "one"), (second, "two")])
    events.setCurrentRow(1)
    assert told == [second]
    events.show_events(
        [(SessionEvent(0.5, EventKind.NOTE, ""), "a new one"), (first, "one"), (second, "two")]
    )
    assert events.currentRow() == 2 and told == [second]
    events.itemActivated.emit(events.item(2))
    assert told == [second, second]


def test_passing_by_with_tab_chooses_nothing_and_an_arrow_the_first_line(qtbot: Any) -> None:
    window, told = QWidget(), []
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    before, events = QPushButton("before"), EventsList()
    events.setTabKeyNavigation(False)
    events.chosen.connect(told.append)
    column.addWidget(before)
    column.addWidget(events)
    first, second = (SessionEvent(t, EventKind.NOTE, "") for t in (1.0, 2.0))
    events.show_events([(first, "one"), (second, "two")])
    window.show()
    window.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert events.hasFocus() and told == [] and events.currentRow() == -1
        qtbot.keyClick(events, Qt.Key.Key_Backtab)
        assert before.hasFocus()
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    for line in (first, second):
        qtbot.keyClick(events, Qt.Key.Key_Down)
        assert told[-1] == line
    qtbot.keyClick(events, Qt.Key.Key_Backtab)
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert events.currentRow() == 1 and told == [first, second]


def test_a_long_list_stays_where_it_is_and_goes_to_what_was_added(qtbot: Any) -> None:
    events = EventsList()
    qtbot.addWidget(events)
    events.resize(400, 120)
    there = [SessionEvent(float(t), EventKind.NOTE, "") for t in range(0, 400, 10)]
    events.show_events((e, f"at {e.t:.0f}") for e in there)
    events.show()
    bar = events.verticalScrollBar()
    assert bar is not None
    bar.setValue(bar.maximum() // 2)
    stood_at = bar.value()
    assert stood_at > 0
    events.show_events((e, f"at {e.t:.0f}") for e in there)
    QApplication.processEvents()
    assert bar.value() == stood_at
    told: list[object] = []
    events.chosen.connect(told.append)
    for t in (2.0, 398.0):
        added = SessionEvent(t, EventKind.NOTE, "new")
        there = sorted([*there, added], key=lambda e: e.t)
        events.show_events(((e, f"at {e.t:.0f}") for e in there), added)
        QApplication.processEvents()
        item = events.currentItem()
        assert item is not None and item.data(Qt.ItemDataRole.UserRole) == added and not told
        assert events.rect().contains(events.visualItemRect(item))
