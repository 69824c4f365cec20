"""How long conversations are kept, and how all of them are deleted."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fusion.log.records import SessionRecord
from fusion.log.timeline import Timeline
from ui.settings import KEEP_DAYS
from ui.widgets.answers import agreed_to
from ui.widgets.choice import Choice, name_of
from ui.widgets.parts import close_button, label, set_text
from ui.widgets.placing import fit_to_words
from ui.wording.translation import mark, tr

LETTERS = 50
"""Width of the dialog."""
_UNUSED_DAYS = 31
"""So much longer than conversations are kept Attune may lie unused before the clock is doubted."""
UNTIL = {
    None: mark("until I delete them"),
    7: mark("for a week"),
    30: mark("for 30 days"),
    90: mark("for 90 days"),
    365: mark("for a year"),
}
WHERE = mark(
    "All that is kept lies in one file on this computer, with sound and picture beside it where you kept "
    "them, readable by you alone. Nothing is sent anywhere."
)


def forget_old(timeline: Timeline, days: int, forgot_at: str | None) -> list[SessionRecord]:
    """Forget the conversations that are older than so many days; or give them back, to be shown first.

    That is where nobody saw to it for a month longer than they are kept: the clock may have leapt, or Attune
    was not used for long. Whoever keeps them for a week and has a conversation each fortnight is not asked.

    Parameters
    ----------
    forgot_at
        When that was last seen to, ISO 8601; None where it is not known: at the newest conversation, say.
    """
    now = datetime.now(timezone.utc)
    old = timeline.older_than(days, now)
    if old:
        began = max(r.started_at for r in timeline.sessions() if not r.running)
        last = datetime.fromisoformat(forgot_at) if forgot_at else began
        if now - last > timedelta(days=days + _UNUSED_DAYS):
            return old
        timeline.forget_older_than(days, now)
    return []


class KeepingDialog(QDialog):
    """What is kept, and the way out.

    Parameters
    ----------
    count
        How many conversations have ended and can be deleted.
    keep_days
        For how long they are kept, one of :data:`ui.settings.KEEP_DAYS`.
    """

    delete_all = pyqtSignal()
    keep_for = pyqtSignal(object)
    """So many days, or None: until they are deleted. Once it is closed: a list is gone through by keys."""

    def __init__(self, parent: QWidget, count: int, keep_days: int | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keeping and deleting"))
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(14)
        column.addWidget(label(tr(WHERE), wrap=True))
        self.days = Choice()
        self.days.addItems([tr(UNTIL[days]) for days in KEEP_DAYS])
        self.days.setCurrentIndex(KEEP_DAYS.index(keep_days))
        self.finished.connect(lambda: self._keep(keep_days))
        row = QHBoxLayout()
        row.addWidget(name_of(self.days, tr("Keep conversations")))
        row.addWidget(self.days, 1)
        column.addLayout(row)
        self._count = label("", "muted", wrap=True)
        set_text(
            self._count,
            tr("{count} conversations are kept.", count=count)
            if count != 1
            else tr("1 conversation is kept."),
        )
        column.addWidget(self._count)
        buttons = close_button(self.accept)
        self.all = QPushButton(tr("Delete all…"))
        self.all.setEnabled(count > 0)
        self.all.clicked.connect(lambda: self._ask(count))
        buttons.addButton(self.all, buttons.ButtonRole.DestructiveRole)
        column.addWidget(buttons)
        fit_to_words(self, column, LETTERS)

    def _keep(self, until_now: int | None) -> None:
        if (chosen := KEEP_DAYS[self.days.currentIndex()]) != until_now:
            self.keep_for.emit(chosen)

    def _ask(self, count: int) -> None:
        question = (
            tr("Delete all {count} conversations?", count=count)
            if count != 1
            else tr("Delete the one conversation?")
        )
        if sure(self, question, tr("It can be undone until the review is closed. Exported files stay.")):
            self.delete_all.emit()
            self.accept()


def sure(parent: QWidget, question: str, consequence: str) -> bool:
    """Ask before deleting; keeping is the usual answer."""
    return agreed_to(parent, question, tr("Delete"), tr("Keep"), more=consequence)
