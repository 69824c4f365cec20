"""Pictures of every view, in every theme, language and size of text: ``attune screenshots --out DIR``.

Nothing is recorded and no model runs: windows show a session that stands still and a made log.
Two runs write the same bytes. The pictures are for looking at, and for the docs.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from fusion.emotions import Emotion
from fusion.errors import UserError
from fusion.evidence import State
from fusion.keeping.what import Keep
from fusion.log.timeline import Timeline
from fusion.moment import Moment
from fusion.whom import Whom

if TYPE_CHECKING:
    from ui.widgets.appearance import Appearance
    from ui.windows.device_pickers import DevicePickers

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEvent, QEventLoop, QSize
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QWidget

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
THEMES, LANGUAGES, TEXT = ("light", "dark", "contrast"), ("en", "zh_CN"), (1.0, 1.5, 2.0)
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


def write_gallery(folder: Path, made: Made, only: str = "") -> list[Path]:
    """Write the pictures into a folder, made where it is missing; those whose name holds ``only``.

    Raises
    ------
    UserError
        If the folder or a file cannot be written, or no name holds ``only``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder “{folder}” cannot be made ({error.strerror}); name another.") from error
    os.environ["TZ"] = "UTC"  # times of day in the pictures are those of the log
    if hasattr(time, "tzset"):
        time.tzset()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setCursorFlashTime(0)  # a cursor that blinks would be there at one time only
    written = []
    for name, window in _windows(made, only):
        path = folder / f"{name}.png"
        _settled()
        if not window.grab().toImage().save(str(path), "PNG", 0):
            raise UserError(f"{path} could not be written; check the folder.")
        written.append(path)
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)  # no loop does it
    if not written:
        raise UserError(f"No picture's name holds “{only}”; without --only all of them are made.")
    return written


def _plan() -> list[tuple[str, Callable[[Made, Look], QWidget], list[Look]]]:
    """Each view, how it is shown, and how it is dressed."""
    plain = [Look(theme, language) for theme, language in product(THEMES, LANGUAGES)]
    large = [Look(theme, "en", text) for theme, text in product(THEMES[:2], TEXT[1:])]
    large += [Look("light", "zh_CN", 2.0)]
    usual = [*plain[:4], Look(text=2.0)]
    return [
        *((f"live-{s}", lambda made, look, s=s: _live(made, look, s), [Look()]) for s in STATES),
        ("live", lambda made, look: _live(made, look, "happy"), [*plain, *large]),
        ("live-small", lambda made, look: _live(made, look, "differ", SMALL), [Look(), Look(text=2.0)]),
        ("live-differ", lambda made, look: _live(made, look, "differ"), [*plain[1:]]),
        ("live-starting", lambda _made, look: _waiting(look, failing=False), plain[:2]),
        ("live-no-device", lambda _made, look: _waiting(look, failing=True), plain[:2]),
        ("live-practice", lambda made, look: _live(made, look, "happy", practice=True), [*plain[:2], *large]),
        ("live-myself", lambda made, look: _live(made, look, "sad", whom=Whom.MYSELF), plain[:4]),
        ("live-paused", lambda made, look: _live(made, look, "happy", paused=True), plain[:2]),
        ("compact", _compact, [*plain, Look(text=2.0)]),
        ("live-kept", lambda made, look: _live(made, look, "happy", keep=Keep.ALL), usual),
        ("live-kept-small", lambda made, look: _live(made, look, "sad", SMALL, keep=Keep.BOOKMARKS), usual),
        ("compact-kept", lambda made, look: _compact(made, look, Keep.ALL), usual),
        ("compact-kept-clips", lambda made, look: _compact(made, look, Keep.BOOKMARKS), usual),
        ("keep", lambda _made, look: _keep(look), usual),
        *((f"settings-{k + 1}", _settings_page(k), usual) for k in range(7)),
        ("settings-1", _settings_page(0), [Look("dark", "zh_CN", 2.0)]),
        ("settings-2-below", _settings_page(1, to_end=True), usual),
        ("passphrase", lambda _made, look: _passphrase(look), usual),
        ("keys", lambda _made, look: _keys(look), [*plain, Look(text=2.0)]),
        ("first", lambda _made, look: _first(look, 0), plain[:2]),
        ("where", lambda made, look: _where(made, look, "room"), [*plain, Look(text=2.0)]),
        ("where-screen", lambda made, look: _where(made, look, "screen"), [*plain[:4], Look(text=2.0)]),
        ("first-words", lambda _made, look: _first(look, 2), plain[:2]),
        ("review", _review, [*plain, *large]),
        ("review-small", lambda made, look: _review(made, look, SMALL), [Look(), Look(text=2.0)]),
    ]


def names() -> list[str]:
    """The names of all pictures, without their ending."""
    return [f"{view}-{look.name}" for view, _show, looks in _plan() for look in looks]


def _windows(made: Made, only: str) -> Iterator[tuple[str, QWidget]]:
    """Each picture's name with its window, shown; only one stands at a time."""
    for view, show, looks in _plan():
        for look in looks:
            name = f"{view}-{look.name}"
            if only in name:
                yield name, show(made, look)


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


def _live(
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


def _waiting(look: Look, *, failing: bool) -> QWidget:
    from ui.windows.live_window import LiveWindow
    from ui.wording.from_below import from_below
    from ui.wording.readings import cannot_start, getting_ready

    window = LiveWindow(_appearance(look))
    if failing:
        window.show_waiting(cannot_start(), from_below(NO_DEVICE))
    else:
        window.show_waiting(getting_ready())
    return _shown(window, SIZE)


def _compact(made: Made, look: Look, keep: Keep | None = None) -> QWidget:
    from ui.live.state import LiveState
    from ui.windows.compact_window import CompactWindow

    appearance = _appearance(look)
    assembly = made.assembly()
    state = LiveState(assembly, appearance.settings, watch=True)
    _talk(made, assembly, "happy")
    assembly.keep(keep)
    window = CompactWindow(appearance)
    window.show_scene(state.update())
    state.close()
    return _shown(window)


def _settings_page(page: int, *, to_end: bool = False) -> Callable[[Made, Look], QWidget]:
    def show(made: Made, look: Look) -> QWidget:
        from ui.widgets.parts import Scrolled
        from ui.windows.settings_dialog import SettingsDialog

        dialog = SettingsDialog(_appearance(look), try_out=lambda: _Seen(made), log=NO_LOG)
        _offer(dialog.pickers, on_screen=False)
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


def _where(made: Made, look: Look, where: str) -> QWidget:
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


def _passphrase(look: Look) -> QWidget:
    from ui.windows.passphrase_part import PassphraseChange

    _appearance(look)
    return _shown(PassphraseChange(NO_LOG, remove=False))


def _keys(look: Look) -> QWidget:
    from ui.windows.keys_help import KeysHelp

    return _shown(KeysHelp(None, _appearance(look).settings))


def _keep(look: Look) -> QWidget:
    from ui.windows.keeping import KeepQuestion

    return _shown(KeepQuestion(None, _appearance(look)))


def _first(look: Look, page: int) -> QWidget:
    from ui.windows.first_pages import FirstPages

    pages = FirstPages(None, _appearance(look), lambda: None)
    pages.turn(page)
    return _shown(pages)


def _review(made: Made, look: Look, size: tuple[int, int] = SIZE) -> QWidget:
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
        _settled()
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


def _settled() -> None:
    for _ in range(20):
        QGuiApplication.processEvents()
