"""A small card that stays on top of other windows: shape, word, how sure, the last minute in six bars."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer, pyqtBoundSignal, pyqtSignal
from PyQt6.QtGui import (
    QCloseEvent,
    QColor,
    QContextMenuEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PyQt6.QtWidgets import QApplication, QHBoxLayout, QMenu, QPushButton, QSizeGrip, QVBoxLayout, QWidget

from fusion.evidence import Modality
from ui.live.scene import Scene
from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart
from ui.widgets.emotion_card import ShapeView
from ui.widgets.kept_line import KeptLine
from ui.widgets.parts import Headline, label, set_text, set_twin
from ui.widgets.placing import place_of, put_back
from ui.widgets.politely import Politely
from ui.widgets.shapes import PATTERNS, fill
from ui.widgets.short_key import ShortKey, is_of
from ui.windows.jotting import Jotting
from ui.windows.live_bar import BOOKMARKED_MS
from ui.windows.practice import HEADING, JUST_SHOW
from ui.wording.from_below import from_below
from ui.wording.keys import first_key
from ui.wording.readings import CONFLICTING, NO_SIGNAL, PAUSED, UNCLEAR
from ui.wording.strip_spans import BARS, Minute, minute_of
from ui.wording.translation import together, tr
from ui.wording.whom import say

USUAL, SMALLEST = (392, 136), (330, 124)
"""Width and height at the ordinary text size, pixels: at first, and at least."""
PAST_FROM = 165
"""From this height on (pixels, at the ordinary text size) the last minute is told in words too."""
KEPT_PX = 46
"""So much higher it is at least while sound and picture are kept, pixels at the ordinary text size."""
CORNER_PX = 16
BARS_PX = (BARS * 13 - 4, 28)
"""The last minute's bars at the ordinary text size."""


