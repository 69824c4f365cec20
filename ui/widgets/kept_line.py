"""The line that says, for as long as it is so, that sound and picture are being kept."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.widgets.appearance import Appearance
from ui.widgets.parts import Card, label, set_text
from ui.widgets.theme import edge_of
from ui.wording.translation import tr

_DOT_PX = 11
_VERMILLION = "#D55E00"


class _Dot(QWidget):
    """Still: nothing blinks here."""

    def __init__(self, appearance: Appearance, ground: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._ground = ground
        appearance.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        side = self._appearance.scaled(_DOT_PX)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(edge_of(_VERMILLION, getattr(self._appearance.palette, self._ground))))
        painter.drawEllipse(QRectF(self.rect()))


class KeptLine(Card):
    """Shown only while there are words; ``stop`` asks for an end of it.

    Parameters
    ----------
    appearance
        Settings and palette.
    small
        As on the compact card, which has no room for the button.
    """

    stop = pyqtSignal()

    def __init__(self, appearance: Appearance, *, small: bool = False) -> None:
        super().__init__("" if small else "notice")
        self._words = label("", "small" if small else "", wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(*((0, 0, 8, 0) if small else (18, 4, 8, 4)))
        row.setSpacing(8 if small else 12)
        row.addWidget(_Dot(appearance, "card" if small else "notice"))
        row.addWidget(self._words, 1)
        self.button = QPushButton(tr("Stop"))
        self.button.setAccessibleName(tr("Stop keeping sound and picture"))
        self.button.setToolTip(self.button.accessibleName())
        self.button.clicked.connect(self.stop)
        row.addWidget(self.button)
        self.button.setVisible(not small)
        self.hide()

    @property
    def words(self) -> str:
        """What is being said ("" when nothing)."""
        return self._words.text()

    def show_words(self, words: str) -> None:
        """Show these, or nothing at all when there are none."""
        set_text(self._words, words)
        if self.isHidden() is bool(words):
            self.setVisible(bool(words))
