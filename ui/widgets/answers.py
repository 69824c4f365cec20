"""What a dialog is answered with; it goes once it is answered."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QMessageBox, QWidget


def answer_to(dialog: QDialog) -> bool:
    """Show a dialog until it is closed; whether it was accepted.

    Qt only hides it then: each would stay as long as its window, and follow the settings with all its parts.
    """
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        dialog.deleteLater()


def agreed_to(
    parent: QWidget, question: str, do_it: str, leave: str, *, more: str = "", title: str = "Attune"
) -> bool:
    """Ask before something is done that cannot be undone, or not easily; to leave it is the usual answer."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)  # they may name a file
    box.setText(question)
    box.setInformativeText(more)
    does_it = box.addButton(do_it, QMessageBox.ButtonRole.DestructiveRole)
    leaves = box.addButton(leave, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(leaves)
    answer_to(box)
    return box.clickedButton() is does_it
