"""The live window: one large card, the two streams at its side, the last two minutes beneath."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeyEvent
from PyQt6.QtWidgets import QMainWindow

from fusion.emotions import Emotion
from fusion.events import Guess, OwnLabel
from fusion.evidence import Estimate, Modality
from fusion.mode import Mode
from ui.live.banner import Banner, Message
from ui.live.scene import Scene, StreamScene
from ui.live.state import LiveState
from ui.widgets.answers import answer_to
from ui.widgets.appearance import Appearance
from ui.widgets.parts import set_text, set_twin
from ui.widgets.placing import TITLE_BAR_PX, resize_within_screen
from ui.widgets.short_key import ShortKey, is_first, is_of
from ui.windows.beat import Beat
from ui.windows.first_pages import FirstPages
from ui.windows.keys_help import KeysHelp
from ui.windows.live_parts import LEAST_PX, LiveParts, ScrolledParts
from ui.wording.footer import footer
from ui.wording.keys import first_key
from ui.wording.readings import Reading, getting_ready
from ui.wording.strip_spans import Strip
from ui.wording.translation import tr

if TYPE_CHECKING:
    from ui.live.assemble import Assembly

SMALLEST = (760, LEAST_PX)
"""Least width and height at the ordinary text size, pixels."""


class LiveWindow(QMainWindow):
    """Paints the newest of a running session; it never runs a model and never touches a device.

    What it cannot do by itself it asks for by signal: ``review``, ``settings`` and ``compact`` open other
    windows, ``device_picked`` gives a modality and a device's name, ``dismissed`` tells that the banner was
    read, ``closed`` ends the program.
    """

    review = pyqtSignal()
    settings = pyqtSignal()
    compact = pyqtSignal()
    again = pyqtSignal()
    """The recording is to be played once more."""
    device_picked = pyqtSignal(Modality, object)
    letting_go = pyqtSignal()
    """The session is still there: what is being written on it elsewhere is to be kept now."""
    bookmarked = pyqtSignal()
    """A bookmark was made."""
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
        self._bookmarked_t = 0.0
        self.banner = Banner()
        self.setWindowTitle("Attune")
        resize_within_screen(self, 1280, 800)
        self._build()
        self._bind_keys()
        self.beat = Beat(self, self.tick)
        self._third = 0
        appearance.changed.connect(self._dress)
        self._dress()
        self.show_waiting(getting_ready())

    def attach(self, assembly: Assembly) -> None:
        """Show a session from now on."""
        self.detach()
        self._assembly = assembly
        self.appearance.speak_of(assembly.whom)
        self.state = LiveState(assembly, self.appearance.settings, watch=True)
        available = assembly.session.status()
        self.bar.begin({m.value for m in Modality if m in available}, assembly.session.mode.value)
        self.practice.begin(self.appearance.settings.practice)
        self.camera.whoever.offer(assembly.speakers)
        self.refresh_words()
        self.refresh_pictures()
        self.beat.start()

    def detach(self) -> None:
        """Show no session."""
        self.letting_go.emit()
        self.bar.end()
        self.jotting.keep()
        self.practice.begin(False)
        self.beat.stop()
        if self.state is not None:
            self.state.close()
        self.state, self.scene, self._assembly, self._message = None, None, None, None
        self.foot.anew.hide()
        self.camera.whoever.offer(None)
        self.foot.keep.hide()
        self.parts.kept.show_words("")
        self.camera.show_scene(StreamScene())
        self.card.show_who("")
        self.voice.show_scene(StreamScene())
        self.strip.show_strip(Strip())
        self._times.show_text("")
        self._lately.show_text("")

    def recent(self) -> list[Estimate]:
        """The last two minutes' estimates, oldest first."""
        return [] if self.state is None else list(self.state.recent)

    def hold(self) -> None:
        """Show nothing new by itself; for who calls ``refresh_words`` and ``refresh_pictures`` as wanted."""
        self.beat.stop()

    def show_waiting(self, reading: Reading, failure: str = "") -> None:
        """Show that there is no session yet, or why there is none."""
        self.detach()
        self.card.show_reading(reading)
        self.notice.show_text(failure, tuple(Modality) if failure else (), dismissable=False)
        self.parts.make_room()
        self._footer_text()

    def tick(self) -> None:
        """The newest pictures, and with two of three of them the words."""
        self._third = (self._third + 1) % 3
        if self._third:
            self.refresh_words()
        self.refresh_pictures()

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
        if before is None or (scene.times, scene.strip.lately) != (before.times, before.strip.lately):
            self._times.show_text(scene.times)
            self._lately.show_text(scene.strip.lately)
        if before is None or (scene.paused, scene.over) != (before.paused, before.over):
            self.bar.show_paused(scene.paused, scene.over)
            self.practice.rest(scene.paused or scene.over)
        if before is None or scene.footer != before.footer:
            self.foot.words.setText(scene.footer)
        self.foot.anew.setVisible(scene.learning)
        if before is None or (scene.keepable, scene.kept) != (before.keepable, before.kept):
            self.foot.keep.setVisible(scene.keepable and not scene.kept)
            self.parts.kept.show_words(scene.kept)
            self.parts.make_room()

    def refresh_pictures(self) -> None:
        """Fifteen times a second: the camera's picture and the sound."""
        if self.state is None or not self.isVisible():
            return
        streams = self.state.streams()
        self.camera.show_scene(streams.face)
        self.card.show_who(self.camera.who_is_read)
        self.voice.show_scene(streams.voice)

    def toggle_pause(self) -> None:
        """Pause, or go on."""
        if self._assembly is None:
            return
        session = self._assembly.session
        if self.scene is not None and self.scene.over:
            self.again.emit()
            return
        if session.paused:
            session.resume()
        else:
            session.pause()
        self.refresh_words()
        self.refresh_pictures()

    def bookmark(self) -> bool:
        """Mark this moment, if there is one, and say so on the button for a moment; whether it was marked."""
        if self._assembly is None:
            return False
        if self._assembly.session.finished.is_set():
            self.bar.tell_kept(tr("Not kept: it has ended"))
            return False
        self.jotting.keep()  # a word that is being written is on the bookmark before
        self._bookmarked_t = self._assembly.session.clock.now()
        self._assembly.session.bookmark()
        self.bar.tell_bookmarked()
        self.bookmarked.emit()
        self.refresh_words()
        if self.isActiveWindow():  # else a word would be typed into another program
            self.jotting.begin()
        return True

    def note(self, text: str) -> None:
        """Write a word on the newest bookmark."""
        if self._assembly is not None:
            self._assembly.session.note(text, self._bookmarked_t)

    def _label(self, own: OwnLabel) -> None:
        if self._assembly is None:
            return
        if self._assembly.session.finished.is_set():
            self.bar.tell_kept(tr("Not kept: it has ended"))
        elif self._assembly.session.paused:
            self.bar.tell_kept(tr("Not kept: paused"))
        else:
            self._assembly.session.label(own)
            word = self.appearance.looks.of[own.emotion].word
            self.bar.tell_kept(tr("Kept: {word}", word=word))

    def _guess(self, emotion: Emotion | None) -> None:
        if self._assembly is not None and self.state is not None and emotion is not None:
            guess = Guess(emotion, self.state.named)
            self._assembly.session.guess(guess)
            self.practice.count(guess)

    def start_anew(self) -> None:
        """Forget what was learnt of whoever is there: it is somebody else now."""
        if self.state is not None:
            self.state.start_anew()
            self.refresh_words()

    def set_mode(self, mode: str) -> None:
        """Use "both", "voice" or "face" from now on."""
        if self._assembly is None or not self.bar.modes.can_choose(mode):
            return
        self.bar.modes.select(mode)
        self._assembly.session.set_mode(Mode(mode))
        self.refresh_words()
        self.refresh_pictures()

    def show_keys(self) -> None:
        """List the keys."""
        if answer_to(KeysHelp(self, self.appearance.settings)):
            answer_to(FirstPages(self, self.appearance, None))

    def _build(self) -> None:
        self.parts = parts = LiveParts(self.appearance)
        self.bar, self.foot, self.jotting, self.notice = parts.bar, parts.foot, parts.jotting, parts.notice
        self.camera, self.voice, self.card = parts.camera, parts.voice, parts.card
        self.practice, self.strip = parts.practice, parts.past.strip
        self._times, self._lately = parts.past.times, parts.past.lately
        for wanted, act in (
            (self.bar.mode_chosen, self.set_mode),
            (self.bar.pause, self.toggle_pause),
            (self.bar.bookmark, self.bookmark),
            (self.bar.compact, self.compact),
            (self.bar.review, self.review),
            (self.bar.settings, self.settings),
            (self.foot.anew_wanted, self.start_anew),
            (self.foot.keys_wanted, self.show_keys),
            (self.jotting.noted, self.note),
            (self.jotting.labelled, self._label),
            (self.notice.dismissed, self._dismiss_notice),
            (self.notice.pickers.picked, self.device_picked),
            (self.camera.picture.chosen, self._choose_face),
            (self.practice.guessed, self._guess),
        ):
            wanted.connect(act)
        self.jotting.bind(self)
        self.setCentralWidget(ScrolledParts(parts))
        # The focus rests here until Tab is pressed, so that Space means Pause from the start.
        parts.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        parts.setFocus()
        set_twin(parts, tr("Live window"), tr("Space pauses, Tab leads on, F1 lists the keys."))
        self.jotting.done.connect(parts.setFocus)

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
        for action, pressed in actions.items():
            ShortKey(self, self.appearance, action, pressed, but=("Space",))

    def _show_notice(self, scene: Scene) -> None:
        message = self.banner.message(scene)
        if message != self._message:
            self._message = message
            self.notice.show_text(message.text, message.pickers, dismissable=True)
            self.parts.make_room()

    def _dismiss_notice(self) -> None:
        self.banner.dismiss()
        self.parts.setFocus()  # the button that had it goes
        if self.scene is not None:
            self._show_notice(self.scene)
        self.dismissed.emit()

    def _footer_text(self) -> None:
        """The foot of a window without a session."""
        set_text(self.foot.words, footer(self.appearance.settings.show_privacy_reminder))

    def _choose_face(self, x: float, y: float) -> None:
        if self._assembly is not None:
            self._assembly.choose_face(x, y)

    def _dress(self) -> None:
        """Follow the settings: room for larger text, as far as the screen has it."""
        screen = self.screen()
        if screen is not None:
            room = screen.availableSize()
            width, height = (self.appearance.scaled(least) for least in SMALLEST)
            self.setMinimumSize(min(width, room.width()), min(height, room.height() - TITLE_BAR_PX))
        self.banner.speak_key = first_key(self.appearance.settings, "speak")
        if self.state is None:
            self._footer_text()
        else:
            self.state.follow(self.appearance.settings)
            self.practice.follow(self.appearance.settings.practice)
            self.refresh_words()
        self.parts.fit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        # Space reaches the window only where no button or list has the focus and takes it for itself.
        if is_first(event, Qt.Key.Key_Space):
            self.toggle_pause()
            return
        if is_of(event, self.appearance.settings.keys_of("speak")):
            self.i_speak(True)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        if is_of(event, self.appearance.settings.keys_of("speak")):
            self.i_speak(False)
            return
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:
        if not self.isActiveWindow():
            self.i_speak(False)  # a key let go of in another window is not heard of here
        super().changeEvent(event)

    def i_speak(self, on: bool) -> None:
        """The user begins to speak, or has ended: their voice does not count."""
        if self._assembly is not None:
            self._assembly.i_speak(on)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self.detach()
        self.closed.emit()
        super().closeEvent(event)
