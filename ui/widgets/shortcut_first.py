"""A window's shortcut that a line to type in would take for itself: on Linux Ctrl+E is the line's end."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QLineEdit


class ShortcutFirst(QObject):
    """Keeps such a key from the lines, so that it does in them what it does in the rest of the window."""

    def __init__(self, window: QObject, keys: str, *lines: QLineEdit) -> None:
        super().__init__(window)
        self._keys = QKeySequence(keys)
        for line in lines:
            line.installEventFilter(self)

    def eventFilter(self, _line: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        # A line that accepts this event has the key; one that never sees it leaves it to the shortcuts.
        return (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and QKeySequence(event.keyCombination()) == self._keys
        )
