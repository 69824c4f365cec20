"""Lists to choose one thing from, and their names."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QPointF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PyQt6.QtWidgets import QComboBox, QLabel, QStyle, QStyleOptionComboBox, QStylePainter

from ui.settings import TEXT_SCALES
from ui.widgets.parts import label
from ui.widgets.theme import BASE_FONT_PX


class Choice(QComboBox):
    """A list to choose from, with an arrow that suits every theme; of a long choice ``cut`` is left out.

    The wheel chooses nothing: it is the page's, on which a list would be changed in passing.
    """

    picked = pyqtSignal(object)
    """The value of what the user chose."""

    def __init__(self, cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._cut = cut
        if (listed := self.view()) is not None:
            listed.setTextElideMode(cut)
        self.activated.connect(self._pick)

    def offer(self, values: Iterable[tuple[object, str]], chosen: object) -> None:
        """Offer values, each with its words; ``chosen`` is the one that holds, or else the first."""
        self.clear()
        for value, words in values:
            self.addItem(words, value)
        self.choose(chosen)

    def choose(self, value: object) -> None:
        """Let this value hold, or else the first; nothing is told of it."""
        self.setCurrentIndex(max(self.findData(value), 0))

    def _pick(self) -> None:
        self.picked.emit(self.currentData())

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(
            8, 0
        )  # what Qt leaves a text of another script is a little too narrow

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is not None:
            event.ignore()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        option, style = QStyleOptionComboBox(), self.style()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if style is not None:
            part = QStyle.SubControl.SC_ComboBoxEditField
            box = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
            option.currentText = self.fontMetrics().elidedText(option.currentText, self._cut, box.width() - 4)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        step = 2 * self.fontInfo().pixelSize() / BASE_FONT_PX  # it grows with the words
        pen = QPen(self.palette().text().color(), 0.8 * step)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        x, y = self.width() - 18.0, self.height() / 2
        arrow = [QPointF(x + across * step, y + down * step) for across, down in ((-2, -1), (0, 1), (2, -1))]
        painter.drawPolyline(QPolygonF(arrow))


def text_sizes(now: float) -> Choice:
    """The sizes of the words; the one nearest to that of ``now`` holds."""
    made = Choice()
    nearest = min(TEXT_SCALES, key=lambda scale: abs(scale - now))
    made.offer(((scale, f"{scale:.0%}") for scale in TEXT_SCALES), nearest)
    return made


def name_of(box: QComboBox, name: str) -> QLabel:
    """The name of a list, to stand beside it."""
    box.setAccessibleName(name)
    made = label(name)
    made.setBuddy(box)
    return made


def unseen_name(box: QComboBox, name: str) -> QLabel:
    """The name of a list as a label, not shown, to stand where the list stands.

    On Linux Qt calls a list by what is chosen in it, and tells its name of a label beside it alone.
    """
    made = name_of(box, name)
    made.hide()
    return made
