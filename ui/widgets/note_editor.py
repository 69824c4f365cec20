"""A line in which notes are written, and in which those that are there are changed or deleted."""

from __future__ import annotations

from typing import NamedTuple

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from fusion.events import EventKind, SessionEvent
from ui.widgets.parts import name_once, set_twin
from ui.wording.durations import moment_words
from ui.wording.translation import tr

LONGEST_NOTE = 500
OWN = (EventKind.BOOKMARK, EventKind.NOTE, EventKind.OWN_LABEL)
"""What the user wrote, and may take back."""


class Draft(NamedTuple):
    """A new note that is still being written."""

    text: str
    t: float | None
    """Where it belongs, seconds; None: at the beginning."""


class NoteEditor(QWidget):
    """Adds a note at the moment pointed at, or changes the one that is chosen.

    A new note that was being written comes back when the one chosen meanwhile is let go of, and when the
    conversation that it belongs to is turned to again. A note that was changed is kept when it is let go of.
    """

    noted = pyqtSignal(int, float, str)
    """A new note: its conversation, its moment (s) and its text."""
    changed = pyqtSignal(object, str)
    """An event, and its new text."""
    deleted = pyqtSignal(object)
    """An event that is to go."""

    def __init__(self) -> None:
        super().__init__()
        self._event: SessionEvent | None = None
        self._draft = ""
        self._number: int | None = None
        self._drafts: dict[int, Draft] = {}
        self._t: float | None = None
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST_NOTE)
        self.line.returnPressed.connect(self._keep)
        self.keep = QPushButton(tr("Add note"))
        self.keep.clicked.connect(self._keep)
        self.delete = QPushButton(tr("Delete"))
        self.delete.clicked.connect(self._delete)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.keep)
        row.addWidget(self.delete)
        self.point(None)

    def point(self, t: float | None, *, playing: bool = False) -> None:
        """A new note would be kept at this moment (s); None: at the beginning.

        A note that was chosen is let go of when one points elsewhere, unless it is only a recording that
        goes on ``playing``.
        """
        moved, self._t = t != self._t, t
        if self._event is None or (moved and not playing):
            self.edit(None)

    @property
    def changing(self) -> bool:
        """Whether one that is there is being changed."""
        return self._event is not None

    def turn_to(self, number: int) -> float | None:
        """Write on another conversation; what was being written on the last one waits there.

        Returns
        -------
        float or None
            Where the note belongs that waited on this one, seconds.
        """
        self.edit(None)
        if self._number is not None and self.line.text().strip():
            self._drafts[self._number] = Draft(self.line.text(), self._t)
        self._number = number
        text, self._t = self._drafts.pop(number, Draft("", None))
        self.line.setText(text)
        self.edit(None)
        return self._t

    def forget(self, number: int) -> None:
        """Let go of what waits on a conversation that is gone."""
        self._drafts.pop(number, None)

    def give_back(self, number: int, t: float, text: str) -> None:
        """Let ``text``, which could not be kept, be tried again; nothing written meanwhile is lost for it."""
        if number != self._number:
            waiting = self._drafts.get(number, Draft("", t))
            self._drafts[number] = waiting._replace(text=_both(waiting.text, text))
        elif self._event is not None:
            self._draft = _both(self._draft, text)
        else:
            self.line.setText(_both(self.line.text(), text))

    def try_again(self, number: int, event: SessionEvent, text: str) -> None:
        """Let ``text``, which could not be put in place of this note's, be tried again."""
        if number == self._number and self._event is None:
            self._turn(event)
            self.line.setText(text)
        else:
            self.give_back(number, event.t, text)

    def edit(self, event: SessionEvent | None) -> None:
        """Change this note or bookmark, or write a new note; one that was being changed is kept."""
        before, text = self._event, self._written()
        if before is not None and event == before:  # it is chosen once more
            return
        touched = before is not None and self.line.text() != self._text_of(before)
        self._turn(event)
        if before is not None and touched and (text or before.kind is EventKind.BOOKMARK):
            self.changed.emit(before, text)

    def leave(self) -> None:
        """Let the note that is being changed be what it was."""
        self._turn(None)

    def keep_all(self) -> None:
        """Keep whatever is being written, on any conversation."""
        self.edit(None)  # a new note may have waited behind one that was being changed
        self._keep()
        for number, draft in self._drafts.items():
            self.noted.emit(number, draft.t or 0.0, " ".join(draft.text.split()))
        self._drafts.clear()

    @staticmethod
    def _text_of(event: SessionEvent) -> str:
        return "" if event.kind is EventKind.OWN_LABEL else str(event.payload or "")

    def _written(self) -> str:
        return " ".join(self.line.text().split())

    def _turn(self, event: SessionEvent | None) -> None:
        if event is not None and event.kind not in OWN:
            event = None
        if self._event is None and event is not None:
            self._draft = self.line.text()
        labelled = event is not None and event.kind is EventKind.OWN_LABEL
        self.line.setReadOnly(labelled)
        self.keep.setVisible(not labelled)
        if event is not None:
            self.line.setText(self._text_of(event))
        elif self._event is not None:
            self.line.setText(self._draft)
            self._draft = ""
        self._event = event
        self.delete.setVisible(event is not None)
        if event is None:
            self.keep.setText(tr("Add note"))
            self.keep.setAccessibleName("")
            where = tr("the beginning") if self._t is None else moment_words(self._t)
            self.line.setPlaceholderText(tr("Add a note at {where}", where=where))
            name_once(self.line, tr("A note at {where}", where=where))
            return
        what = {EventKind.BOOKMARK: tr("bookmark"), EventKind.NOTE: tr("note")}.get(event.kind, tr("label"))
        self.keep.setText(tr("Save"))
        self.keep.setAccessibleName(tr("Save {what}", what=what))
        self.delete.setAccessibleName(tr("Delete {what}", what=what))
        free = tr("A label has no text; it can be deleted") if labelled else tr("A word on this bookmark")
        self.line.setPlaceholderText(free)
        set_twin(self.line, tr("The {what} at {time}", what=what, time=moment_words(event.t)), free)

    def _keep(self) -> None:
        text, event = self._written(), self._event
        if event is not None and (text or event.kind is EventKind.BOOKMARK):
            self.edit(None)
        elif event is None and text and self._number is not None:
            self.line.clear()
            self.noted.emit(self._number, self._t or 0.0, text)

    def _delete(self) -> None:
        if (event := self._event) is not None:
            self._turn(None)
            self.deleted.emit(event)


def _both(written: str, further: str) -> str:
    return f"{written} {further}".strip()
