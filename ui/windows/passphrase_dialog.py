"""Asking for passphrases, and for that of an encrypted log before anything of it is shown or written."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fusion.errors import UserError
from fusion.log.aside import name_aside, put_aside
from fusion.log.connecting import PassphraseNeededError, is_locked, unlock
from fusion.log.timeline import default_path
from ui.widgets.answers import agreed_to, answer_to
from ui.widgets.parts import label, set_text
from ui.widgets.placing import fit_to_words
from ui.wording.failures import failure_in_words
from ui.wording.translation import mark, together, tr

LETTERS = 50
"""Width of the dialogs that ask for one."""
NOT_IT = mark("This is not the passphrase. Please try again.")
FORGOTTEN = mark(
    "If it is forgotten, nobody can open them any more. They can be put aside, still locked, and Attune "
    "begins anew."
)


class PassphraseQuestion(QDialog):
    """A dialog that asks for passphrases; why an answer will not do is told beneath.

    Whoever inherits from it says in ``_try`` what is done with the answer.
    """

    def __init__(self, parent: QWidget | None, heading: str, *more: QLabel) -> None:
        super().__init__(parent)
        self.setWindowTitle("Attune")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(28, 24, 28, 20)
        self._column.setSpacing(14)
        for words in (label(heading, "heading", wrap=True), *more):
            self._column.addWidget(words)
        self._fields: list[QLineEdit] = []
        self.seen = QCheckBox(tr("Show what is typed"))
        self.seen.toggled.connect(self._show_typed)
        self.wrong = label("", wrap=True)
        self.wrong.hide()

    def _ask(self, name: str) -> QLineEdit:
        """A further field, called so."""
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        self._column.addWidget(field)
        self._fields.append(field)
        return field

    def _show_typed(self, seen: bool) -> None:
        for field in self._fields:
            field.setEchoMode(QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password)

    def _finish(self, leave: str, go_on: str) -> tuple[QPushButton, QPushButton]:
        """Put the buttons that leave it and that go on beneath all that is asked."""
        self._column.addWidget(self.seen)
        self._column.addWidget(self.wrong)
        leaves, goes_on = QPushButton(leave), QPushButton(go_on)
        leaves.setAutoDefault(False)
        leaves.clicked.connect(self.reject)
        goes_on.setDefault(True)
        goes_on.clicked.connect(self._go_on)
        row = QHBoxLayout()
        row.addWidget(leaves)
        row.addStretch(1)
        row.addWidget(goes_on)
        self._column.addLayout(row)
        fit_to_words(self, self._column, LETTERS)
        return leaves, goes_on

    def _go_on(self) -> None:
        """Return in one field leads to the next that is empty; after the last all are tried."""
        typed_in = self.focusWidget()
        if typed_in in self._fields:
            following = self._fields[self._fields.index(typed_in) + 1 :]
            if typed_in.text() and (empty := next((f for f in following if not f.text()), None)) is not None:
                empty.setFocus()
                return
        self._try()

    @abstractmethod
    def _try(self) -> None: ...

    def _tell(self, sentence: str, field: QLineEdit | None) -> None:
        """Say what is wrong, and lead to the field that it is about."""
        set_text(self.wrong, sentence)
        self.wrong.show()
        if field is not None:
            field.selectAll()
            field.setFocus()


class PassphraseDialog(PassphraseQuestion):
    """Accepted once the log is open; after a wrong answer it is asked for again, and what then is told."""

    def __init__(self, log: Path, parent: QWidget | None = None) -> None:
        told = tr("They are kept under a passphrase. Without it they stay closed, and a new one is not kept.")
        super().__init__(parent, tr("Your past conversations are locked"), label(told, "muted", wrap=True))
        self._log = log
        self._wrong_before = False
        self.field = self._ask(tr("Passphrase"))
        self.without, self.unlock = self._finish(tr("Go on without them"), tr("Unlock"))
        self.begin_anew = QPushButton(tr("Begin anew…"))
        self.begin_anew.setAutoDefault(False)
        self.begin_anew.clicked.connect(self._begin_anew)
        self.begin_anew.hide()
        beneath, left = self._column.indexOf(self.wrong) + 1, Qt.AlignmentFlag.AlignLeft
        self._column.insertWidget(beneath, self.begin_anew, 0, left)
        self.setTabOrder(self.seen, self.begin_anew)

    def _try(self) -> None:
        try:
            unlock(self._log, self.field.text())
        except PassphraseNeededError:
            self.begin_anew.setVisible(self._wrong_before)
            self._tell(together(tr(NOT_IT), tr(FORGOTTEN) if self._wrong_before else ""), self.field)
            self._wrong_before = True
        except UserError as error:
            self._tell(failure_in_words(error), self.field)
        else:
            self.accept()

    def _begin_anew(self) -> None:
        """Put the log aside, once that is wanted; then there is none, and nothing to unlock."""
        to = name_aside(self._log, date.today())
        more = tr(
            "Nothing is deleted: they lie locked in {name}, beside the new ones. These are kept without a "
            "passphrase until you set one.",
            name=to.name,
        )
        question = tr("Put the past conversations aside and begin anew?")
        if agreed_to(self, question, tr("Begin anew"), tr("Cancel"), more=more):
            try:
                put_aside(self._log, to)
            except UserError as error:
                self._tell(failure_in_words(error), self.field)
            else:
                self.accept()


def unlock_in_a_window(path: Path | None, parent: QWidget | None = None) -> bool:
    """Ask for the passphrase of a log (None: the usual one) that has one, until it is right or not wanted.

    Returns
    -------
    bool
        Whether the log can be opened now.

    Raises
    ------
    TimelineError
        If the log cannot be read.
    """
    log = path or default_path()
    return not is_locked(log) or answer_to(PassphraseDialog(log, parent))
