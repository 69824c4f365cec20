"""A line in which notes are written, and in which those that are there are changed or deleted."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from fusion.events import EventKind, SessionEvent
from ui.widgets.parts import name_once, set_twin
from ui.wording.durations import moment_words
from ui.wording.translation import tr

LONGEST_NOTE = 500
OWN = (EventKind.BOOKMARK, EventKind.NOTE, EventKind.OWN_LABEL)
"""What the user wrote, and may take back."""


class NoteEditor(QWidget):
    """Adds a note at the moment pointed at, or changes the one that is chosen.

    What was being written comes back when the note chosen meanwhile is let go of, and when the conversation
    that it belongs to is turned to again.
    """

    noted = pyqtSignal(str)
    """A new note's text."""
    changed = pyqtSignal(object, str)
    """An event, and its new text."""
    deleted = pyqtSignal(object)
    """An event that is to go."""

    def __init__(self) -> None:
        super().__init__()
        self._event: SessionEvent | None = None
        self._draft = ""
        self._number: int | None = None
        self._drafts: dict[int | None, str] = {}
        self._where = ""
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST_NOTE)
        self.line.returnPressed.connect(self._keep)
        self.keep = QPushButton(tr("Add note"))
        self.keep.clicked.connect(lambda: self._keep())
        self.delete = QPushButton(tr("Delete"))
        self.delete.clicked.connect(lambda: self._delete())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.keep)
        row.addWidget(self.delete)
        self.point(None)

    def point(self, t: float | None, *, playing: bool = False) -> None:
        """A new note would be kept at this moment (s); None: at the beginning.

        A note that was chosen is let go of, unless it is only a recording that goes on ``playing``.
        """
        self._where = tr("the beginning") if t is None else moment_words(t)
        if self._event is None or not playing:
            self.edit(None)

    def turn_to(self, number: int) -> None:
        """Write on another conversation; what was being written on the last one waits there."""
        self.edit(None)
        self._drafts[self._number] = self.line.text()
        self._number = number
        self.line.setText(self._drafts.pop(number, ""))

    def give_back(self, number: int, text: str) -> None:
        """Let ``text``, which could not be kept, be tried again; nothing written meanwhile is lost for it."""
        if number != self._number:
            self._drafts[number] = self._drafts.get(number) or text
        elif self._event is not None:
            self._draft = self._draft or text
        elif not self.line.text():
            self.line.setText(text)

    def edit(self, event: SessionEvent | None) -> None:
        """Change this note or bookmark, or write a new note."""
        if event is not None and event.kind not in OWN:
            event = None
        if self._event is None and event is not None:
            self._draft = self.line.text()
        labelled = event is not None and event.kind is EventKind.OWN_LABEL
        self.line.setReadOnly(labelled)
        self.keep.setVisible(not labelled)
        if event is not None:
            self.line.setText("" if labelled else str(event.payload or ""))
        elif self._event is not None:
            self.line.setText(self._draft)
            self._draft = ""
        self._event = event
        self.delete.setVisible(event is not None)
        if event is None:
            self.keep.setText(tr("Add note"))
            self.keep.setAccessibleName("")
            self.line.setPlaceholderText(tr("Add a note at {where}", where=self._where))
            name_once(self.line, tr("A note at {where}", where=self._where))
            return
        what = {EventKind.BOOKMARK: tr("bookmark"), EventKind.NOTE: tr("note")}.get(event.kind, tr("label"))
        self.keep.setText(tr("Save"))
        self.keep.setAccessibleName(tr("Save {what}", what=what))
        self.delete.setAccessibleName(tr("Delete {what}", what=what))
        free = tr("A label has no text; it can be deleted") if labelled else tr("A word on this bookmark")
        self.line.setPlaceholderText(free)
        set_twin(self.line, tr("The {what} at {time}", what=what, time=moment_words(event.t)), free)

    def _keep(self) -> None:
        text, event = " ".join(self.line.text().split()), self._event
        if event is not None and (text or event.kind is EventKind.BOOKMARK):
            self.edit(None)
            if text != event.payload:
                self.changed.emit(event, text)
        elif event is None and text:
            self.line.clear()
            self.noted.emit(text)

    def _delete(self) -> None:
        if (event := self._event) is not None:
            self.edit(None)
            self.deleted.emit(event)
