"""What was shown, twice: the whole conversation with a window on it, and what that window shows."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent

from ui.widgets.appearance import Appearance
from ui.widgets.timeline.overlay import paint_over
from ui.widgets.timeline.steering import turned_by_wheel
from ui.widgets.timeline.view import TimeView
from ui.widgets.timeline_strip import TimelineStrip
from ui.wording.look_times import LookTimes
from ui.wording.strip_spans import strip_of
from ui.wording.translation import tr

MOST_STEPS = 120
"""A strip tells so many steps apart: an hour reads as minutes."""
OVERVIEW_PX, SHOWN_PX, WORDS_PX = 26, 38, 24
"""Heights of the bands and of the words beneath at the ordinary text size, pixels."""


class ShownLane(TimelineStrip):
    """What was shown in the stretch looked at, as coarsely as it has room."""

    def __init__(self, appearance: Appearance, view: TimeView) -> None:
        super().__init__(appearance, tr("Shown"), live=False)
        self._view = view
        appearance.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.band_px = self._appearance.scaled(SHOWN_PX)
        self.setFixedHeight(self._appearance.scaled(SHOWN_PX + WORDS_PX))

    def show_looks(self, looks: LookTimes) -> None:
        """Paint the stretch looked at."""
        view = self._view
        spans = looks.within(view.t_from, view.t_to, MOST_STEPS)
        self.show_strip(strip_of(spans, view.t_from, view.t_to, self._appearance.looks))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        paint_over(
            painter,
            self,
            self._view,
            self._appearance.palette,
            self.band_px,
        )


class Overview(TimelineStrip):
    """The whole conversation. A frame shows which stretch is looked at; mouse, wheel and keys move it."""

    def __init__(self, appearance: Appearance, view: TimeView) -> None:
        super().__init__(appearance, tr("The whole conversation"), live=False)
        self._view = view
        appearance.changed.connect(self._fit)
        self._fit()
        view.moved.connect(self.update)
        view.pointed.connect(lambda: self.show_cursor(view.cursor))

    def _fit(self) -> None:
        self.band_px = self._appearance.scaled(OVERVIEW_PX)
        self.setFixedHeight(self._appearance.scaled(OVERVIEW_PX + WORDS_PX))

    def show_looks(self, looks: LookTimes, marks: Sequence[float]) -> None:
        """Paint another conversation."""
        end_s = self._view.end_s
        spans = looks.within(0.0, end_s, MOST_STEPS)
        self.show_strip(strip_of(spans, 0.0, end_s, self._appearance.looks, marks))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        if self._view.whole:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self._appearance.palette
        left, right = self.x_of(self._view.t_from), self.x_of(self._view.t_to)
        frame = QRectF(left, 0, max(right - left, 8.0), self.band_px).adjusted(1.5, 1.5, -1.5, -1.5)
        for ink, width in ((palette.card, 5), (palette.text, 2.5)):  # seen on every colour
            painter.setPen(QPen(QColor(ink), width))
            painter.drawRoundedRect(frame, 7, 7)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None:
            middle = event.position().x() / max(self.width(), 1) * self._view.end_s
            half = self._view.length_s / 2
            self._view.show(middle - half, middle + half)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        ways: dict[int, float] = {Qt.Key.Key_Left: -0.25, Qt.Key.Key_Right: 0.25}
        if event is None or event.key() not in ways:
            return super().keyPressEvent(event)
        return self._view.pan(ways[event.key()] * self._view.length_s)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is not None:
            turned_by_wheel(self._view, self, event, None)
