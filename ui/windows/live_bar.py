"""The bar at the top of the live window: what is read, pause, bookmark, and the way to the other windows."""

from __future__ import annotations

from collections.abc import Collection

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from ui.widgets.appearance import Appearance
from ui.widgets.key_button import KeyButton
from ui.widgets.parts import Segments, label
from ui.wording.translation import mark, tr

MODES = (("both", mark("Voice + face")), ("voice", mark("Voice only")), ("face", mark("Face only")))
SHORT_MODES = (("both", mark("Both")), ("voice", mark("Voice")), ("face", mark("Face")))
BOOKMARKED_MS = 1500
MARGINS_PX = 40
"""Of the window, left and right of the bar at most."""


class LiveBar(QWidget):
    """Tells by signal what is wanted; does nothing by itself."""

    mode_chosen = pyqtSignal(str)
    pause = pyqtSignal()
    bookmark = pyqtSignal()
    compact = pyqtSignal()
    review = pyqtSignal()
    settings = pyqtSignal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.modes = Segments(tr("What is read"), MODES)
        self.modes.select("both")
        self.modes.chosen.connect(self.mode_chosen)
        self._brand = label("Attune", "brand")
        self._pause = KeyButton(tr("Pause"), appearance, "pause", self.pause.emit)
        self._bookmark = KeyButton(tr("Bookmark"), appearance, "bookmark", self.bookmark.emit)
        self._others = (
            KeyButton(tr("Compact"), appearance, "compact", self.compact.emit),
            KeyButton(tr("Review"), appearance, "review", self.review.emit),
            KeyButton(tr("Settings"), appearance, "settings", self.settings.emit),
        )
        for button in self._others:
            button.show_key(False)
        self._rows = QHBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._halves = QHBoxLayout(), QHBoxLayout()
        for part in (self._brand, self.modes, self._pause, self._bookmark):
            self._halves[0].addWidget(part)
        self._halves[0].addStretch(1)
        for part in self._others:
            self._halves[1].addWidget(part)
        self._rows.addLayout(self._halves[0], 1)
        self._rows.addLayout(self._halves[1])
        self._rows.setAlignment(self._halves[1], Qt.AlignmentFlag.AlignLeft)
        self._bookmarked = QTimer(self)
        self._bookmarked.setSingleShot(True)
        self._bookmarked.timeout.connect(lambda: self._bookmark.rename(tr("Bookmark")))

    def begin(self, available: Collection[str], mode: str) -> None:
        """There is a session, with these modalities, in this mode."""
        self.modes.offer(available)
        self.modes.select(mode)
        self._enable(True)

    def end(self) -> None:
        """There is no session."""
        self._bookmarked.stop()
        self._bookmark.rename(tr("Bookmark"))
        self._enable(False)

    def show_paused(self, paused: bool, over: bool = False) -> None:
        """Name the button by what it does now."""
        if over:
            self._pause.rename(tr("Play again"))
            return
        self._pause.rename(tr("Go on") if paused else tr("Pause"))

    def tell_bookmarked(self) -> None:
        """Say on the button, for a moment, that it was done."""
        self.tell_kept(tr("Bookmarked"))

    def tell_kept(self, words: str) -> None:
        """Say on the bookmarks' button, for a moment, what was written down."""
        self._bookmark.rename(words)
        self._bookmarked.start(BOOKMARKED_MS)

    def fit(self, width: int, wide: bool, scale: float) -> None:
        """What there is room for in a window of this width (pixels), at this text size."""
        self.modes.rename(MODES if width >= 880 * scale else SHORT_MODES)
        gap = 16 if wide else 6
        for row in (self._rows, *self._halves):
            row.setSpacing(gap)
        self._brand.setVisible(wide)
        self._pause.show_key(wide)
        self._bookmark.show_key(wide)
        beside = sum(half.minimumSize().width() for half in self._halves) + gap <= width - MARGINS_PX
        self._rows.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def _enable(self, on: bool) -> None:
        for part in (self.modes, self._pause, self._bookmark):
            part.setEnabled(on)
