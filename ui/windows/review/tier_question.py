"""Which tier of a file of labels is meant."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ui.widgets.choice import Choice, name_of
from ui.wording.translation import tr


class TierQuestion(QDialog):
    """Offers the tiers by their names; ``choice`` holds the one that is meant."""

    def __init__(self, parent: QWidget | None, tiers: Sequence[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Labels by a person"))
        question = tr("The file has several tiers. Which one says how they seemed?")
        self.choice = Choice()
        self.choice.offer(((tier, tier) for tier in tiers), tiers[0])
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Show it"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(12)
        for part in (name_of(self.choice, question), self.choice, buttons):
            column.addWidget(part)