class MinuteBars(Chart):
    """The last minute as six upright bars; a short bar stands for hard to tell."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._looks = (NO_SIGNAL,) * BARS
        appearance.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedSize(*(self._appearance.scaled(side) for side in BARS_PX))

    def show_minute(self, minute: Minute) -> None:
        """Show the minute up to now."""
        self._looks = minute.looks
        set_twin(self, tr("The last minute"), minute.words)
        if self.toolTip() != minute.words:
            self.setToolTip(minute.words)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / BARS_PX[0], self.height() / BARS_PX[1])
        palette = self._appearance.palette
        for k, look in enumerate(self._looks):
            box = QRectF(k * 13, 0, 9, BARS_PX[1]).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(Qt.PenStyle.NoPen)
            if look in (UNCLEAR, CONFLICTING, PAUSED, NO_SIGNAL):
                box.adjust(0, 9, 0, -9)
                painter.setBrush(QColor(palette.empty if look == NO_SIGNAL else palette.hatch_line))
            else:
                painter.setBrush(QColor(self._appearance.colour_of(look)))
            painter.drawRoundedRect(box, 4, 4)
            if look in PATTERNS:
                fill(painter, box.adjusted(1, 3, -1, -3), look, self._appearance.colour_of(look))


class CompactWindow(QWidget):
    """Moved by dragging; its key, Escape or a double click brings the whole window back."""

    restore = pyqtSignal()
    quit = pyqtSignal()
    """The program is to end: closing the card alone is only the way back."""
    pause = pyqtSignal()
    bookmark = pyqtSignal()
    anew = pyqtSignal()
    reveal = pyqtSignal()
    """In practice: the reading is to be shown."""
    speak = pyqtSignal(bool)
    """The user begins to speak, or has ended."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(
            None,
            Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint,
        )
        self._appearance = appearance
        self._paused = self._over = self._asks = False
        self._learning = False
        self._pressed_at: QPoint | None = None
        self._polite, self._told = Politely(self), ""
        self.setWindowTitle(tr("Attune, compact"))
        self.setToolTip(self._tip())
        self._shape = ShapeView(appearance, 48)
        self._headline = Headline(smallest_px=14)
        self._brief = label("", "small", wrap=True)
        self._show = self._button(tr(JUST_SHOW), self.reveal)
        self._show.hide()
        self.bars = MinuteBars(appearance)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._headline)
        words.addWidget(self._brief)
        words.addWidget(self._show, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 10, 0)
        row.setSpacing(14)
        row.addWidget(self._shape)
        row.addLayout(words, 1)
        row.addWidget(self.bars)
        self._past = label("", "small", wrap=True)
        self.kept = KeptLine(appearance, small=True)
        self._pause = self._button(tr("Pause"), self.pause)
        self._bookmark = self._button(tr("Bookmark"), self._mark)
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(6)
        buttons.addWidget(self._pause)
        buttons.addWidget(self._bookmark)
        buttons.addStretch(1)
        buttons.addWidget(self._button(tr("Whole window"), self.restore))
        self._bookmarked = QTimer(self)
        self._bookmarked.setSingleShot(True)
        self._bookmarked.timeout.connect(lambda: set_text(self._bookmark, tr("Bookmark")))
        self.jotting = Jotting(appearance, small=True)
        self.jotting.leave.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.jotting.done.connect(self._jotted)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self._buttons, 1)
        foot.addWidget(self.jotting, 1)
        foot.addWidget(QSizeGrip(self), 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 8, 8)
        column.setSpacing(4)
        column.addLayout(row, 1)
        column.addWidget(self._past)
        column.addWidget(self.kept)
        column.addLayout(foot)
        ShortKey(self, appearance, "compact", self.restore.emit, besides=("Escape",))
        ShortKey(self, appearance, "quit", self._leave)
        ShortKey(self, appearance, "pause", self.pause.emit)
        ShortKey(self, appearance, "bookmark", self._mark)
        ShortKey(self, appearance, "anew", self.anew.emit)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a screen reader hears of what has the focus
        self.setFocus()
        appearance.changed.connect(self._fit)
        self._place()
        self._fit()

    def tell_bookmarked(self) -> None:
        """Say on the button, for a moment, that it was done, and ask for a word on it."""
        set_text(self._bookmark, tr("Bookmarked"))
        self._bookmarked.start(BOOKMARKED_MS)
        if self.isActiveWindow():  # else a word would be typed into another program
            self._buttons.hide()
            self.jotting.begin()

    def _mark(self) -> None:
        self.jotting.keep()  # a word that is being written is on the bookmark before
        self.bookmark.emit()

    def _jotted(self) -> None:
        """The line goes, and the buttons are there again."""
        self._buttons.show()
        self.setFocus()

    def _leave(self) -> None:
        self.jotting.keep()
        self.quit.emit()

    def show_scene(self, scene: Scene, *, guess_first: bool = False) -> None:
        """Show the newest reading and the last minute; or ask, and show neither before it is wanted."""
        reading, whom = scene.reading, self._appearance.looks.whom
        self._paused = reading.look == PAUSED
        self._learning = scene.learning
        wrong = [from_below(sentence) for sentence in (*scene.trouble.values(), *scene.disk)]
        tip = "\n".join((*wrong, together(self._tip(), scene.known)))
        if self.toolTip() != tip:
            self.setToolTip(tip)
        self._shape.show_look(reading.look, reading.second)
        question = say(whom, HEADING) if guess_first else ""
        headline = question or reading.headline
        known = [] if guess_first else [reading.brief[:1].upper() + reading.brief[1:]]
        brief = " · ".join((*known, *_missing(scene)))
        if (self._headline.text(), self._brief.text(), self._asks) != (headline, brief, guess_first):
            self._headline.setText(headline)
            set_text(self._brief, brief)
            self._ask(guess_first)
            self._fit()
        spoken = together(question or reading.spoken, *wrong)
        if spoken != self._told:
            self._told = spoken
            aloud = reading.aloud if self.isVisible() and not guess_first else ""
            self._polite.tell(say(whom, "How the other person seems"), spoken, aloud)
        minute = minute_of(scene.strip.spans, scene.now, self._appearance.looks)
        self.bars.show_minute(minute)
        set_text(self._past, minute.words)
        if self.kept.words != scene.kept:
            self.kept.show_words(scene.kept)
            self._fit()
        self._over = scene.over
        set_text(self._pause, self._pause_words())

    def _ask(self, asks: bool) -> None:
        """What would tell how somebody seems gives way to the button that shows it, or is back."""
        self._asks = asks
        for telling in (self._shape, self.bars):
            telling.setHidden(asks)
        self._show.setVisible(asks)
        self._brief.setHidden(asks and not self._brief.text())

    def _pause_words(self) -> str:
        """What the first button does."""
        if self._over:
            return tr("Play again")
        return tr("Go on") if self._paused else tr("Pause")

    def _tip(self) -> str:
        key = first_key(self._appearance.settings, "compact") or "Esc"
        return tr("Drag to move. {key} or a double click brings the whole window back.", key=key)

    def _button(self, text: str, pressed: pyqtBoundSignal | Callable[[], None]) -> QPushButton:
        """A quiet button; it takes no focus, so that Space stays Pause: each has a key of its own."""
        made = QPushButton(text)
        made.setProperty("role", "quiet")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(pressed)
        return made

    def _fit(self) -> None:
        scale = self._appearance.scaled
        width, height = (scale(least) for least in SMALLEST)
        more = 0 if self.kept.isHidden() else scale(KEPT_PX)
        self.setMinimumSize(width, height + more)
        growth = min(max(min(self.width() / scale(USUAL[0]), self.height() / scale(USUAL[1])), 1.0), 3.0)
        self._past.setVisible(self.height() >= scale(PAST_FROM) + more and not self._asks)
        self._shape.set_side(round(scale(48) * growth))
        beside = 0 if self._asks else self._shape.width() + self.bars.width() + 28
        room = self.width() - 36 - beside
        self._headline.fit(room, round(scale(23) * growth))
        self.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        outline = QPainterPath()  # cut to shape: without a compositor what is left out would be black
        outline.addRoundedRect(QRectF(self.rect()), CORNER_PX, CORNER_PX)
        self.setMask(QRegion(outline.toFillPolygon().toPolygon()))
        self._fit()

    def _place(self) -> None:
        """Where it stood, or in the upper right corner."""
        self.resize(*(self._appearance.scaled(side) for side in USUAL))
        saved, screen = self._appearance.settings.compact_geometry, QApplication.primaryScreen()
        if (saved is None or not put_back(self, saved, framed=False)) and screen is not None:
            self.move(screen.availableGeometry().topRight() + QPoint(-self.width() - 24, 24))

    def remember_place(self) -> None:
        """Keep where the card stands in the settings."""
        self._appearance.settings.compact_geometry = place_of(self)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self._appearance.palette
        painter.setPen(QPen(QColor(palette.border), 1))
        painter.setBrush(QColor(palette.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER_PX, CORNER_PX)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        left = event is not None and event.button() == Qt.MouseButton.LeftButton
        self._pressed_at = event.pos() if event is not None and left else None

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        # Only a real drag moves it: a desktop asked at the press takes over a short tap, and the card sticks.
        handle, at = self.windowHandle(), self._pressed_at
        if event is None or handle is None or at is None:
            return
        if (event.pos() - at).manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            handle.startSystemMove()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        self.restore.emit()

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        if event is None:
            return
        menu = QMenu(self)
        for text, action in (
            (self._pause_words(), self.pause.emit),
            (tr("Bookmark"), self._mark),
            *(((tr(JUST_SHOW), self.reveal.emit),) if self._asks else ()),
            *(((tr("Somebody else is there: learn them anew"), self.anew.emit),) if self._learning else ()),
            (tr("Back to the whole window"), self.restore.emit),
        ):
            entry = menu.addAction(text)
            if entry is not None:
                entry.triggered.connect(lambda _checked, a=action: a())
        menu.exec(event.globalPos())
        menu.deleteLater()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Menu:
            centre = self.mapToGlobal(self.rect().center())
            self.contextMenuEvent(
                QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, self.rect().center(), centre)
            )
            return
        if self._asks and event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.reveal.emit()
            return
        if is_of(event, self._appearance.settings.keys_of("speak")):
            self.speak.emit(True)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        if is_of(event, self._appearance.settings.keys_of("speak")):
            self.speak.emit(False)
            return
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:
        left = event is not None and event.type() == QEvent.Type.ActivationChange
        if left and not self.isActiveWindow():
            self.speak.emit(False)  # a key let go of in another window is not heard of here
            self.jotting.keep()
        super().changeEvent(event)

    def hideEvent(self, event: QHideEvent | None) -> None:
        self.jotting.keep()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        # Closing the small card is the way back, not the end of the conversation.
        if event is not None and event.spontaneous():
            event.ignore()
            self.restore.emit()
            return
        super().closeEvent(event)


def _missing(scene: Scene) -> list[str]:
    """What is wrong with sound or picture, in a few words each: the sentences are the tooltip's and told."""
    said = scene.reading
    each = ((Modality.VOICE, said.voice), (Modality.FACE, said.face))
    notes = [part.note for m, part in each if m in scene.trouble and part.probabilities is None]
    return [note for note in notes if note not in said.brief]
