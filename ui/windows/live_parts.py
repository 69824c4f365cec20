"""The parts of the live window, and how they share its room at every size."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.appearance import Appearance
from ui.widgets.emotion_card import EmotionCard
from ui.widgets.kept_line import KeptLine
from ui.widgets.stream_cards import CameraCard, VoiceCard
from ui.windows.jotting import Jotting
from ui.windows.live_bar import LiveBar
from ui.windows.live_foot import LiveFoot
from ui.windows.notice import Notice
from ui.windows.past_card import PastCard
from ui.windows.practice import Practice
from ui.wording.translation import tr

LEAST_PX = 560
"""Lower than that, at the ordinary text size, the window does not become: its parts are scrolled."""
LOW_PX = 380
"""In a window lower than that, at the ordinary text size, the last two minutes have no room."""


class _Column(QVBoxLayout):
    """Tells a scroll area of no height for its width: that would be what it likes best, not the least."""

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return False


class ScrolledParts(QScrollArea):
    """Scrolls, by keyboard too, where the window is smaller than the least room for its parts."""

    def __init__(self, parts: LiveParts) -> None:
        super().__init__()
        self._parts = parts
        self.setWidget(parts)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Page"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            if bar is not None:
                bar.rangeChanged.connect(self._follow)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._parts.fit()

    def _follow(self, _least: int, _most: int) -> None:
        bars = (self.verticalScrollBar(), self.horizontalScrollBar())
        scrolls = any(bar is not None and bar.maximum() > 0 for bar in bars)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if scrolls else Qt.FocusPolicy.NoFocus)


class LiveParts(QWidget):
    """The bar above, the streams beside the card, the last two minutes and the foot beneath.

    What the settings hide has no room; whoever changes them, or the notice, calls :meth:`fit`.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setProperty("role", "window")
        self.bar = LiveBar(appearance)
        self.foot = LiveFoot(appearance)
        self.jotting = Jotting(appearance)
        self.notice = Notice()
        self.kept = KeptLine(appearance)
        self.camera = CameraCard(appearance)
        self.voice = VoiceCard(appearance)
        self.card = EmotionCard(appearance)
        self.practice = Practice(appearance)
        self.practice.covering.connect(self.make_room)
        self.practice.gave_way.connect(self.card.setFocus)
        self.past = PastCard(appearance)
        self._streams = QWidget()
        streams = QVBoxLayout(self._streams)
        streams.setContentsMargins(0, 0, 0, 0)
        streams.setSpacing(16)
        streams.addWidget(self.camera, 9)
        streams.addWidget(self.voice, 5)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self._streams)
        middle.addWidget(self.card, 1)
        middle.addWidget(self.practice, 1)
        self._column = _Column(self)
        self._column.setSpacing(10)
        self._column.addWidget(self.bar)
        self._column.addWidget(self.kept)
        self._column.addWidget(self.jotting)
        self._column.addWidget(self.notice)
        self._column.addLayout(middle, 1)
        self._column.addWidget(self.past)
        self._column.addWidget(self.foot)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Follow size and settings."""
        settings = self._appearance.settings
        scale = settings.text_scale
        port = self.parentWidget()  # of which this may be wider, and is then scrolled
        width = self.width() if port is None else port.width()
        wide, tall = width >= 1080 * scale, self.height() >= 700 * scale
        self.setMinimumHeight(round(LEAST_PX * scale))
        margin = 20 if wide else 14
        self._column.setContentsMargins(margin, 8, margin, 8)
        self.bar.fit(width, wide, scale)
        self._streams.setFixedWidth(min(max(round(width * 0.3125), 230), 560))
        self.past.setFixedHeight(self._appearance.scaled(164 if tall else 122))
        self.camera.setVisible(settings.show_face != "off")
        self.voice.setVisible(settings.show_sound != "off")
        self._streams.setVisible(settings.show_face != "off" or settings.show_sound != "off")
        self.notice.stack(width < 1000 * scale)
        self.foot.stack(width < 800 * scale)
        self.make_room()

    def make_room(self) -> None:
        """In a low window what is past gives way to lines above while they stand, and to very large text."""
        settings = self._appearance.settings
        tall = self.height() >= 700 * settings.text_scale
        low = self.height() < LOW_PX * settings.text_scale
        room = tall or (self.notice.isHidden() and self.kept.isHidden() and not low)
        covered = self.practice.covers  # what is past would tell
        self.past.setVisible(settings.show_past and room and not covered)
        back = covered and self.card.hasFocus()
        self.card.setVisible(not covered)
        if back:
            self.practice.setFocus()
