"""A calm banner: what the user should know, with the device lists at hand."""

from __future__ import annotations

from collections.abc import Collection

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from fusion.evidence import Modality
from ui.widgets.announce import announce
from ui.widgets.parts import Card, label, set_text
from ui.windows.device_pickers import DevicePickers
from ui.wording.translation import tr


class Notice(Card):
    """Shown only while it has something to say; ``dismissed`` fires when the user has read it."""

    dismissed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__("notice")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(18, 8, 10, 8)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 3)
        self._text = label("", wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.pickers = DevicePickers()
        self._dismiss = QPushButton(tr("Understood"))
        self._dismiss.clicked.connect(self.dismissed)
        self._stacked: bool | None = None
        self.stack(False)
        self.hide()

    def stack(self, stacked: bool) -> None:
        """Put the lists under the text (a narrow window has no room beside it), or beside it."""
        if stacked is self._stacked:
            return
        self._stacked = stacked
        parts: tuple[QWidget, ...] = (self._text, self.pickers, self._dismiss)
        for part in parts:
            self._grid.removeWidget(part)
        if stacked:
            self._grid.addWidget(self._text, 0, 0, 1, 2)
            self._grid.addWidget(self.pickers, 1, 0)
            self._grid.addWidget(self._dismiss, 1, 1)
        else:
            for column, part in enumerate(parts):
                self._grid.addWidget(part, 0, column)
        self._share_room()

    def _share_room(self) -> None:
        """Beside the text the lists may be as wide as their longest words: two of them need half the room."""
        lists = sum(not self.pickers.box(modality).isHidden() for modality in Modality)
        self._grid.setColumnStretch(1, 0 if self._stacked or self.pickers.isHidden() else 1 + lists)

    def show_text(self, text: str, pickers: Collection[Modality], dismissable: bool) -> None:
        """Show ``text``, or nothing at all when it is empty, with the lists of ``pickers``."""
        set_text(self._text, text)
        if self.accessibleName() != text:
            self.setAccessibleName(text)
            announce(text)
        self.pickers.show_only(pickers)
        self._share_room()
        self._dismiss.setVisible(dismissable)
        self.setVisible(bool(text))

    @property
    def text(self) -> str:
        """What is being said ("" when nothing)."""
        return self._text.text()
