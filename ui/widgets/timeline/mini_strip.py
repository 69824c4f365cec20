"""A conversation as a line of colours, small enough for a list."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent

from ui.widgets.appearance import Appearance
from ui.widgets.timeline_strip import TimelineStrip
from ui.wording.strip_spans import LookSpan, Strip
from ui.wording.translation import tr

HEIGHT_PX = 9


class MiniStrip(TimelineStrip):
    """Equal steps of one look each, without words: its text twin is the session's title and summary."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, tr("In short"), live=True)
        self.setFixedHeight(appearance.scaled(HEIGHT_PX))

    def show_looks(self, looks: Sequence[str]) -> None:
        """Paint these looks; "" where nothing was logged."""
        spans: list[LookSpan] = []
        for look, steps in groupby(enumerate(looks), key=itemgetter(1)):  # in one, that its pattern is seen
            at = [i for i, _ in steps]
            if look:
                spans.append(LookSpan(float(at[0]), at[-1] + 1.0, look))
        self.show_strip(Strip(tuple(spans), 0.0, float(max(len(looks), 1)), words=""))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setClipPath(clip)
        painter.fillRect(box, QColor(self._appearance.palette.empty))
        for span in self._strip.spans:
            left, right = self.x_of(span.t_start), self.x_of(span.t_end)
            self._fill(painter, QRectF(left, 0, right - left, box.height()), span.look)
