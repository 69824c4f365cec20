"""What lies over every lane: the moment pointed at, the selection, the ring of the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QLineF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QRegion
from PyQt6.QtWidgets import QWidget

from ui.widgets.theme import Palette, colour
from ui.widgets.timeline.view import TimeView

SELECTED = 0.22
"""How much of the selection's colour lies over what is selected, 0..1."""
WORD_PX = 12
"""Height of the words in a lane at the ordinary text size, pixels."""


def x_of(lane: QWidget, view: TimeView, t: float) -> float:
    """The pixel of session time ``t`` (s) in a lane that shows what the view shows."""
    return (t - view.t_from) / view.length_s * lane.width()


def paint_over(
    painter: QPainter,
    lane: QWidget,
    view: TimeView,
    palette: Palette,
    bottom: float,
    words: Sequence[QRectF] = (),
) -> None:
    """Selection, cursor and focus over a lane that reaches down to ``bottom`` (px).

    No line goes through its ``words``, which stand there (px).
    """
    beside = QRegion(lane.rect())
    for word in words:
        beside -= QRegion(word.toAlignedRect())
    if view.selection is not None:
        left, right = (x_of(lane, view, t) for t in view.selection)
        box = QRectF(left, 0.5, right - left, bottom - 1)
        painter.fillRect(box, colour(palette.focus, SELECTED))
        painter.setClipRegion(beside)
        painter.setPen(QPen(QColor(palette.focus), 2))
        painter.drawLine(QLineF(left, 0, left, bottom))
        painter.drawLine(QLineF(right, 0, right, bottom))
    if view.cursor is not None:
        painter.setClipRegion(beside)
        x = min(max(x_of(lane, view, view.cursor), 1.0), lane.width() - 1.0)
        painter.setPen(QPen(QColor(palette.text), 2))
        painter.drawLine(QLineF(x, 0, x, bottom))
    painter.setClipping(False)
    if lane.hasFocus():
        painter.setBrush(Qt.BrushStyle.NoBrush)  # whatever the lane painted last
        painter.setPen(QPen(QColor(palette.focus), 2))
        painter.drawRoundedRect(QRectF(1, 1, lane.width() - 2, bottom - 2), 8, 8)
