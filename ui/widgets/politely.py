"""Tells a screen reader of changes, but not more often than somebody can listen to beside a conversation."""

from __future__ import annotations

from PyQt6.QtCore import QElapsedTimer, QObject, QTimer
from PyQt6.QtWidgets import QApplication, QWidget

from ui.widgets.announce import announce
from ui.widgets.parts import set_twin

LEAST_MS = 5000


class Politely(QObject):
    """Keeps a widget's text twin, and has changes of it said at most every ``least_ms``.

    A reader says by itself what changes on the widget that has the focus: there the twin waits, and the
    newest is told when it is time. Elsewhere no reader speaks of it, so that the twin always is how it stands
    now, and what is to be heard wherever one is (``aloud``) is announced. What comes in between is left out.
    """

    def __init__(self, widget: QWidget, least_ms: int = LEAST_MS) -> None:
        super().__init__(widget)
        self._widget = widget
        self._least_ms = least_ms
        self.newest = "", ""
        """Name and description as they stand now."""
        self._aloud = self._said = ""
        self._since = QElapsedTimer()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._tell)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def tell(self, name: str, description: str, aloud: str = "") -> None:
        """Take how it stands now, and what of it is announced ("": nothing)."""
        self.newest, self._aloud = (name, description), aloud
        if not self._widget.hasFocus():
            self._show()
        if not self._since.isValid() or self._since.elapsed() >= self._least_ms:
            self._tell()
        elif not self._later.isActive():
            self._later.start(self._least_ms - self._since.elapsed())

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Who comes to the widget hears how it stands now, and no second time what was just said of it."""
        if new is self._widget and any(self.newest):
            self._show()
            self._said = self._aloud
            self._since.start()
            self._later.stop()  # what waited has been heard just now

    def _show(self) -> None:
        set_twin(self._widget, *self.newest)

    def _tell(self) -> None:
        self._later.stop()
        self._show()
        if self._aloud == self._said and not self._widget.hasFocus():
            return  # it came back to what was said last: nothing is heard, and nothing has to wait
        self._said = self._aloud
        self._since.start()
        if not self._widget.hasFocus():
            announce(self._aloud)
