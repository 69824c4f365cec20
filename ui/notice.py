"""A calm banner: what the user should know, with the device lists at hand."""

from __future__ import annotations

from collections.abc import Collection

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy

from fusion.evidence import Modality
from ui.device_pickers import DevicePickers
from ui.widgets import Card, label, set_text


class Notice(Card):
    """Shown only while it has something to say; ``dismissed`` fires when the user has read it."""

    dismissed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__("notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 10, 8)
        row.setSpacing(14)
        self._text = label("", wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.pickers = DevicePickers()
        self._dismiss = QPushButton("Understood")
        self._dismiss.setProperty("role", "plain")
        self._dismiss.clicked.connect(lambda: self.dismissed.emit())
        row.addWidget(self._text, 1)
        row.addWidget(self.pickers)
        row.addWidget(self._dismiss)
        self.hide()

    def show_text(self, text: str, pickers: Collection[Modality], dismissable: bool) -> None:
        """Show ``text``, or nothing at all when it is empty, with the lists of ``pickers``."""
        set_text(self._text, text)
        if self.accessibleName() != text:
            self.setAccessibleName(text)
        self.pickers.show_only(pickers)
        self._dismiss.setVisible(dismissable)
        self.setVisible(bool(text))

    @property
    def text(self) -> str:
        """What is being said ("" when nothing)."""
        return self._text.text()
