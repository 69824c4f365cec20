"""What happened besides the estimates: moments as flags, stretches as bars, each with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy

from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart
from ui.widgets.parts import set_twin
from ui.widgets.theme import ink_on
from ui.widgets.timeline.overlay import WORD_PX, paint_over, x_of
from ui.widgets.timeline.view import TimeView
from ui.wording.lane_words import NO_MARKS, marks_in_words
from ui.wording.translation import again

FLAG_PX = 9
GAP_PX = 10


@dataclass(frozen=True)
class Mark:
    """A moment (``t_end`` the same as ``t_start``) or a stretch, seconds; ``look`` gives a bar its colour."""

    t_start: float
    t_end: float
    text: str
    look: str = ""


class MarksLane(Chart):
    """Flags and bars over the stretch looked at."""

    def __init__(self, appearance: Appearance, view: TimeView, name: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._view = view
        self._name = name
        self._marks: tuple[Mark, ...] = ()
        self._flags: list[tuple[float, float, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        view.moved.connect(self._tell)
        appearance.changed.connect(self.update)
        set_twin(self, name, NO_MARKS)

    def sizeHint(self) -> QSize:
        return QSize(600, self._appearance.scaled(24))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is marked in the whole conversation."""
        return self._marks

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Paint other marks, in order of time."""
        self._marks = tuple(marks)
        self._tell()

    def moment_under(self, x: float) -> float | None:
        """The moment (s) whose flag or words lie at a pixel; None where there are none."""
        return next((t for left, right, t in self._flags if left <= x <= right), None)

    def _seen(self) -> list[Mark]:
        view = self._view
        return [m for m in self._marks if m.t_end >= view.t_from and m.t_start <= view.t_to]

    def _tell(self) -> None:
        told = [(m.t_start, m.t_end, m.text) for m in self._seen()]
        set_twin(self, again(self._name), marks_in_words(told))
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self._appearance.palette
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.empty))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        font = QFont(self.font())
        font.setPixelSize(self._appearance.scaled(WORD_PX))
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        seen = self._seen()
        words, self._flags = [], []
        lefts = [x_of(self, self._view, m.t_start) for m in seen]
        for i, (mark, left) in enumerate(zip(seen, lefts, strict=True)):
            room = (lefts[i + 1] if i + 1 < len(lefts) else self.width()) - left
            ink, start = palette.text, left + FLAG_PX + 4
            if mark.t_end > mark.t_start:
                right = x_of(self, self._view, mark.t_end)
                ground = self._appearance.colour_of(mark.look) if mark.look else palette.notice
                box = QRectF(left, 1, max(right - left, 2), self.height() - 2)
                painter.setPen(QPen(QColor(palette.muted), 1))
                painter.setBrush(QColor(ground))
                painter.drawRoundedRect(box, *(2 * (min(5.0, box.width() / 3),)))
                ink, start, room = ink_on(ground), max(left, 0.0) + 7, right - max(left, 0.0)
            else:
                self._flag(painter, left)
            width = room - (start - max(left, 0.0)) - GAP_PX
            word = metrics.elidedText(mark.text, Qt.TextElideMode.ElideRight, width)
            ends = left + FLAG_PX
            if width > 0 and (word == mark.text or len(word) > 2):  # a letter and … say nothing
                painter.setPen(QColor(ink))
                painter.drawText(QPointF(start, base), word)
                there = metrics.horizontalAdvance(word)
                words.append(QRectF(start, base - metrics.ascent(), there, metrics.height()))
                ends = start + there
            if mark.t_end == mark.t_start:
                self._flags.append((left - 2, ends, mark.t_start))
        paint_over(painter, self, self._view, palette, self.height(), words)

    def _flag(self, painter: QPainter, x: float) -> None:
        ink = QColor(self._appearance.palette.text)
        painter.setPen(QPen(ink, 1.5))
        painter.drawLine(QPointF(x, 3), QPointF(x, self.height() - 3))
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([QPointF(x, 3), QPointF(x + FLAG_PX, 7), QPointF(x, 11)]))
