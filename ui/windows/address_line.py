"""A line for a camera's address, and a calm sentence on what comes from there."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from fusion.errors import UserError
from ui.live.camera_address import tidy_address
from ui.widgets.parts import label, set_text
from ui.wording.failures import failure_in_words
from ui.wording.translation import tr


class _Line(QLineEdit):
    """A line whose Enter is its own, and no dialog's."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        super().keyPressEvent(event)
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class AddressLine(QWidget):
    """``given`` fires with what can be an address; whoever tries it says with :meth:`tell` how it went."""

    given = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.line = _Line()
        self.line.setPlaceholderText(tr("Or a camera's address, such as a phone's: http://…"))
        self.line.setAccessibleName(tr("Address of a camera"))
        self.line.returnPressed.connect(self._give)
        self.line.textEdited.connect(self._edited)
        self.asked = ""
        """What is being tried; "" once something else is being typed."""
        self.check = QPushButton(tr("Check and use"))
        self.check.setAutoDefault(False)
        self.check.clicked.connect(self._give)
        self.words = label("", "small", wrap=True)
        self.words.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        grid.addWidget(self.line, 0, 0)
        grid.addWidget(self.check, 0, 1)
        grid.addWidget(self.words, 1, 0, 1, 2)

    def tell(self, sentence: str, *, done: bool = False) -> None:
        """Say how it went; ``done``: the address was taken, and the line is free for another."""
        set_text(self.words, sentence)
        self.words.setVisible(bool(sentence))
        self.check.setEnabled(True)
        if done:
            self.line.clear()

    def forget(self) -> None:
        """Say no more how it went: later that may be otherwise. What is still being tried is told of."""
        if self.check.isEnabled():
            self.tell("")

    def _edited(self) -> None:
        self.asked = ""
        self.tell("")

    def _give(self) -> None:
        if not self.line.text().strip() or not self.check.isEnabled():
            return
        try:
            address = tidy_address(self.line.text())
        except UserError as error:
            self.tell(failure_in_words(error))
            return
        self.tell(tr("Checking whether a picture comes from there…"))
        self.line.setFocus()  # a button that is switched off hands the focus on, to "Back" or "Close"
        self.check.setEnabled(False)
        self.asked = address
        self.given.emit(address)
