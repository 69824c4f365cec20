"""What the user changes in the chosen conversation: its title, notes, bookmarks and own labels."""

from __future__ import annotations

import itertools
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
    settled = pyqtSignal(bool)
    """None is under way any more; whether the last ones were all kept."""

    def __init__(self, timeline: Timeline, background: Background, view: SessionView) -> None:
        super().__init__()
        self._timeline = timeline
        self._background = background
        self._view = view
        self._numbers = itertools.count()
        self._words: dict[int, str] = {}
        self._running = 0
        self._all_kept = True
        view.renamed.connect(self._rename)
        view.notes.noted.connect(self._note)
        view.labelled.connect(self._label)
        view.note_changed.connect(lambda event, text: self._replace(event, replace(event, payload=text)))
        view.note_deleted.connect(lambda event: self._replace(event, None))

    @property
    def under_way(self) -> bool:
        """Whether any of them is still being written."""
        return self._running > 0

    @property
    def unkept(self) -> list[str]:
        """At the end: the words, written by the user, that are not in the log."""
        return [words for words in self._words.values() if words]

    def _change(
        self, name: str, work: Callable[[], object], failed: Callable[[], str], words: str = ""
    ) -> None:
        """Change the log; ``failed`` puts the window right and says what did not happen.

        ``words`` are those that the user wrote.
        """
        number = next(self._numbers)
        self._words[number] = words
        self._running += 1

        def act() -> None:
            work()
            self._words.pop(number)  # at once: nobody may be there any more to be told

        def over() -> None:
            self._running -= 1
            if not self._running:
                all_kept, self._all_kept = self._all_kept, True
                self.settled.emit(all_kept)

        def kept(_none: object) -> None:
            self.made.emit()
            over()

        def not_kept(error: Exception) -> None:
            self._words.pop(number)  # they are where they were written, to be tried again
            self._view.say(together(failed(), failure_in_words(error)))
            self._all_kept = False
            over()

        self._background.run(name, act, kept, not_kept)

    def _rename(self, title: str) -> None:
        record = self._view.record
        if record is None or title == record.title:
            return

        def not_kept() -> str:
            if self._view.record is None or self._view.record.id != record.id:  # its line is another's now
                return tr("The title “{title}” could not be kept.", title=title)
            return tr("The title could not be kept.")

        self._change(
            "renaming a conversation", lambda: self._timeline.rename(record.id, title), not_kept, title
        )

    def _note(self, number: int, t: float, text: str) -> None:
        def not_kept() -> str:
            self._view.notes.give_back(number, t, text)
            return tr("The note could not be kept.")

        self._change("keeping a note", lambda: self._timeline.add_note(number, t, text), not_kept, text)

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

        self._change(
            "changing a note",
            lambda: self._timeline.replace_event(record.id, old, new),
            not_kept,
            "" if new is None else str(new.payload or ""),
        )
