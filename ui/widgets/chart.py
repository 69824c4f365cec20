"""A painted picture or chart as a screen reader meets it."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PyQt6.QtGui import QPixmap
from PyQt6.QtWidgets import QLabel


def whole_in(area: QRectF, size: QSize) -> QRectF:
    """Where a picture of this size lies in an area: whole, in its own proportions, in the middle."""
    box = QRectF(QPointF(0, 0), QSizeF(size).scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio))
    box.moveCenter(area.center())
    return box


class Chart(QLabel):
    """A widget that paints itself, with the role of an image.

    PyQt6 does not let a widget choose its role: Qt gives it by class, a label that holds a picture is an
    image and a bare widget is a filler, which screen readers pass over. So this is a label that holds a clear
    pixel, which nobody sees: whoever inherits from it paints in its place.
    """

    def __init__(self) -> None:
        super().__init__()
        pixel = QPixmap(1, 1)
        pixel.fill(Qt.GlobalColor.transparent)
        self.setPixmap(pixel)
