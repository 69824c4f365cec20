"""What is put aside to be deleted: undone while the window is open, gone at a word or at its end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy

from fusion.log.records import SessionRecord
from fusion.log.timeline import Timeline
from ui.widgets.parts import Card, label, set_text
from ui.windows.background import Background
from ui.wording.failures import failure_in_words
from ui.wording.session_story import title_of
from ui.wording.translation import mark, together, tr

TOO_OLD = mark("This computer's clock says: older than you keep conversations.")


class Deletions(Card):
    """A line that says what will be deleted, with a way back: conversations, or what was kept of them alone.

    Parameters
    ----------
    timeline
        Where it is deleted.
    background
        Does it, one conversation after the other, so that it can be followed and stopped.
    """

    changed = pyqtSignal()
    """Other conversations are waiting than before."""
    back = pyqtSignal(int)
    """This one, put aside last, is among the conversations again."""
    undone = pyqtSignal()
    """The user took it back."""
    gone = pyqtSignal(int)
    """This one is deleted for good."""
    failed = pyqtSignal(str)
    """Why one could not be deleted."""

    def __init__(self, timeline: Timeline, background: Background) -> None:
        super().__init__("notice")
        self._timeline = timeline
        self._background = background
        self._waiting: dict[tuple[int, bool], SessionRecord] = {}
        """By number, and whether only its sound and picture are to go."""
        self._too_old = False
        self._done = 0
        self._at_work = False
        self._text = label("", wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.undo = QPushButton(tr("Undo"))
        self.undo.clicked.connect(self._undo)
        self.now = QPushButton(tr("Delete now"))
        self.now.clicked.connect(self.begin)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._text, 1)
        row.addWidget(self.undo)
        row.addWidget(self.now)
        self._tell()

    @property
    def waiting(self) -> tuple[int, ...]:
        """The numbers of the conversations that are to be deleted."""
        return tuple(number for number, only_kept in self._waiting if not only_kept)

    @property
    def without_kept(self) -> tuple[int, ...]:
        """The numbers of those whose sound and picture alone are to be deleted."""
        return tuple(number for number, only_kept in self._waiting if only_kept)

    def add(
        self, records: Sequence[SessionRecord], *, only_kept: bool = False, too_old: bool = False
    ) -> None:
        """Put these aside, or what was kept of their sound and picture; ``too_old`` is said of them."""
        self._too_old = too_old
        for record in records:
            self._waiting.pop((record.id, True), None)  # it goes with the whole
            self._waiting[record.id, only_kept] = record
        self._tell()
        self.changed.emit()

    def spare(self, numbers: Collection[int]) -> None:
        """Let these conversations stay, which were put aside."""
        for number in numbers:
            self._waiting.pop((number, False), None)
        self._tell()
        self.changed.emit()

    def undo_if_any(self) -> None:
        """Take back what can be taken back."""
        if self._waiting:
            self._undo()

    def _undo(self) -> None:
        self.take_back()
        self.undone.emit()

    def take_back(self) -> None:
        """Keep all that are not deleted yet."""
        last = next(reversed(self._waiting), None)
        self._waiting.clear()
        self._tell()
        self.changed.emit()
        if last is not None:
            self.back.emit(last[0])

    def begin(self) -> None:
        """Delete for good what is put aside, one by one."""
        if not self._at_work:
            self._done = 0
            self._at_work = True
            self._next()

    def last_work(self) -> Callable[[], None]:
        """What is still to be done when the window closes; to be called elsewhere."""
        numbers, without_kept, timeline = self.waiting, self.without_kept, self._timeline
        self._waiting.clear()

        def delete() -> None:
            if numbers:
                timeline.delete(*numbers)
            if without_kept:
                timeline.delete_kept(*without_kept)

        return delete

    def _next(self) -> None:
        if not self._waiting:
            self._at_work = False
            self._tell()
            return
        number, only_kept = next(iter(self._waiting))
        self._tell()
        delete = self._timeline.delete_kept if only_kept else self._timeline.delete
        self._background.run(
            "deleting sound and picture" if only_kept else "deleting a conversation",
            lambda: delete(number),
            lambda _none: self._deleted(number, only_kept),
            self._not_deleted,
        )

    def _deleted(self, number: int, only_kept: bool) -> None:
        self._done += 1
        self._waiting.pop((number, only_kept), None)
        if only_kept:
            self.changed.emit()
        else:
            self.gone.emit(number)
        self._next()

    def _not_deleted(self, error: Exception) -> None:
        self._at_work = False
        self.take_back()
        self.failed.emit(tr("It could not be deleted. {why}", why=failure_in_words(error)))

    def _tell(self) -> None:
        count = len(self._waiting)
        if self._at_work and count:
            words = tr("Deleting {done} of {all}…", done=self._done + 1, all=self._done + count)
        elif count == 1:
            title = title_of(next(iter(self._waiting.values())))
            words = (
                tr("Sound and picture of “{title}” are deleted when this window closes.", title=title)
                if self.without_kept
                else tr("“{title}” is deleted when this window closes.", title=title)
            )
        elif self.without_kept:
            words = tr(
                "{count} conversations, or sound and picture of them, are deleted when this window closes.",
                count=count,
            )
        else:
            words = tr("{count} conversations are deleted when this window closes.", count=count)
        if self._too_old and not self._at_work:
            words = together(words, tr(TOO_OLD))
        set_text(self._text, words)
        self.setAccessibleName(words)
        self.now.setVisible(not self._at_work)
        self.setVisible(bool(count))
