"""The times beneath the lanes."""

from __future__ import annotations

import math
from collections.abc import Callable

from PyQt6.QtCore import QLineF, QPointF, QSize
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.appearance import Appearance
from ui.widgets.timeline.overlay import WORD_PX, x_of
from ui.widgets.timeline.view import TimeView
from ui.wording.durations import moment_words
from ui.wording.look_times import round_step
from ui.wording.session_story import clock_face

TICK_PX = 90
"""Least room for the words of a tick at the ordinary text size, pixels."""


class TimeAxis(QWidget):
    """Round times of what is looked at, by the clock or from the beginning on."""

    def __init__(self, appearance: Appearance, view: TimeView) -> None:
        super().__init__()
        self._appearance = appearance
        self._view = view
        self._of_day: Callable[[float], float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        view.moved.connect(self.update)
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(600, self._appearance.scaled(24))

    def show_clock(self, of_day: Callable[[float], float] | None) -> None:
        """Tell the time of day, which ``of_day`` gives for each moment (s, s); None: count from its start."""
        self._of_day = of_day
        self.update()

    def ticks(self) -> list[tuple[float, str]]:
        """Where the times stand, seconds, and their words."""
        view, of_day = self._view, self._of_day
        zero = of_day(0.0) if of_day is not None else 0.0
        step = max(round_step(view.length_s * self._appearance.scaled(TICK_PX) / max(self.width(), 1)), 1.0)
        first, last = math.ceil((zero + view.t_from) / step), math.floor((zero + view.t_to) / step)
        times = [k * step - zero for k in range(first, last + 1)]
        return [(t, moment_words(t) if of_day is None else clock_face(of_day(t))) for t in times]

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(self._appearance.scaled(WORD_PX))
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        palette = self._appearance.palette
        for t, word in self.ticks():
            x = x_of(self, self._view, t)
            width = metrics.horizontalAdvance(word)
            painter.setPen(QPen(QColor(palette.hint), 1))
            painter.drawLine(QLineF(x, 0, x, 4))
            painter.setPen(QColor(palette.muted))
            left = min(max(x - width / 2, 0.0), self.width() - width)
            painter.drawText(QPointF(left, 5 + metrics.ascent()), word)
