"""Two keys while another program is in front, on a real X server: really pressed, with a window beside."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from ui.studies.stand_ins.display import VirtualScreen, xvfb_is_installed
from ui.studies.stand_ins.ending import end

pytest.importorskip("Xlib")
pytestmark = pytest.mark.skipif(not xvfb_is_installed(), reason="needs Xvfb")

PROGRAM = """
import sys
from PyQt6.QtCore import QEvent, QObject, QSocketNotifier
from PyQt6.QtWidgets import QApplication
from ui.live.options import Options
from ui.settings import Settings
from ui.studies.stand_ins.still import StillAssembly, StillSession
from ui.widgets.appearance import Appearance
from ui.windows.desk import Desk

class Session(StillSession):
    def bookmark(self):
        say("bookmarked")

    def pause(self):
        self.paused = True
        say("paused")

    def resume(self):
        self.paused = False
        say("went on")

    def learnt(self, made_at):
        return None

class Typed(QObject):
    def eventFilter(self, target, event):
        if event.type() == QEvent.Type.KeyPress and event.text() and target is desk.window:
            say("window", repr(event.text()))
        return False

def say(*words):
    print(*words, flush=True)

def obey():
    what, _, value = sys.stdin.readline().strip().partition(" ")
    if what == "bookmark":
        appearance.settings.keys["bookmark elsewhere"] = value
    elif what == "close":
        desk.window.close()
    else:
        appearance.settings.keys_elsewhere = what == "on"
    appearance.changed.emit()
    say("done", desk.elsewhere.impossible or desk.elsewhere.trouble)

