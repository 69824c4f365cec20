"""Windows as they are painted for pictures: each view, showing a session that stands still or a made log."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PyQt6.QtCore import QEventLoop, QSize
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QWidget

from fusion.emotions import Emotion
from fusion.evidence import State
from fusion.keeping.what import Keep
from fusion.log.timeline import Timeline
from fusion.moment import Moment
from fusion.whom import Whom

if TYPE_CHECKING:
    from ui.widgets.appearance import Appearance
    from ui.windows.device_pickers import DevicePickers

SIZE, SMALL = (1280, 800), (900, 600)
"""Of the windows, pixels."""
NO_DEVICE = "No camera and no microphone were found: connect one, or use --source demo."
"""As the session says it."""
NO_LOG = Path("nowhere/attune.db")
"""The user's own is not looked at."""
PAUSED_S = 12.0
"""So long ago a pause began."""
LIMIT_S = 30.0
"""A log is opened in the background; longer than this it never takes."""
FEELINGS = (Emotion.NEUTRAL, Emotion.HAPPY, Emotion.SAD, Emotion.ANGRY, Emotion.AFRAID)
Window = TypeVar("Window", bound=QWidget)
STATES: dict[str, tuple[State, Emotion | None, Emotion | None]] = {
    "calm": (State.CLEAR, Emotion.NEUTRAL, Emotion.NEUTRAL),
    "happy": (State.CLEAR, Emotion.HAPPY, Emotion.HAPPY),
    "sad": (State.CLEAR, Emotion.SAD, None),
    "angry": (State.CLEAR, Emotion.ANGRY, Emotion.NEUTRAL),
    "worried": (State.CLEAR, Emotion.AFRAID, Emotion.AFRAID),
    "disgusted": (State.CLEAR, Emotion.DISGUSTED, Emotion.DISGUSTED),
    "surprised": (State.CLEAR, None, Emotion.SURPRISED),
    "mixed": (State.MIXED, Emotion.HAPPY, Emotion.SURPRISED),
    "differ": (State.CONFLICTING, Emotion.ANGRY, Emotion.HAPPY),
    "hard-to-tell": (State.UNCLEAR, Emotion.SAD, Emotion.NEUTRAL),
    "nobody": (State.NO_SIGNAL, None, None),
}
"""What a live window can show: the state, what the voice says and what the face."""


@dataclass(frozen=True)
class Made:
    """What is shown, none of it real.

    Parameters
    ----------
    assembly
        Makes an assembly whose session stands still.
    moment
        Makes a moment from its time (s), state, and what voice and face say.
    face, voice
        Make what a camera and a microphone show at a time (s), with somebody ``there`` or without.
    log
        Fills a log.
    """

    assembly: Callable[[], Any]
    moment: Callable[[float, State, Emotion | None, Emotion | None], Moment]
    face: Callable[..., Any]
    voice: Callable[..., Any]
    log: Callable[[Timeline], None]


@dataclass(frozen=True)
class Look:
    """How a picture is dressed."""

    theme: str = "light"
    language: str = "en"
    text: float = 1.0

    @property
    def name(self) -> str:
        """As it stands in a file's name: "dark-zh-200"."""
        return f"{self.theme}-{self.language[:2]}-{round(100 * self.text)}"


def _appearance(look: Look) -> Appearance:
    from ui.settings import Settings
    from ui.widgets.appearance import Appearance

    settings = Settings(
        theme=look.theme, language=look.language, text_scale=look.text, motion=False, welcomed=True
    )
    appearance = Appearance(settings)
    appearance.apply()
    return appearance


def _shown(window: Window, size: tuple[int, int] | None = None) -> Window:
    if size is not None:
        window.setMinimumSize(QSize(0, 0))
        window.resize(*size)
    window.show()
    QApplication.processEvents()
    return window


def live(
    made: Made,
    look: Look,
    state: str,
    size: tuple[int, int] = SIZE,
    *,
    paused: bool = False,
    practice: bool = False,
    whom: Whom = Whom.OTHER,
    keep: Keep | None = None,
) -> QWidget:
    """The live window in a state."""
    from ui.windows.live_window import LiveWindow

    appearance = _appearance(look)
    appearance.settings.practice = practice
    window = LiveWindow(appearance)
    assembly = made.assembly()
    assembly.whom = whom
    window.attach(assembly)
    window.hold()
    _talk(made, assembly, state)
    assembly.session.paused = paused
    assembly.keep(keep)
    _shown(window, size)
    window.refresh_words()
    if paused:
        assembly.session.clock.t += PAUSED_S
        window.refresh_words()
    window.refresh_pictures()
    return window


