"""The first question: where is the other person?"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.live.trial import Trial
from ui.widgets.parts import label
from ui.windows.where_panel import WherePanel
from ui.wording.captured import IN_THE_ROOM
from ui.wording.translation import tr


class WhereDialog(QDialog):
    """Asks before the first session; what is chosen holds at once, and the settings ask the same."""

    def __init__(self, parent: QWidget | None, try_out: Callable[[], Trial | None]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Attune")
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(14)
        column.addWidget(label(tr("Where is the other person?"), "heading"))
        column.addWidget(label(tr("Attune reads them, not you. You can change this at any time."), "muted"))
        self.panel = WherePanel("room", try_out)
        self.panel.asking.hide()  # the heading has asked
        column.addWidget(self.panel)
        row = QHBoxLayout()
        row.addWidget(label(IN_THE_ROOM.reminder, "muted"))
        row.addStretch(1)
        self.go_on = QPushButton(tr("Go on"))
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(lambda: self.accept())
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.finished.connect(lambda _result: self.panel.close_down())
