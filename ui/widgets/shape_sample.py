"""A look as its shape, in a small square that a dialog can show."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize
from PyQt6.QtGui import QPainter, QPaintEvent

from fusion.emotions import Emotion
from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart
from ui.widgets.parts import set_twin
from ui.widgets.shapes import draw_shape
from ui.wording.looks import NAMES
from ui.wording.translation import tr


class ShapeSample(Chart):
    """An emotion's shape in its colour."""

    def __init__(self, appearance: Appearance, emotion: Emotion) -> None:
        super().__init__()
        self._appearance = appearance
        self._emotion = emotion
        self.setFixedSize(QSize(34, 34))
        set_twin(self, tr("Shape of {emotion}", emotion=tr(NAMES[emotion])), "")
        appearance.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        colour = self._appearance.colour_of(self._emotion.value)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        draw_shape(painter, box, self._emotion.value, colour, self._appearance.palette)
