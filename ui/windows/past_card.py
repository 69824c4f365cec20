"""The last two minutes, beneath the card of the live window."""

from __future__ import annotations

from PyQt6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.widgets.appearance import Appearance
from ui.widgets.parts import Card, ElidedLabel, label
from ui.widgets.timeline_strip import TimelineStrip
from ui.wording.translation import tr


class PastCard(Card):
    """The strip with its name and its times of day."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.strip = TimelineStrip(appearance, tr("The last two minutes"), live=True)
        self.strip.lead_here()
        self.times = ElidedLabel("", align_right=True)
        head = QHBoxLayout()
        head.addWidget(label(tr("The last two minutes"), "small"))
        head.addWidget(self.times, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.strip, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
