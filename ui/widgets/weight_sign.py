"""A small disc, filled as far as one modality counts in the reading."""

from __future__ import annotations

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen

from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart

SIDE_PX = 16
"""At the ordinary text size."""
_FULL_TURN = 360 * 16
"""In Qt's sixteenths of a degree."""


class WeightSign(Chart):
    """Empty where it does not count, full where it is all there is; the words beside it are its twin."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._weight: float | None = None
        appearance.changed.connect(self._fit)
        self._fit()

    def show_weight(self, weight: float | None) -> None:
        """Show a share, 0..1; None hides the sign, not its place."""
        self._weight = weight
        self.update()

    def _fit(self) -> None:
        side = self._appearance.scaled(SIDE_PX)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        if self._weight is None:
            return
        painter, palette = QPainter(self), self._appearance.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        ink = QColor(palette.muted)
        painter.setPen(QPen(ink, max(1.2, disc.width() / 11)))
        painter.setBrush(QColor(palette.track))
        painter.drawEllipse(disc)
        painter.setBrush(ink)
        if self._weight >= 1.0:
            painter.drawEllipse(disc)
        elif self._weight > 0.0:
            painter.drawPie(disc, _FULL_TURN // 4, -round(self._weight * _FULL_TURN))
