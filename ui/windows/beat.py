"""The beat on which a window is painted: all its parts together, and nothing in between."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PyQt6.QtWidgets import QWidget

BEAT_MS = 67
"""From one painting to the next, at least: at most fifteen in any second."""


class Beat(QObject):
    """While it runs, whatever a part of the window wants painted waits for the next turn.

    Parameters
    ----------
    window
        A window of the desktop.
    turn
        Shows the newest; called before each painting.
    """

    def __init__(self, window: QWidget, turn: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._turn = window, turn
        self._ticks = QTimer(self)
        self._ticks.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticks.setInterval(BEAT_MS)
        self._ticks.setSingleShot(True)  # a timer that repeats makes up for a late tick with an early one
        self._ticks.timeout.connect(self.turn)
        self.runs = False
        self._open = self._waits = False
        window.installEventFilter(self)

    def start(self) -> None:
        """Begin; the first turn comes after a beat."""
        self.runs = True
        self._ticks.start()

    def stop(self) -> None:
        """Leave it to Qt when to paint."""
        self.runs = False
        self._ticks.stop()
        if self._waits:
            self._waits = False
            QCoreApplication.postEvent(self._window, QEvent(QEvent.Type.UpdateRequest))

    def turn(self) -> None:
        """Show the newest, and paint what has changed since the turn before."""
        self._turn()
        # Laid out before it is painted: other words would otherwise have it painted twice.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        if self.runs:  # no turn ended it
            self._ticks.start()
            self._paint()

    def eventFilter(self, target: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        """Hold back what asks for painting between two turns."""
        if event is None or event.type() != QEvent.Type.UpdateRequest or not self.runs or self._open:
            return False
        self._waits = True
        return True

    def _paint(self) -> None:
        self._open, waits, self._waits = True, self._waits, False
        try:
            if waits:  # Qt does not ask a second time
                QCoreApplication.removePostedEvents(self._window, QEvent.Type.UpdateRequest.value)
                QCoreApplication.sendEvent(self._window, QEvent(QEvent.Type.UpdateRequest))
            else:
                QCoreApplication.sendPostedEvents(self._window, QEvent.Type.UpdateRequest.value)
        finally:
            self._open = False
