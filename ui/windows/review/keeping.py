"""How long conversations are kept, and how all of them are deleted."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QDialog, QMessageBox, QPushButton, QVBoxLayout, QWidget

from ui.widgets.parts import close_button, label, set_text

WHERE = "All that is kept lies in one file on this computer, readable by you alone. Nothing is sent anywhere."


class KeepingDialog(QDialog):
    """What is kept, and the way out.

    Parameters
    ----------
    count
        How many conversations have ended and can be deleted.
    """

    delete_all = pyqtSignal()

    def __init__(self, parent: QWidget, count: int) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keeping and deleting")
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(14)
        words = label(WHERE, wrap=True)
        words.setMinimumWidth(420)
        column.addWidget(words)
        self._count = label("", "muted", wrap=True)
        set_text(self._count, f"{count} conversations are kept." if count != 1 else "1 conversation is kept.")
        column.addWidget(self._count)
        buttons = close_button(self.accept)
        self.all = QPushButton("Delete all…")
        self.all.setEnabled(count > 0)
        self.all.clicked.connect(lambda: self._ask(count))
        buttons.addButton(self.all, buttons.ButtonRole.DestructiveRole)
        column.addWidget(buttons)

    def _ask(self, count: int) -> None:
        question = f"Delete all {count} conversations?" if count != 1 else "Delete the one conversation?"
        if sure(self, question, "It can be undone until the review is closed. Exported files stay."):
            self.delete_all.emit()
            self.accept()


def sure(parent: QWidget, question: str, consequence: str) -> bool:
    """Ask before deleting; keeping is the usual answer."""
    box = QMessageBox(parent)
    box.setWindowTitle("Attune")
    box.setText(question)
    box.setInformativeText(consequence)
    delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.exec()
    return box.clickedButton() is delete
