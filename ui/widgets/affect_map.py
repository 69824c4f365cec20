"""A small map of how pleasant and how stirred the other person seems, for those who find a map easier."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QHBoxLayout, QWidget

from fusion.affect import Affect
from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart
from ui.widgets.parts import label, set_text, set_twin
from ui.widgets.theme import edge_of
from ui.wording.affect import affect_words
from ui.wording.translation import mark, tr
from ui.wording.whom import say

NOT_PLACED = mark("No place on the map just now")
SIZE_PX = (250, 132)
_DOT_PX = 8.0
_STEP = 0.25
"""Share of the way to the newest place the dot goes at each turn."""


class MapPicture(Chart):
    """Unpleasant to pleasant from left to right, subdued to stirred upwards; a dot where the person seems."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.place: Affect | None = None
        self._look = ""
        self.dress()

    def dress(self) -> None:
        """Follow the text size."""
        self.setFixedSize(*(self._appearance.scaled(side) for side in SIZE_PX))

    def show_place(self, place: Affect | None, look: str) -> None:
        """Put the dot at ``place`` in the colour of ``look``, or take it away."""
        if (place, look) != (self.place, self._look):
            self.place, self._look = place, look
            self.update()

    def point_of(self, place: Affect) -> QPointF:
        """Where a place is painted, pixels."""
        box = self._box().adjusted(_DOT_PX + 2, _DOT_PX + 2, -_DOT_PX - 2, -_DOT_PX - 2)
        return QPointF(
            box.center().x() + place.valence * box.width() / 2,
            box.center().y() - place.arousal * box.height() / 2,
        )

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, box = self._appearance.palette, self._box()
        painter.setPen(QPen(QColor(palette.border), 1))
        painter.setBrush(QColor(palette.empty))
        painter.drawRoundedRect(box, 8, 8)
        middle = box.center()
        painter.setPen(QPen(QColor(palette.hatch_line), 1))
        painter.drawLine(QPointF(box.left() + 6, middle.y()), QPointF(box.right() - 6, middle.y()))
        painter.drawLine(QPointF(middle.x(), box.top() + 20), QPointF(middle.x(), box.bottom() - 20))
        font = painter.font()
        font.setPixelSize(self._appearance.scaled(12))
        painter.setFont(font)
        painter.setPen(QColor(palette.muted))
        inner = box.adjusted(8, 3, -8, -3)
        centre, flag = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag
        painter.drawText(inner, int(centre | flag.AlignTop), tr("stirred"))
        painter.drawText(inner, int(centre | flag.AlignBottom), tr("subdued"))
        above = QRectF(inner.left(), inner.top(), inner.width(), middle.y() - inner.top() - 2)
        painter.drawText(above, int(flag.AlignLeft | flag.AlignBottom), tr("unpleasant"))
        painter.drawText(above, int(flag.AlignRight | flag.AlignBottom), tr("pleasant"))
        if self.place is not None:
            colour = self._appearance.colour_of(self._look)
            painter.setPen(QPen(QColor(edge_of(colour, palette.empty)), 2))
            painter.setBrush(QColor(colour))
            painter.drawEllipse(self.point_of(self.place), _DOT_PX, _DOT_PX)

    def _box(self) -> QRectF:
        return QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)


class AffectMap(QWidget):
    """The map with its twin in words; where there is no room for the picture, the words stay."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.picture = MapPicture(appearance)
        self.words = label(tr(NOT_PLACED), "muted", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.picture)
        row.addWidget(self.words, 1)
        set_twin(self.picture, tr("Map of feeling"), tr(NOT_PLACED))

    def show_affect(self, affect: Affect | None, look: str) -> None:
        """Show where the person seems to be, or that this cannot be said (``None``)."""
        whom = self._appearance.looks.whom
        words = tr(NOT_PLACED) if affect is None else say(whom, "Seems {word}", word=affect_words(affect))
        still = not self._appearance.motion
        if affect is not None and self.picture.place is not None:
            affect = _towards(self.picture.place, affect, 1.0 if still else _STEP)
        # Without motion the dot only moves when the words do.
        if not still or words != self.words.text() or affect is None:
            self.picture.show_place(affect, look)
        set_text(self.words, words)
        set_twin(self.picture, tr("Map of feeling"), words)

    def fit(self, shown: bool, room_for_picture: bool) -> None:
        """Show or hide the whole, and the picture in it."""
        self.setVisible(shown)
        self.picture.setVisible(room_for_picture)
        self.picture.dress()


def _towards(start: Affect, end: Affect, share: float) -> Affect:
    return Affect(
        start.valence + share * (end.valence - start.valence),
        start.arousal + share * (end.arousal - start.arousal),
    )
