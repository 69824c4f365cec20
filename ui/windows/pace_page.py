"""The settings' page on how soon a feeling is named and how long a reading stays."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from fusion.session.session import Session
from ui.settings import HOLDS_S, Settings
from ui.widgets.parts import Choice, label

SENSITIVITIES = {
    "sooner": "Sooner, and wrong more often",
    "usual": "As usual",
    "later": "Only when surer, and silent more often",
}
HOLDS = ("As usual, about a second", "Longer, about two seconds", "Long, about three seconds")
SENSITIVITY_EXPLAINED = (
    "How sure a reading has to be before a feeling is named; below that it is “hard to tell”. Even the "
    "surest reading is a guess from acted voices and posed faces."
)
HOLD_EXPLAINED = (
    "A calmer card changes less often, and is later with a true change. A reading never stays when the voice "
    "or the face it rested on is gone."
)


class PacePage(QWidget):
    """Two choices, each with its price; they hold at once.

    Parameters
    ----------
    settings
        Changed in place; ``changed`` asks for it to be saved.
    session
        The session under way, if any.
    """

    changed = pyqtSignal()

    def __init__(self, settings: Settings, session: Callable[[], Session | None]) -> None:
        super().__init__()
        self._settings = settings
        self._session = session
        self.sensitivity, self.hold = Choice(), Choice()
        for value, words in SENSITIVITIES.items():
            self.sensitivity.addItem(words, value)
        for seconds, words in zip(HOLDS_S, HOLDS, strict=True):
            self.hold.addItem(words, seconds)
        self.sensitivity.setCurrentIndex(self.sensitivity.findData(settings.sensitivity))
        self.hold.setCurrentIndex(HOLDS_S.index(settings.hold_s))
        self.sensitivity.activated.connect(lambda _i: self._set("sensitivity", self.sensitivity))
        self.hold.activated.connect(lambda _i: self._set("hold_s", self.hold))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        for row, (words, box, more) in enumerate(
            (
                ("Name a feeling", self.sensitivity, SENSITIVITY_EXPLAINED),
                ("Keep a reading", self.hold, HOLD_EXPLAINED),
            )
        ):
            name = label(words)
            name.setBuddy(box)
            box.setAccessibleName(words)
            box.setAccessibleDescription(more)
            grid.addWidget(name, 2 * row, 0)
            grid.addWidget(box, 2 * row, 1)
            explained = label(more, "small", wrap=True)
            explained.setContentsMargins(0, 0, 0, 14)
            grid.addWidget(explained, 2 * row + 1, 0, 1, 3)
        grid.setColumnStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 16, 4, 4)
        column.addLayout(grid)
        column.addStretch(1)

    def _set(self, name: str, box: Choice) -> None:
        setattr(self._settings, name, box.currentData())
        session = self._session()
        if session is not None:
            self._settings.adjust(session)
        self.changed.emit()
