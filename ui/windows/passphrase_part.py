"""The part of the settings that puts past conversations under a passphrase, changes it, or takes it away."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fusion.errors import UserError
from fusion.log.connecting import PassphraseNeededError, is_encrypted, quoted, unlock
from fusion.log.kept import kept_files
from ui.widgets.parts import label, set_text, stand_beneath_tick
from ui.windows.passphrase_dialog import NOT_IT, PassphraseQuestion
from ui.wording.failures import failure_in_words
from ui.wording.kept import OPEN_BESIDE
from ui.wording.translation import mark, together, tr

UNDER_ONE = mark("Past conversations are kept under a passphrase. Attune asks for it when it starts.")
UNDER_NONE = mark("Past conversations are kept without a passphrase: who can read your files can read them.")
NOT_INSTALLED = mark("For a passphrase, install SQLCipher first: pip install sqlcipher3.")
LOST = mark(
    "The passphrase is kept nowhere. Who loses it loses the past conversations: nobody can open them again, "
    "Attune's makers neither."
)
OPEN_TO_READERS = mark("Afterwards whoever can read your files can read your past conversations.")
PAUSES = mark("This ends a conversation that is going on, and begins a new one.")


@dataclass(frozen=True)
class Change:
    """A log is to have another passphrase: ``now`` is the present one, ``new`` the other; None for none."""

    log: Path
    now: str | None
    new: str | None


class PassphrasePart(QWidget):
    """Says whether there is a passphrase, and asks for another; ``wanted`` hands over the :class:`Change`.

    Parameters
    ----------
    log
        The log.
    """

    wanted = pyqtSignal(object)

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        stand_beneath_tick(self, 4)
        column.setSpacing(8)
        self.state = label("", "small", wrap=True)
        column.addWidget(self.state)
        self.give, self.remove = QPushButton(), QPushButton(tr("Take it away…"))
        self.give.clicked.connect(lambda: self.ask(remove=False))
        self.remove.clicked.connect(lambda: self.ask(remove=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.give)
        row.addWidget(self.remove)
        row.addStretch(1)
        column.addLayout(row)
        self.dialog: PassphraseChange | None = None
        """The question while it is asked."""
        self.refresh()

    def refresh(self) -> None:
        """Say how it is now."""
        try:
            encrypted = is_encrypted(self._log)
        except UserError as error:
            self._show(failure_in_words(error), may=False)
            return
        installed = find_spec("sqlcipher3") is not None
        self.give.setText(tr("Change the passphrase…") if encrypted else tr("Set a passphrase…"))
        self.remove.setVisible(encrypted)
        state = tr(UNDER_ONE) if encrypted else tr(UNDER_NONE)
        if encrypted and kept_files(self._log):
            state = together(state, tr(OPEN_BESIDE))
        self._show(state if installed else together(state, tr(NOT_INSTALLED)), may=installed)

    def over(self, error: Exception | None = None) -> None:
        """The change was made, or could not be."""
        self.refresh()
        if error is not None:
            self._say(failure_in_words(error))
        if (window := self.window()) is not None and window.focusWidget() is self:
            self.give.setFocus()

    def ask(self, *, remove: bool) -> None:
        """Ask for the passphrases."""
        self.dialog = PassphraseChange(self._log, remove=remove, parent=self)
        self.dialog.finished.connect(self._answered)
        self.dialog.open()

    def _answered(self, result: int) -> None:
        dialog, self.dialog = self.dialog, None
        assert dialog is not None
        if result == QDialog.DialogCode.Accepted:
            self.setFocus()  # else it goes on to the tick beneath, and Space would change that
            self._show(tr("The past conversations are being written anew."), may=False)
            self.wanted.emit(dialog.change)
        dialog.deleteLater()

    def _show(self, state: str, *, may: bool) -> None:
        self._say(state)
        self.give.setEnabled(may)
        self.remove.setEnabled(may)

    def _say(self, state: str) -> None:
        set_text(self.state, state)
        self.setAccessibleName(state)  # told where it has the focus, while the log is written anew


class PassphraseChange(PassphraseQuestion):
    """Asks for the present passphrase, where there is one, and twice for the new one.

    Attributes
    ----------
    change
        What was asked for, once it is accepted.
    """

    def __init__(self, log: Path, *, remove: bool, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            tr("Take the passphrase away") if remove else tr("A passphrase for past conversations"),
            label(tr(OPEN_TO_READERS) if remove else tr(LOST), wrap=True),
            label(tr(PAUSES), "muted", wrap=True),
        )
        self.change = Change(log, None, None)
        self.now = self._ask(tr("Present passphrase")) if is_encrypted(log) else None
        self.new = None if remove else self._ask(tr("New passphrase"))
        self.again = None if remove else self._ask(tr("The new one once more"))
        do_it = tr("Take it away") if remove else tr("Set the passphrase")
        self.go_on = self._finish(tr("Cancel"), do_it)[1]

    def _try(self) -> None:
        new = self.new.text() if self.new is not None else None
        if self.again is not None and self.again.text() != new:
            self._tell(tr("The two are not the same. Please type the new one twice."), self.again)
            return
        now = self.now.text() if self.now is not None else None
        try:
            if new is not None:
                quoted(new)
            if now is not None:
                unlock(self.change.log, now)
        except PassphraseNeededError:
            self._tell(tr(NOT_IT), self.now)
        except UserError as error:
            self._tell(failure_in_words(error), self.new)
        else:
            self.change = Change(self.change.log, now, new)
            self.accept()
