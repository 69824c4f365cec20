"""Attune's own windows, out of the way while something is chosen on the screen that lies beneath them."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6 import sip
from PyQt6.QtCore import QObject, Qt, QTimer
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QWidget

UNCOVERED_MS = 600
"""So long a desktop is given to make windows small, and others to paint what they uncover. Of 60 times
(openbox on Xvfb, two cores at load 9 to 11) half took 9 ms or less and the longest 540; desktops that let
windows shrink before one's eyes take a quarter of a second for it."""
_PASSING = (Qt.WindowType.ToolTip, Qt.WindowType.Popup)
"""These go by themselves."""


class Aside(QObject):
    """Makes the windows small, and puts them back as they were.

    On X11 alone: on Wayland no program can undo it, and on other desktops it was never tried.

    Parameters
    ----------
    asked
        A widget of the window that is in front again at the end.
    """

    def __init__(self, asked: QWidget) -> None:
        super().__init__(asked)
        self._asked = asked
        self._were: dict[QWidget, Qt.WindowState] = {}
        self._uncovered = QTimer(self)
        self._uncovered.setSingleShot(True)

    def make_room(self, then: Callable[[], object]) -> None:
        """Make them small, and call ``then`` once they are."""
        if QGuiApplication.platformName() != "xcb":
            then()
            return
        self._were = {
            window: window.windowState()
            for window in QApplication.topLevelWidgets()
            if window.isVisible() and window.windowType() not in _PASSING
        }
        for window, state in self._were.items():
            window.setWindowState(state | Qt.WindowState.WindowMinimized)
        self._uncovered.timeout.connect(then)
        self._uncovered.start(UNCOVERED_MS)

    def end(self) -> None:
        """Put them back as they were."""
        for window, state in self._were.items():
            if not sip.isdeleted(window):
                window.setWindowState(state)
        if (front := self._asked.window()) is not None:
            front.activateWindow()
        self.deleteLater()
