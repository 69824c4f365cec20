"""The line at the foot of the live window, and quiet buttons beside it."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.widgets.appearance import Appearance
from ui.widgets.parts import label, set_text
from ui.windows.view_menu import ViewButton
from ui.wording.keys import first_key
from ui.wording.translation import tr


class LiveFoot(QWidget):
    """``words`` is the line."""

    anew_wanted = pyqtSignal()
    keep_wanted = pyqtSignal()
    keys_wanted = pyqtSignal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.words = label("", "small", wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.anew = _plain("", tr("Somebody else is there: learn them anew"))
        self.anew.clicked.connect(self.anew_wanted)
        self.anew.hide()
        self.keep = _plain(tr("Keep sound…"), tr("Keep sound and picture of this conversation; asks first"))
        self.keep.setToolTip(self.keep.accessibleName())
        self.keep.clicked.connect(self.keep_wanted)
        self.keep.hide()
        self.keys = _plain("", tr("List the keys"))
        self.keys.clicked.connect(self.keys_wanted)
        self.view = ViewButton(appearance)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.anew, self.keep, self.view, self.keys):
            row.addWidget(button)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(2, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.words, 0, 0)
        self._grid.addWidget(self._buttons, 0, 1)
        self._stacked = False
        self._appearance = appearance
        appearance.changed.connect(self._say_keys)
        self._say_keys()

    def stack(self, stacked: bool) -> None:
        """Put the buttons under the words (a narrow window has no room beside them), or beside them."""
        if stacked is not self._stacked:
            self._stacked = stacked
            self._grid.removeWidget(self._buttons)
            under = (1, 0, Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(self._buttons, *(under if stacked else (0, 1)))

    def _say_keys(self) -> None:
        """The keys in force, beside what they do."""
        settings = self._appearance.settings
        key, why = first_key(settings, "anew"), tr("Somebody else is there: forget what was learnt before")
        set_text(self.anew, tr("Somebody else: {key}", key=key) if key else tr("Somebody else"))
        self.anew.setAccessibleDescription(tr("Key: {key}", key=key) if key else "")
        self.anew.setToolTip(tr("{name} ({key})", name=why, key=key) if key else why)
        set_text(self.keys, tr("Keys: {key}", key=first_key(settings, "keys")))


def _plain(text: str, spoken: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "plain")
    button.setAccessibleName(spoken)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
