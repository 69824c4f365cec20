"""Time as a strip of colours and hatchings with the words beneath."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
)
from PyQt6.QtWidgets import QSizePolicy

from fusion.log.runs import LONGEST_GAP_S
from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart
from ui.widgets.parts import set_twin
from ui.widgets.politely import Politely
from ui.widgets.shapes import fill
from ui.wording.readings import CONFLICTING, NO_SIGNAL, PAUSED, UNCLEAR
from ui.wording.strip_spans import LookSpan, Strip
from ui.wording.translation import again, tr

WORDS_PX = 13
WORD_GAP_PX = 14


class TimelineStrip(Chart):
    """Paints spans between two times, with small flags at marked moments.

    Parameters
    ----------
    appearance
        Colours and words.
    name
        Accessible name; the description lists the spans in words.
    live
        The right edge is now: its word says so. Where it is not, it can have the focus.
    """

    def __init__(self, appearance: Appearance, name: str, live: bool) -> None:
        super().__init__()
        self._appearance = appearance
        self._name = name
        self._live = live
        self._tell: Callable[[str, str], None] = partial(set_twin, self)
        self._strip = Strip()
        self._cursor: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(58)
        if not live:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        appearance.changed.connect(self.update)
        set_twin(self, name, self._strip.words)

    def sizeHint(self) -> QSize:
        return QSize(600, 98)

    def show_strip(self, strip: Strip) -> None:
        """Show another stretch of time."""
        if strip.words != self._strip.words:
            self._tell(again(self._name), strip.words)
        self._strip = strip
        self.update()

    def lead_here(self) -> None:
        """Let Tab lead a screen reader here, which is then told of changes politely."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tell = Politely(self).tell

    def show_cursor(self, t: float | None) -> None:
        """Point at one moment (s), or at none."""
        self._cursor = t
        self.update()

    def x_of(self, t: float) -> float:
        """Pixel of session time ``t`` (s)."""
        return (t - self._strip.t_from) / (self._strip.t_to - self._strip.t_from) * self.width()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self._appearance.palette
        font = QFont(self.font())
        font.setPixelSize(self._appearance.scaled(WORDS_PX))
        words_height = QFontMetricsF(font).height() + 8
        band = QRectF(0, 0, self.width(), max(self.height() - words_height, 12))
        painter.setPen(Qt.PenStyle.NoPen)
        if palette.name == "contrast":
            painter.setPen(QPen(QColor(palette.border), 1))
        painter.setBrush(self._band(band))
        painter.drawRoundedRect(band, 11, 11)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for t in self._strip.marks:
            self._flag(painter, self.x_of(t), band)
        if self._cursor is not None:
            painter.setPen(QPen(QColor(palette.text), 2))
            x = min(max(self.x_of(self._cursor), 1.0), self.width() - 1.0)
            painter.drawLine(QPointF(x, band.top()), QPointF(x, band.bottom()))
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.focus), 2))
            painter.drawRoundedRect(band.adjusted(1, 1, -1, -1), 10, 10)
        self._write_words(painter, font, band.bottom() + 5)

    def _band(self, band: QRectF) -> QBrush:
        """All spans as a brush: filling them under a rounded clip takes Qt several times as long."""
        ratio = self.devicePixelRatioF()
        size = (band.size() * ratio).toSize()
        picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        picture.fill(QColor(self._appearance.palette.empty))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(ratio, ratio)
        for span in self._strip.spans:
            left, right = self.x_of(span.t_start), self.x_of(span.t_end)
            self._fill(painter, QRectF(left, band.top(), max(right - left, 0.7), band.height()), span.look)
        painter.end()
        brush = QBrush(picture)
        brush.setTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
        return brush

    def _fill(self, painter: QPainter, box: QRectF, look: str) -> None:
        palette = self._appearance.palette
        if look == NO_SIGNAL:
            return
        if look in (UNCLEAR, CONFLICTING, PAUSED):
            painter.save()
            painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
            painter.fillRect(box, QColor(palette.hatch))
            painter.setPen(QPen(QColor(palette.hatch_line), 2 if look == CONFLICTING else 5))
            height = box.height()
            # The pattern is fixed to the stretch's end, so that it travels with it and does not shimmer.
            start = box.right() - (int((box.width() + height) / 14) + 2) * 14
            lines = []
            x = start
            while x < box.right() + height:
                if look == PAUSED:
                    lines.append(QLineF(x, box.top(), x, box.bottom()))
                else:
                    lines.append(QLineF(x, box.top(), x + height, box.bottom()))
                if look == CONFLICTING:
                    lines.append(QLineF(x, box.bottom(), x + height, box.top()))
                x += 14
            for line in lines:
                painter.drawLine(line)
            painter.restore()
            return
        fill(painter, box, look, self._appearance.colour_of(look))

    def _flag(self, painter: QPainter, x: float, band: QRectF) -> None:
        palette = self._appearance.palette
        painter.setPen(QPen(QColor(palette.text), 1.5))
        painter.drawLine(QPointF(x, band.top()), QPointF(x, band.bottom()))
        painter.setBrush(QColor(palette.text))
        # Near the right edge the flag flies to the left, so that it is never cut off.
        way = -1 if x > self.width() - 12 else 1
        top = band.top() + 1
        painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x + way * 9, top + 4), QPointF(x, top + 8)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _write_words(self, painter: QPainter, font: QFont, top: float) -> None:
        """Words under their stretches: the last one first, then the longest, as long as none overlap."""
        looks, spans = self._appearance.looks, self._strip.spans
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(self._appearance.palette.muted))
        named = [s for s in spans if s.look != NO_SIGNAL]
        last = spans[-1] if spans else None
        order = sorted(named, key=lambda s: (s is not last, s.t_start - s.t_end))
        taken: list[tuple[float, float]] = []
        for span in order:
            word = looks.words[span.shown]
            if self._is_now(span):  # as the card says it
                word = looks.words[span.look]
                word = (
                    tr("{word} or {second}, now", word=word, second=looks.words[self._strip.second])
                    if self._strip.second
                    else tr("{word}, now", word=word)
                )
            width = metrics.horizontalAdvance(word)
            middle = (self.x_of(span.t_start) + self.x_of(span.t_end)) / 2
            if self._live and span is last and self.x_of(span.t_end) - self.x_of(span.t_start) < width:
                middle = self.width() - width / 2
            left = min(max(middle - width / 2, 2.0), self.width() - width - 2)
            if any(left < r + WORD_GAP_PX and left + width > lft - WORD_GAP_PX for lft, r in taken):
                continue
            taken.append((left, left + width))
            painter.drawText(QPointF(left, top + metrics.ascent()), word)

    def _is_now(self, span: LookSpan) -> bool:
        """Whether a stretch holds still: the last one up to a right edge that is the present."""
        strip = self._strip
        at_the_edge = span is strip.spans[-1] and span.t_end >= strip.t_to - LONGEST_GAP_S
        return self._live and strip.present and at_the_edge