def _talk(made: Made, assembly: Any, state: str) -> None:
    """Two minutes of different feelings, and at the end what is to be seen."""
    for i in range(600):
        feeling = FEELINGS[i // 120]
        unsure = 300 <= i < 340
        kind = State.UNCLEAR if unsure else State.CLEAR
        assembly.session.say(made.moment(round(i * 0.2, 1), kind, feeling, feeling))
    kind, voice, face = STATES[state]
    t = 120.0
    for i in range(100):
        t = round(120.0 + i * 0.1, 1)
        assembly.session.say(made.moment(t, kind, voice, face))
    if assembly.onlooker is not None:
        assembly.onlooker.put_picture(made.face(t, there=face is not None))
        assembly.onlooker.put_sound(made.voice(t, there=voice is not None))


def waiting(look: Look, *, failing: bool) -> QWidget:
    """The live window before there is a session, or where none could begin."""
    from ui.windows.live_window import LiveWindow
    from ui.wording.from_below import from_below
    from ui.wording.readings import cannot_start, getting_ready

    window = LiveWindow(_appearance(look))
    if failing:
        window.show_waiting(cannot_start(), from_below(NO_DEVICE))
    else:
        window.show_waiting(getting_ready())
    return _shown(window, SIZE)


def compact(made: Made, look: Look, keep: Keep | None = None, *, practice: bool = False) -> QWidget:
    """The small card; with practice before it was asked for anything."""
    from ui.live.state import LiveState
    from ui.windows.compact_window import CompactWindow

    appearance = _appearance(look)
    assembly = made.assembly()
    state = LiveState(assembly, appearance.settings, watch=True)
    _talk(made, assembly, "happy")
    assembly.keep(keep)
    window = CompactWindow(appearance)
    window.show_scene(state.update(), guess_first=practice)
    state.close()
    return _shown(window)


def settings_page(page: int, *, to_end: bool = False) -> Callable[[Made, Look], QWidget]:
    """What shows a page of the settings, from its top or from its end."""

    def show(made: Made, look: Look) -> QWidget:
        from ui.widgets.parts import Scrolled
        from ui.windows.reader_fetch import ReaderFetch
        from ui.windows.settings_dialog import SettingsDialog

        dialog = SettingsDialog(_appearance(look), try_out=lambda: _Seen(made), log=NO_LOG)
        _offer(dialog.pickers, on_screen=False)
        dialog.pace.larger.attend(ReaderFetch(is_here=lambda: False))
        dialog.show_page(page)
        _shown(dialog)
        for scrolled in dialog.findChildren(Scrolled) if to_end else ():
            if scrolled.isVisible() and (bar := scrolled.verticalScrollBar()) is not None:
                bar.setValue(bar.maximum())
        return dialog

    return show


class _Seen:
    """A look at a camera and a microphone that stand still."""

    troubles = ()

    def __init__(self, made: Made) -> None:
        self.picture = made.face(0.0).frame.image
        self.level_dbfs = made.voice(0.0).level_dbfs

    def end(self) -> None:
        """There is nothing to end."""


def where(made: Made, look: Look, where: str) -> QWidget:
    """The second of the first pages: where the other person is."""
    from ui.windows.first_pages import FirstPages

    pages = FirstPages(None, _appearance(look), lambda: _Seen(made))
    pages.panel.choose(where)
    _offer(pages.panel.pickers, on_screen=where == "screen")
    pages.turn(1)
    return _shown(pages)


def _offer(pickers: DevicePickers, *, on_screen: bool) -> None:
    """Names as desktops give them; the longest do not fit."""
    room = ["Built-in Audio Analog Stereo", "Jabra Evolve2 65 Flex Stereo Headset Microphone"]
    cameras = ["HD Pro Webcam C920 (046d:082d)", "Integrated Camera"]
    if on_screen:
        pickers.set_choices(
            ["system"], ["window:Video call", "screen"], "system", "window:Video call", on_screen=True
        )
    else:
        pickers.set_choices(room, cameras, room[1], cameras[0])


def passphrase(look: Look) -> QWidget:
    """What asks for a passphrase."""
    from ui.windows.passphrase_part import PassphraseChange

    _appearance(look)
    return _shown(PassphraseChange(NO_LOG, remove=False))


def keys(look: Look) -> QWidget:
    """All keys."""
    from ui.windows.keys_help import KeysHelp

    return _shown(KeysHelp(None, _appearance(look).settings))


def keep(look: Look) -> QWidget:
    """What asks whether sound and picture are kept."""
    from ui.windows.keeping import KeepQuestion

    return _shown(KeepQuestion(None, _appearance(look)))


def first(look: Look, page: int) -> QWidget:
    """One of the first pages."""
    from ui.windows.first_pages import FirstPages

    pages = FirstPages(None, _appearance(look), lambda: None)
    pages.turn(page)
    return _shown(pages)


def review(made: Made, look: Look, size: tuple[int, int] = SIZE) -> QWidget:
    """The review of a made log."""
    from ui.windows.review.window import ReviewWindow

    appearance = _appearance(look)
    with tempfile.TemporaryDirectory() as private:
        timeline = Timeline(Path(private) / "timeline.db")
        made.log(timeline)
        window = ReviewWindow(timeline, appearance)
        _shown(window, size)
        turns, until = QEventLoop(), time.monotonic() + LIMIT_S
        while (window.view.story is None or window.busy) and time.monotonic() < until:
            turns.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 200)
        settled()
        picture = _Still(window)
        window.close()
        window.finish()
        window.deleteLater()
    return picture


class _Still(QWidget):
    """What a window looked like, so that the window itself can be closed."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._picture = window.grab()

    def grab(self, *_area: Any) -> Any:
        return self._picture


def settled() -> None:
    """Let the windows come to rest."""
    for _ in range(20):
        QGuiApplication.processEvents()
