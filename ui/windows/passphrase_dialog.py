"""The question for the passphrase of an encrypted log, before anything of it is shown or written."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from fusion.errors import UserError
from fusion.log.connecting import PassphraseNeededError, is_locked, unlock
from fusion.log.timeline import default_path
from ui.widgets.answers import answer_to
from ui.widgets.parts import label, set_text
from ui.widgets.placing import fit_to_words
from ui.wording.failures import failure_in_words
from ui.wording.translation import tr

LETTERS = 50
"""Width of the dialogs that ask for one."""


class PassphraseDialog(QDialog):
    """Accepted once the log is open; a wrong answer is told of beneath, and asked for again."""

    def __init__(self, log: Path) -> None:
        super().__init__(None)
        self._log = log
        self.setWindowTitle("Attune")
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(14)
        column.addWidget(label(tr("Your past conversations are locked"), "heading", wrap=True))
        told = tr("They are kept under a passphrase. Without it they stay closed, and a new one is not kept.")
        column.addWidget(label(told, "muted", wrap=True))
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText(tr("Passphrase"))
        self.field.setAccessibleName(tr("Passphrase"))
        column.addWidget(self.field)
        self.wrong = label("", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        row = QHBoxLayout()
        self.without = QPushButton(tr("Go on without them"))
        self.without.setAutoDefault(False)
        self.without.clicked.connect(self.reject)
        self.unlock = QPushButton(tr("Unlock"))
        self.unlock.setDefault(True)
        self.unlock.clicked.connect(self._try)
        row.addWidget(self.without)
        row.addStretch(1)
        row.addWidget(self.unlock)
        column.addLayout(row)
        fit_to_words(self, column, LETTERS)

    def _try(self) -> None:
        try:
            unlock(self._log, self.field.text())
        except PassphraseNeededError:
            self._tell(tr("This is not the passphrase. Please try again."))
        except UserError as error:
            self._tell(failure_in_words(error))
        else:
            self.accept()

    def _tell(self, sentence: str) -> None:
        set_text(self.wrong, sentence)
        self.wrong.show()
        self.field.selectAll()
        self.field.setFocus()


def unlock_in_a_window(path: Path | None) -> None:
    """Ask for the passphrase of a log (None: the usual one) that has one, until it is right or not wanted.

    Raises
    ------
    TimelineError
        If the log cannot be read.
    """
    log = path or default_path()
    if is_locked(log):
        answer_to(PassphraseDialog(log))
