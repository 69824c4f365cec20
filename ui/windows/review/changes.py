"""What the user changes in the chosen conversation: its title, notes, bookmarks and own labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PyQt6.QtCore import QObject, pyqtSignal

from fusion.events import EventKind, OwnLabel, SessionEvent
from fusion.log.timeline import Timeline
from ui.widgets.session_view import SessionView
from ui.windows.background import Background
from ui.wording.failures import failure_in_words
from ui.wording.translation import together, tr


class Changes(QObject):
    """Writes them into the log elsewhere; ``made`` tells that one is kept, the view why one is not."""

    made = pyqtSignal()

    def __init__(self, timeline: Timeline, background: Background, view: SessionView) -> None:
        super().__init__()
        self._timeline = timeline
        self._background = background
        self._view = view
        view.renamed.connect(self._rename)
        view.notes.noted.connect(self._note)
        view.labelled.connect(self._label)
        view.note_changed.connect(lambda event, text: self._replace(event, replace(event, payload=text)))
        view.note_deleted.connect(lambda event: self._replace(event, None))

    def _change(self, name: str, work: Callable[[], object], failed: Callable[[], str]) -> None:
        """Change the log; ``failed`` puts the window right and says what did not happen."""
        self._background.run(
            name,
            work,
            lambda _none: self.made.emit(),
            lambda error: self._view.say(together(failed(), failure_in_words(error))),
        )

    def _rename(self, title: str) -> None:
        record = self._view.record
        if record is not None and title != record.title:
            self._change(
                "renaming a conversation",
                lambda: self._timeline.rename(record.id, title),
                lambda: tr("The title could not be kept."),
            )

    def _note(self, number: int, t: float, text: str) -> None:
        def not_kept() -> str:
            self._view.notes.give_back(number, t, text)
            return tr("The note could not be kept.")

        self._change("keeping a note", lambda: self._timeline.add_note(number, t, text), not_kept)

    def _label(self, t: float, label: OwnLabel) -> None:
        record, event = self._view.record, SessionEvent(t, EventKind.OWN_LABEL, label)
        if record is not None:
            self._change(
                "keeping a label",
                lambda: self._timeline.add(record.id, [event]),
                lambda: tr("The label could not be kept."),
            )

    def _replace(self, old: SessionEvent, new: SessionEvent | None) -> None:
        record = self._view.record
        if record is None:
            return

        def not_kept() -> str:
            if new is None:
                return tr("It could not be deleted.")
            self._view.notes.try_again(record.id, old, str(new.payload))
            return tr("The change could not be kept.")

        self._change("changing a note", lambda: self._timeline.replace_event(record.id, old, new), not_kept)
