"""The live window: one large card, the two streams at its side, the last two minutes beneath."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PyQt6.QtWidgets import QHBoxLayout, QMainWindow, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from fusion.evidence import Modality
from fusion.mode import Mode
from ui.live.banner import Banner, Message
from ui.live.scene import Scene, StreamScene
from ui.live.state import LiveState
from ui.widgets.appearance import Appearance
from ui.widgets.emotion_card import EmotionCard
from ui.widgets.parts import Card, ElidedLabel, KeyButton, Segments, label, resize_within_screen, set_text
from ui.widgets.stream_cards import CameraCard, VoiceCard
from ui.widgets.timeline_strip import TimelineStrip
from ui.windows.keys_help import KEYS, KeysHelp
from ui.windows.notice import Notice
from ui.wording.footer import footer
from ui.wording.readings import Reading, getting_ready
from ui.wording.strip_spans import Strip

if TYPE_CHECKING:
    from ui.live.assemble import Assembly

WORDS_MS = 100
PICTURES_MS = 66
SMALLEST = (760, 560)
"""Least width and height at the ordinary text size, pixels."""
MODES = (("both", "Voice + face"), ("voice", "Voice only"), ("face", "Face only"))
SHORT_MODES = (("both", "Both"), ("voice", "Voice"), ("face", "Face"))
BOOKMARKED_MS = 1500


class LiveWindow(QMainWindow):
    """Paints the newest of a running session; it never runs a model and never touches a device.

    What it cannot do by itself it asks for by signal: ``review``, ``settings`` and ``compact`` open other
    windows, ``device_picked`` gives a modality and a device's name, ``dismissed`` tells that the banner was
    read, ``closed`` ends the program.
    """

    review = pyqtSignal()
    settings = pyqtSignal()
    compact = pyqtSignal()
    device_picked = pyqtSignal(Modality, object)
    dismissed = pyqtSignal()
    closed = pyqtSignal()
    refreshed = pyqtSignal(object)
    """After each turn, with the :class:`ui.live.scene.Scene` shown."""

    def __init__(self, appearance: Appearance) -> None:
        self._assembly: Assembly | None = None  # asked for by events from the first moment on
        super().__init__()
        self.appearance = appearance
        self.state: LiveState | None = None
        self.scene: Scene | None = None
        """What is shown; None while there is no session."""
        self._message: Message | None = None
        self.banner = Banner()
        self.setWindowTitle("Attune")
        resize_within_screen(self, 1280, 800)
        self._build()
        self._bind_keys()
        self._words = QTimer(self)
        self._words.setInterval(WORDS_MS)
        self._words.timeout.connect(self.refresh_words)
        self._pictures = QTimer(self)
        self._pictures.setInterval(PICTURES_MS)
        self._pictures.timeout.connect(self.refresh_pictures)
        self._bookmarked = QTimer(self)
        self._bookmarked.setSingleShot(True)
        self._bookmarked.timeout.connect(self._bookmark_told)
        appearance.changed.connect(self._dress)
        self._dress()
        self.show_waiting(getting_ready())

    def attach(self, assembly: Assembly) -> None:
        """Show a session from now on."""
        self.detach()
        self._assembly = assembly
        self.state = LiveState(assembly, self.appearance.settings, watch=True)
        available = assembly.session.status()
        self._modes.offer({m.value for m in Modality if m in available})
        self._modes.select(assembly.session.mode.value)
        for part in (self._modes, self._pause, self._bookmark):
            part.setEnabled(True)
        self.refresh_words()
        self.refresh_pictures()
        self._words.start()
        self._pictures.start()

    def detach(self) -> None:
        """Show no session."""
        self._bookmarked.stop()
        self._bookmark_told()
        self._words.stop()
        self._pictures.stop()
        if self.state is not None:
            self.state.close()
        self.state, self.scene, self._assembly, self._message = None, None, None, None
        self._anew.hide()
        self.camera.show_scene(StreamScene())
        self.voice.show_scene(StreamScene())
        self.strip.show_strip(Strip())
        self._times.show_text("")

    def show_waiting(self, reading: Reading, failure: str = "") -> None:
        """Show that there is no session yet, or why there is none."""
        self.detach()
        self.card.show_reading(reading)
        for part in (self._modes, self._pause, self._bookmark):
            part.setEnabled(False)
        self.notice.show_text(failure, tuple(Modality) if failure else (), dismissable=False)
        self._make_room()
        self._footer_text()

    def refresh_words(self) -> None:
        """Ten times a second: the card, the strip, the banner."""
        if self.state is None:
            return
        before, self.scene = self.scene, self.state.update()
        self._paint(self.scene, before)
        self._show_notice(self.scene)
        self.refreshed.emit(self.scene)

    def _paint(self, scene: Scene, before: Scene | None) -> None:
        """Show a scene; what is as it was ``before`` is not painted again."""
        self.card.show_reading(scene.reading)
        self.card.words.show_words(scene.words)
        if scene.mapped:
            self.card.map.show_affect(scene.affect, scene.reading.look)
        self.strip.show_strip(scene.strip)
        if before is None or scene.times != before.times:
            self._times.show_text(scene.times)
        if before is None or scene.paused != before.paused:
            self._pause.rename("Go on" if scene.paused else "Pause")
        if before is None or scene.footer != before.footer:
            self._footer.setText(scene.footer)
        self._anew.setVisible(scene.learning)

    def refresh_pictures(self) -> None:
        """Fifteen times a second: the camera's picture and the sound."""
        if self.state is None or not self.isVisible():
            return
        streams = self.state.streams()
        self.camera.show_scene(streams.face)
        self.voice.show_scene(streams.voice)

    def toggle_pause(self) -> None:
        """Pause, or go on."""
        if self._assembly is None:
            return
        session = self._assembly.session
        if session.paused:
            session.resume()
        else:
            session.pause()
        self.refresh_words()
        self.refresh_pictures()

    def bookmark(self) -> None:
        """Mark this moment, and say so on the button for a moment."""
        if self._assembly is None:
            return
        self._assembly.session.bookmark()
        self._bookmark.rename("Bookmarked")
        self._bookmarked.start(BOOKMARKED_MS)
        self.refresh_words()

    def start_anew(self) -> None:
        """Forget what was learnt of whoever is there: it is somebody else now."""
        if self.state is not None:
            self.state.start_anew()
            self.refresh_words()

    def _bookmark_told(self) -> None:
        self._bookmark.rename("Bookmark")

    def set_mode(self, mode: str) -> None:
        """Use "both", "voice" or "face" from now on."""
        if self._assembly is None or not self._modes.can_choose(mode):
            return
        self._modes.select(mode)
        self._assembly.session.set_mode(Mode(mode))
        self.refresh_words()
        self.refresh_pictures()

    def show_keys(self) -> None:
        """List the keys."""
        KeysHelp(self).exec()

    def _build(self) -> None:
        self._modes = Segments("What is read", MODES)
        self._modes.select("both")
        self._modes.chosen.connect(self.set_mode)
        self._brand = label("Attune", "brand")
        self._pause = KeyButton("Pause", "Space", self.toggle_pause)
        self._bookmark = KeyButton("Bookmark", "B", self.bookmark)
        others = (
            KeyButton("Compact", "C", self.compact.emit),
            KeyButton("Review", "R", self.review.emit),
            KeyButton("Settings", "S", self.settings.emit),
        )
        for button in others:
            button.show_key(False)
        bar = QHBoxLayout()
        bar.setSpacing(12)
        for part in (self._brand, self._modes, self._pause, self._bookmark):
            bar.addWidget(part)
        bar.addStretch(1)
        for button in others:
            bar.addWidget(button)
        self._bar = bar

        self.notice = Notice()
        self.notice.dismissed.connect(self._dismiss_notice)
        self.notice.pickers.picked.connect(self.device_picked)
        self.camera = CameraCard(self.appearance)
        self.camera.picture.chosen.connect(self._choose_face)
        self.voice = VoiceCard(self.appearance)
        self.card = EmotionCard(self.appearance)
        streams = QVBoxLayout()
        streams.setSpacing(16)
        streams.addWidget(self.camera, 9)
        streams.addWidget(self.voice, 5)
        self._streams = QWidget()
        streams.setContentsMargins(0, 0, 0, 0)
        self._streams.setLayout(streams)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self._streams)
        middle.addWidget(self.card, 1)

        root = QVBoxLayout()
        root.setSpacing(10)
        root.addLayout(bar)
        root.addWidget(self.notice)
        root.addLayout(middle, 1)
        root.addWidget(self._build_strip())
        root.addLayout(self._build_footer())
        self._root = root
        centre = QWidget()
        centre.setProperty("role", "window")
        centre.setLayout(root)
        self.setCentralWidget(centre)
        # The focus rests here until Tab is pressed, so that Space means Pause from the start.
        centre.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        centre.setFocus()

    def _build_strip(self) -> QWidget:
        self._strip_card = Card()
        self.strip = TimelineStrip(self.appearance, "The last two minutes", live=True)
        self._times = ElidedLabel("", align_right=True)
        head = QHBoxLayout()
        head.addWidget(label("The last two minutes", "small"))
        head.addWidget(self._times, 1)
        column = QVBoxLayout(self._strip_card)
        column.setContentsMargins(18, 14, 18, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.strip, 1)
        self._strip_card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return self._strip_card

    def _build_footer(self) -> QHBoxLayout:
        self._footer = label("", "small", wrap=True)
        self._footer.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._anew = QPushButton("Learn anew: N")
        self._anew.setProperty("role", "plain")
        self._anew.setAccessibleName("Somebody else is there: learn them anew")
        self._anew.setAccessibleDescription("Key: N")
        self._anew.setToolTip("Somebody else is there: forget what was learnt of whom was there before (N)")
        self._anew.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._anew.clicked.connect(lambda: self.start_anew())
        self._anew.hide()
        keys = QPushButton("Keys: ?")
        keys.setProperty("role", "plain")
        keys.setAccessibleName("List the keys")
        keys.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keys.clicked.connect(lambda: self.show_keys())
        row = QHBoxLayout()
        row.setContentsMargins(2, 0, 0, 0)
        row.addWidget(self._footer, 1)
        row.addWidget(self._anew)
        row.addWidget(keys)
        return row

    def _bind_keys(self) -> None:
        actions: dict[str, Callable[[], object]] = {
            "pause": self.toggle_pause,
            "bookmark": self.bookmark,
            "anew": self.start_anew,
            "compact": self.compact.emit,
            "review": self.review.emit,
            "settings": self.settings.emit,
            "keys": self.show_keys,
            "both": lambda: self.set_mode("both"),
            "voice": lambda: self.set_mode("voice"),
            "face": lambda: self.set_mode("face"),
            "quit": self.close,
        }
        for entry in KEYS:
            for key in entry.shortcuts:
                QShortcut(QKeySequence(key), self).activated.connect(actions[entry.action])

    def _show_notice(self, scene: Scene) -> None:
        message = self.banner.message(scene)
        if message != self._message:
            self._message = message
            self.notice.show_text(message.text, message.pickers, dismissable=True)
            self._make_room()

    def _dismiss_notice(self) -> None:
        self.banner.dismiss()
        if self.scene is not None:
            self._show_notice(self.scene)
        self.dismissed.emit()

    def _footer_text(self) -> None:
        """The foot of a window without a session."""
        set_text(self._footer, footer(self.appearance.settings.show_privacy_reminder))

    def _choose_face(self, x: float, y: float) -> None:
        if self._assembly is not None:
            self._assembly.choose_face(x, y)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _dress(self) -> None:
        """Follow the settings: room for larger text, as far as the screen has it."""
        screen = self.screen()
        if screen is not None:
            room = screen.availableSize()
            width, height = (self.appearance.scaled(least) for least in SMALLEST)
            self.setMinimumSize(min(width, room.width()), min(height, room.height()))
        if self.state is None:
            self._footer_text()
        else:
            self.state.follow(self.appearance.settings)
            self.refresh_words()
        self._fit()

    def _fit(self) -> None:
        """What there is room for at this size."""
        scale = self.appearance.settings.text_scale
        wide, tall = self.width() >= 1080 * scale, self.height() >= 700 * scale
        self._modes.rename(MODES if self.width() >= 880 * scale else SHORT_MODES)
        margin = 20 if wide else 14
        self._root.setContentsMargins(margin, 8, margin, 8)
        self._bar.setSpacing(16 if wide else 6)
        self._brand.setVisible(wide)
        self._pause.show_key(wide)
        self._bookmark.show_key(wide)
        self._streams.setFixedWidth(min(max(round(self.width() * 0.3125), 230), 560))
        self._strip_card.setFixedHeight(self.appearance.scaled(164 if tall else 122))
        self.notice.stack(self.width() < 1000 * scale)
        self._make_room()

    def _make_room(self) -> None:
        """In a low window what is past gives way to the banner while that stands."""
        tall = self.height() >= 700 * self.appearance.settings.text_scale
        self._strip_card.setVisible(tall or self.notice.isHidden())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        # Space reaches the window only where no button or list has the focus and takes it for itself.
        if event is not None and event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.toggle_pause()
            return
        if event is not None and event.key() == Qt.Key.Key_I and not event.isAutoRepeat():
            self._i_speak(True)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_I and not event.isAutoRepeat():
            self._i_speak(False)
            return
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:
        if not self.isActiveWindow():
            self._i_speak(False)  # a key let go of in another window is not heard of here
        super().changeEvent(event)

    def _i_speak(self, on: bool) -> None:
        if self._assembly is not None:
            self._assembly.i_speak(on)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self.detach()
        self.closed.emit()
        super().closeEvent(event)
