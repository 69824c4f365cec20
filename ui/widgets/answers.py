"""What a dialog is answered with; it goes once it is answered."""

from __future__ import annotations

from PyQt6.QtWidgets import QDialog


def answer_to(dialog: QDialog) -> bool:
    """Show a dialog until it is closed; whether it was accepted.

    Qt only hides it then: each would stay as long as its window, and follow the settings with all its parts.
    """
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        dialog.deleteLater()