app = QApplication([])
appearance = Appearance(Settings(welcomed=True))
desk = Desk(Options(), appearance)
desk.over.connect(desk.end)
desk.over.connect(app.quit)
desk.assembly = StillAssembly(Session())
desk.assembly.learner = None
desk.window.attach(desk.assembly)
typed = Typed()
app.installEventFilter(typed)
desk.window.show()
told = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
told.activated.connect(obey)
say("window is", int(desk.window.winId()))
app.exec()
"""


class Program:
    """Attune's window with a session that stands still, in a process of its own."""

    def __init__(self, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env={**env, "QT_QPA_PLATFORM": "xcb"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.window = int(self.line().split()[-1])

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def tell(self, what: str) -> str:
        """Have it do something; what it says of that, and nothing may come before."""
        assert self.process.stdin is not None
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        said = self.line()
        assert said.startswith("done"), said
        return said.removeprefix("done").strip()


class Beside:
    """Another program: its window has the keyboard, and its keys are really pressed."""

    def __init__(self, display: str) -> None:
        from Xlib import X
        from Xlib.display import Display

        self.display = Display(display)
        screen = self.display.screen()
        self.root = screen.root
        self.window = self.root.create_window(
            10, 10, 80, 60, 0, screen.root_depth, event_mask=X.KeyPressMask | X.StructureNotifyMask
        )
        self.window.map()
        while self.display.next_event().type != X.MapNotify:
            pass
        self.come_to_front(self.window)

    def come_to_front(self, window: Any) -> None:
        from Xlib import X

        window.set_input_focus(X.RevertToParent, X.CurrentTime)
        self.display.sync()

    def press(self, *names: str) -> None:
        from Xlib import X
        from Xlib.ext import xtest

        codes = [self.code(name) for name in names]
        for code in codes:  # later than all before: what goes up and down in one moment repeats
            xtest.fake_input(self.display, X.KeyPress, code, time=2)
        for code in reversed(codes):
            xtest.fake_input(self.display, X.KeyRelease, code)
        self.display.sync()

    def code(self, name: str) -> int:
        from Xlib import XK

        return int(self.display.keysym_to_keycode(XK.string_to_keysym(name)))

    def heard(self, *names: str) -> list[str]:
        """Which of these keys went down in its window since it was last asked."""
        from Xlib import X

        by_code = {self.code(name): name for name in names}
        events = [self.display.next_event() for _ in range(self.display.pending_events())]
        return [by_code[e.detail] for e in events if e.type == X.KeyPress and e.detail in by_code]

    def may_grab(self, name: str, held: int) -> bool:
        """Whether the combination is free; it is then held."""
        from Xlib import X
        from Xlib.error import BadAccess, CatchError

        refused = CatchError(BadAccess)
        self.root.grab_key(self.code(name), held, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self.display.sync()
        return refused.get_error() is None


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Beside, Program]]:
    with VirtualScreen(800, 600) as screen:
        program = Program(screen.env)
        other = Beside(screen.display)
        try:
            yield other, program
        finally:
            other.display.close()
            end(program.process)
            for pipe in (program.process.stdin, program.process.stdout):
                assert pipe is not None
                pipe.close()


@pytest.fixture
def beside(running: tuple[Beside, Program]) -> tuple[Beside, Program]:
    """Another program in front, and the usual keys asked for."""
    other, program = running
    program.tell("bookmark Ctrl+Alt+B")
    other.come_to_front(other.window)
    other.display.sync()
    other.heard()
    assert program.tell("on") == ""
    return running


CTRL_ALT = (1 << 2) | (1 << 3)


def test_it_is_bookmarked_and_paused_and_no_other_key_comes(beside: tuple[Beside, Program]) -> None:
    other, program = beside
    for name, done in (("p", "paused"), ("p", "went on"), ("b", "bookmarked")):
        other.press("Control_L", "Alt_L", name)
        assert program.line() == done
    other.press("p")
    other.press("Control_L", "b")
    other.press("Control_L", "Alt_L", "Shift_L", "p")
    other.press("x")
    assert program.tell("on") == ""  # and nothing was said before
    assert other.heard("p", "b", "x") == ["p", "b", "p", "x"]


def test_they_come_with_num_lock_and_caps_lock_too(beside: tuple[Beside, Program]) -> None:
    other, program = beside
    for lock in ("Num_Lock", "Caps_Lock"):
        other.press(lock)
        other.press("Control_L", "Alt_L", "b")
        assert program.line() == "bookmarked"
        other.press(lock)


def test_in_its_own_window_it_is_done_once(beside: tuple[Beside, Program]) -> None:
    other, program = beside
    other.come_to_front(other.display.create_resource_object("window", program.window))
    other.press("Control_L", "Alt_L", "p")
    assert program.line() == "paused"
    other.press("x")
    assert program.line() == "window 'x'"
    assert program.tell("on") == ""


def test_another_key_is_held_in_its_place(beside: tuple[Beside, Program]) -> None:
    other, program = beside
    assert program.tell("bookmark Ctrl+?") == ""
    other.press("Control_L", "Alt_L", "b")
    assert program.tell("on") == ""
    assert other.heard("b") == ["b"]
    other.press("Control_L", "Shift_L", "question")
    assert program.line() == "bookmarked"
    assert program.tell("bookmark Meta+F9") == ""
    other.press("Super_L", "F9")
    assert program.line() == "bookmarked"
    assert program.tell("bookmark Ctrl+Ж") == "This keyboard has no key for Ctrl+Ж: choose another one."


def test_they_are_asked_for_only_when_switched_on_and_given_back(beside: tuple[Beside, Program]) -> None:
    other, program = beside
    program.tell("off")
    other.press("Control_L", "Alt_L", "p")
    assert program.tell("off") == ""
    assert other.heard("p") == ["p"]
    assert program.tell("on") == ""
    assert not other.may_grab("p", CTRL_ALT)
    program.tell("off")
    assert other.may_grab("p", CTRL_ALT)
    assert program.tell("on") == "Ctrl+Alt+P belongs to another program: choose another key for it."
    other.press("Control_L", "Alt_L", "b")
    assert program.line() == "bookmarked"
    program.tell("close")
    program.process.wait()
    assert other.may_grab("b", CTRL_ALT)
