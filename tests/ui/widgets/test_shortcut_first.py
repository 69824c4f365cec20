"""Keys that a line to type in would take from its window."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLineEdit, QWidget

from ui.widgets.shortcut_first import ShortcutFirst


class LineOfLinux(QLineEdit):
    """Takes Ctrl+E, as any line does on a Linux desktop; without a screen Qt has other keys."""

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(event.key() == Qt.Key.Key_E)
            return True
        return super().event(event)


@pytest.mark.parametrize("first", [False, True])
def test_the_key_is_the_windows_in_a_line_too(qtbot: Any, first: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    line = LineOfLinux(window)
    pressed: list[int] = []
    QShortcut(QKeySequence("Ctrl+E"), window).activated.connect(lambda: pressed.append(1))
    if first:
        ShortcutFirst(window, "Ctrl+E", line)
    window.show()
    window.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    QTest.keyClick(line, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert bool(pressed) is first
    QTest.keyClicks(line, "e")
    assert line.text() == "e"  # the letter alone is typed
