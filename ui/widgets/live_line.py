"""Where a screen reader stands on the card: one place that tells all of it, and tells it once."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart

CORNER_PX = 16


class LiveLine(Chart):
    """Lies under what the card shows, as large as the card; has its focus, and a ring while it has it.

    The card cannot be this place itself: Orca reads all the words in a frame it comes to, and then the
    frame's description, which are the same words.
    """

    def __init__(self, appearance: Appearance, card: QWidget) -> None:
        super().__init__()
        self._appearance = appearance
        self.setParent(card)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        card.setFocusProxy(self)

    def cover(self) -> None:
        """Be as large as the card."""
        if (card := self.parentWidget()) is not None:
            self.setGeometry(card.rect())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        if not self.hasFocus():
            return
        palette = self._appearance.palette
        ring = 3 if palette.name == "contrast" else 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(palette.focus), ring))
        box = QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2)
        painter.drawRoundedRect(box, CORNER_PX, CORNER_PX)
