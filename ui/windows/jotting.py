"""What the user writes down beside a bookmark: a word on it, and what it was in their own eyes."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from fusion.emotions import EMOTIONS
from fusion.events import OwnLabel
from ui.widgets.appearance import Appearance
from ui.widgets.own_label_button import OwnLabelButton
from ui.widgets.parts import set_text
from ui.wording.translation import tr

LAST_MINUTE_S = 60.0


class Jotting(QWidget):
    """A line that comes with a bookmark, which is made already.

    Its word is kept by Enter, by the button beside it and by whatever else ends it; Escape alone drops it.
    A ``small`` one asks for the word alone.
    """

    noted = pyqtSignal(str)
    labelled = pyqtSignal(object)
    """An OwnLabel."""
    done = pyqtSignal()

    def __init__(self, appearance: Appearance, *, small: bool = False) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(
            tr("Bookmarked. A word on it?")
            if small
            else tr("Bookmarked. A word on it, if you like; Enter keeps it.")
        )
        self.line.setAccessibleName(tr("A word on this bookmark"))
        self.line.setMaxLength(200)
        self.line.returnPressed.connect(self.keep)
        self.own = OwnLabelButton(appearance)
        hint = tr("What you think it was: Ctrl and a number; with Alt, for the last minute.")
        self.own.setToolTip(hint)
        self.own.setAccessibleDescription(hint)
        self.own.chosen.connect(lambda emotion: self._label(OwnLabel(emotion, 0.0)))
        self.leave = QPushButton(tr("Close"))
        self.leave.clicked.connect(self.keep)
        self.line.textChanged.connect(
            lambda text: set_text(self.leave, tr("Keep") if text.strip() else tr("Close"))
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.own)
        row.addWidget(self.leave)
        if small:
            self.own.hide()
            self.leave.setProperty("role", "quiet")
        self.hide()

    def begin(self) -> None:
        """Ask for a word."""
        self.line.clear()
        self.show()
        self.line.setFocus()

    def end(self) -> None:
        """Ask no more; what is not kept is dropped."""
        if not self.isHidden():
            self.line.clear()
            self.hide()
            self.done.emit()

    def bind(self, window: QWidget) -> None:
        """Let Ctrl and a number say what it is now, Alt and a number what the last minute was."""
        for number, emotion in enumerate(EMOTIONS, start=1):
            for key, span_s in (("Ctrl", 0.0), ("Alt", LAST_MINUTE_S)):
                shortcut = QShortcut(QKeySequence(f"{key}+{number}"), window)
                own = OwnLabel(emotion, span_s)
                shortcut.activated.connect(lambda own=own: self.labelled.emit(own))

    def event(self, event: QEvent | None) -> bool:
        # Escape ends the line before it is a short cut of the window's.
        asked = event is not None and event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.end()
            return
        super().keyPressEvent(event)

    def keep(self) -> None:
        """Ask no more; what is written is kept."""
        text = " ".join(self.line.text().split())
        if text:
            self.noted.emit(text)
        self.end()

    def _label(self, own: OwnLabel) -> None:
        self.labelled.emit(own)
        self.keep()
