"""The last two minutes, beneath the card of the live window."""

from __future__ import annotations

from PyQt6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout

from ui.widgets.appearance import Appearance
from ui.widgets.parts import Card, ElidedLabel, label
from ui.widgets.timeline_strip import TimelineStrip
from ui.wording.translation import tr

ONE_LINE_TO = 1.2
"""Beside larger text than this the slow word has a line of its own."""


class PastCard(Card):
    """The strip with its name, what the last minute was mostly like, and its times of day."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.strip = TimelineStrip(appearance, tr("The last two minutes"), live=True)
        self.strip.lead_here()
        self.lately = ElidedLabel()
        self.times = ElidedLabel(align_right=True)
        self._head = QGridLayout()
        self._head.setHorizontalSpacing(14)
        self._head.setVerticalSpacing(2)
        self._head.addWidget(label(tr("The last two minutes"), "small"), 0, 0)
        self._head.addWidget(self.times, 0, 2)
        self._head.setColumnStretch(1, 3)
        self._head.setColumnStretch(2, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 10)
        column.setSpacing(8)
        column.addLayout(self._head)
        column.addWidget(self.strip, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        if self._appearance.settings.text_scale <= ONE_LINE_TO:
            self._head.addWidget(self.lately, 0, 1)
        else:
            self._head.addWidget(self.lately, 1, 0, 1, 3)
