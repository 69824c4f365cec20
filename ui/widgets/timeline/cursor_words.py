"""Has a screen reader say what is at the cursor, on the lane where it is moved by keys."""

from __future__ import annotations

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QApplication, QWidget


class CursorWords(QObject):
    """Lends the lane that has the focus another description: a reader says what changes of it.

    The lane has its own again once the focus is elsewhere.

    Parameters
    ----------
    lanes
        Holds them all.
    """

    def __init__(self, lanes: QWidget) -> None:
        super().__init__(lanes)
        self._lanes = lanes
        self._lent: tuple[QWidget, str, str] | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def tell(self, words: str) -> None:
        """Say this, where the focus is on a lane."""
        lane = QApplication.focusWidget()
        if not words or lane is None or not self._lanes.isAncestorOf(lane):
            return
        own = lane.accessibleDescription()
        if self._lent is not None and self._lent[0] is lane and self._lent[2] == own:
            own = self._lent[1]
        self._lent = lane, own, words
        lane.setAccessibleDescription(words)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._lent is None or new is self._lent[0]:
            return
        lane, own, words = self._lent
        self._lent = None
        if lane.accessibleDescription() == words:  # else it has told of itself anew since
            lane.setAccessibleDescription(own)
