"""Tells a screen reader of changes, but not more often than somebody can listen to beside a conversation."""

from __future__ import annotations

from PyQt6.QtCore import QElapsedTimer, QTimer
from PyQt6.QtWidgets import QWidget

from ui.widgets.parts import set_twin

LEAST_MS = 5000


class Politely:
    """Keeps a widget's text twin: the first change at once, later ones at most every ``least_ms``.

    What changed in between is left out: the newest is told. Qt hands each change to the accessibility bridge,
    and a screen reader that stands on the widget reads it.
    """

    def __init__(self, widget: QWidget, least_ms: int = LEAST_MS) -> None:
        self._widget = widget
        self._least_ms = least_ms
        self._newest = "", ""
        self._since = QElapsedTimer()
        self._later = QTimer(widget)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._tell)

    def tell(self, name: str, description: str) -> None:
        """Take how it stands now."""
        self._newest = name, description
        if not self._since.isValid() or self._since.elapsed() >= self._least_ms:
            self._tell()
        elif not self._later.isActive():
            self._later.start(self._least_ms - self._since.elapsed())

    def _tell(self) -> None:
        self._later.stop()
        self._since.start()
        set_twin(self._widget, *self._newest)
