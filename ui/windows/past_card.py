"""The last two minutes, beneath the card of the live window."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.widgets.appearance import Appearance
from ui.widgets.parts import Card, ElidedLabel, label
from ui.widgets.politely import Politely
from ui.widgets.timeline_strip import TimelineStrip
from ui.wording.translation import tr


class LiveStrip(TimelineStrip):
    """Its right edge is now. Tab leads a screen reader to it, which is told of changes politely."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, tr("The last two minutes"), live=True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._polite = Politely(self)

    def _tell(self, name: str, words: str) -> None:
        self._polite.tell(name, words)


class PastCard(Card):
    """The strip with its name and its times of day."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.strip = LiveStrip(appearance)
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
