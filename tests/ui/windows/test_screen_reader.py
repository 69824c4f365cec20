"""What a screen reader meets: the real window on a real X server, read through AT-SPI as Orca reads it."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ui.studies.stand_ins.display import VirtualScreen, xvfb_is_installed
from ui.studies.stand_ins.ending import end

SYSTEM_PYTHON = "/usr/bin/python3"
"""The AT-SPI library of Debian's packages is known to its own Python only."""
LIMIT_S = 60.0

READER = """
import json, sys, time
import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

def tell(**what):
    print(json.dumps(what), flush=True)

def met(event):
    try:
        name = event.source.get_name()
    except GLib.Error:
        return  # it is gone
    words = event.any_data if isinstance(event.any_data, str) else ""
    tell(event=event.type, name=name, words=words, at=time.monotonic(), how=event.detail1)

def branch(node):
    states = node.get_state_set()
    return {
        "role": node.get_role_name(), "name": node.get_name(), "told": node.get_description(),
        "shown": states.contains(Atspi.StateType.SHOWING), "tab": states.contains(Atspi.StateType.FOCUSABLE),
        "parts": [branch(node.get_child_at_index(i)) for i in range(node.get_child_count())],
    }

def asked(_source, _why):
    if not sys.stdin.readline():
        Atspi.event_quit()
        return False
    desktop = Atspi.get_desktop(0)
    tell(tree=[branch(desktop.get_child_at_index(i)) for i in range(desktop.get_child_count())])
    return True

Atspi.init()
listener = Atspi.EventListener.new(met)
for kind in ("announcement", "property-change:accessible-description", "state-changed:focused"):
    listener.register("object:" + kind)
GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, asked)
tell(ready=True)
Atspi.event_main()
"""

WINDOW = """
import sys
from PyQt6.QtCore import QSocketNotifier, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from fusion.emotions import Emotion
from fusion.evidence import State
from ui.settings import Settings
from ui.studies.stand_ins.still import StillAssembly, face_view, moment_at, voice_view
from ui.widgets.appearance import Appearance
from ui.windows.first_pages import FirstPages
from ui.windows.live_window import LiveWindow
from ui.windows.settings_dialog import SettingsDialog

app = QApplication(["attune"])
app.setApplicationName("attune")
appearance = Appearance(Settings(theme="light", language="en", motion=False, welcomed=True))
appearance.apply()
window, assembly = LiveWindow(appearance), StillAssembly()
window.attach(assembly)
window.hold()
window.show()
window.activateWindow()
session = assembly.session
opened = []

class Still:
    picture, level_dbfs, troubles = None, -20.0, ()
    end = staticmethod(lambda: None)

def page(name, number):
    if name == "first":
        made = FirstPages(None, appearance, Still)
        made.panel.choose("room")
        made.turn(number)
        pickers = made.panel.pickers
    else:
        made = SettingsDialog(appearance, try_out=Still)
        made.show_page(number)
        pickers = made.pickers
    pickers.set_choices(["Headset"], ["Webcam"], "Headset", "Webcam")
    return made

def obey():
    words = sys.stdin.readline().split()
    if not words:
        app.quit()
    elif words[0] == "say":
        for feeling in words[1:]:
            for _ in range(20):
                t = session.clock.t + 0.1
                session.say(moment_at(t, State.CLEAR, Emotion(feeling), Emotion(feeling)))
            assembly.onlooker.put_picture(face_view(t))
            assembly.onlooker.put_sound(voice_view(t))
            window.refresh_words()
            window.refresh_pictures()
    elif words[0] == "focus":
        getattr(window, words[1]).setFocus(Qt.FocusReason.TabFocusReason)
    elif words[0] == "open":
        for before in opened:
            before.close()
        opened.append(page(words[1], int(words[2])))
        opened[-1].show()
        print("open", flush=True)

notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
notifier.activated.connect(obey)
print("ready", flush=True)
app.exec()
window.close()
for other in opened:
    other.close()
"""


def _is_there() -> bool:
    if not (xvfb_is_installed() and shutil.which("dbus-daemon") and Path(SYSTEM_PYTHON).exists()):
        return False
    asks = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
    return subprocess.run([SYSTEM_PYTHON, "-c", asks], capture_output=True, check=False).returncode == 0


class Stage:
    """The window and a reader of it, each in a process of its own."""

    def __init__(self, env: dict[str, str]) -> None:
        self.told: list[dict[str, Any]] = []
        self._new: queue.Queue[dict[str, Any]] = queue.Queue()
        pipes: dict[str, Any] = {
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "text": True,
            "env": env,
        }
        # -E: what Attune's own Python imports may be another version's.
        self.reader = subprocess.Popen(
            [SYSTEM_PYTHON, "-E", "-c", READER], stderr=subprocess.DEVNULL, **pipes
        )
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        self.wait(lambda told: "ready" in told)
        self.window = subprocess.Popen([sys.executable, "-c", WINDOW], **pipes)
        assert self.window.stdout is not None
        self.window.stdout.readline()

    def _listen(self) -> None:
        assert self.reader.stdout is not None
        for line in self.reader.stdout:
            self._new.put(json.loads(line))

    def wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first thing the reader tells from now on that is wanted."""
        until = time.monotonic() + LIMIT_S
        while True:
            told = self._new.get(timeout=max(until - time.monotonic(), 0.01))
            self.told.append(told)
            if wanted(told):
                return told

    def announced(self, words: str) -> dict[str, Any]:
        """Wait until these words are announced."""
        return self.wait(
            lambda told: told.get("event") == "object:announcement" and words in told.get("words", "")
        )

    def redescribed(self, name: str, words: str) -> dict[str, Any]:
        """Wait until the description of what has this name begins with these words."""
        return self.wait(
            lambda told: (
                told.get("event", "").endswith("accessible-description")
                and told["name"] == name
                and told["words"].startswith(words)
            )
        )

    def do(self, words: str) -> None:
        """Have the window do something."""
        assert self.window.stdin is not None
        self.window.stdin.write(words + "\n")
        self.window.stdin.flush()

    def open(self, page: str) -> list[dict[str, Any]]:
        """All that can be met in a page of the settings or of the first pages: "first 1", "settings 0"."""
        self.do(f"open {page}")
        assert self.window.stdout is not None
        self.window.stdout.readline()
        return self.page()

    def page(self) -> list[dict[str, Any]]:
        """All that can be met in the page that is open."""
        found = self.tree()
        begun = next(at for at, branch in enumerate(found) if branch["role"] == "dialog")
        return [branch for branch in found[begun:] if branch["shown"]]

    def level(self) -> dict[str, Any]:
        """How loud the sound is on the page that is open, once its device was tried."""
        until = time.monotonic() + LIMIT_S
        while True:
            found = next(b for b in self.page() if b["name"] == "How loud the sound is")
            if found["told"] != "No sound yet" or time.monotonic() > until:
                return found

    def tree(self) -> list[dict[str, Any]]:
        """All that can be met in the window, from the top down."""
        assert self.reader.stdin is not None
        self.reader.stdin.write("tree\n")
        self.reader.stdin.flush()
        found: list[dict[str, Any]] = []

        def add(branch: dict[str, Any]) -> None:
            found.append(branch)
            for part in branch["parts"]:
                add(part)

        for top in self.wait(lambda told: "tree" in told)["tree"]:
            add(top)
        return found

    def close(self) -> None:
        """End both."""
        for process in (self.window, self.reader):
            for pipe in (process.stdin, process.stdout):
                if pipe is not None and pipe is not self.reader.stdout:
                    pipe.close()
            end(process)
        self._thread.join()
        assert self.reader.stdout is not None
        self.reader.stdout.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    if not _is_there():
        pytest.skip("needs Xvfb, dbus and gir1.2-atspi-2.0")
    with VirtualScreen() as screen:
        env = {**screen.env, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        env["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert bus.stdout is not None
        env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        made = None
        try:
            made = Stage(env)
            yield made
        finally:
            if made is not None:
                made.close()
            end(bus)
            bus.stdout.close()


def test_a_reader_meets_names_and_roles_and_hears_of_changes_not_more_often_than_every_five_seconds(
    stage: Stage,
) -> None:
    stage.do("say happy")
    first = stage.announced("Seems happy.")
    assert first["how"] == 1  # polite
    assert first["name"] == "attune"
    assert "voice" not in first["words"]  # the rest stands in the window; nobody listens so long

    met = stage.tree()
    images = {b["name"]: b for b in met if b["role"] == "image"}
    assert {
        "Camera picture",
        "Sound of the last seconds",
        "Shape",
        "Voice alone",
        "Face alone",
        "The last two minutes",
    } <= set(images)
    assert images["Voice alone"]["told"].startswith("likely happy")
    assert "happy" in images["The last two minutes"]["told"]
    reached = {b["name"] for b in met if b["tab"] and b["shown"]}
    assert {"Camera picture", "Sound of the last seconds", "The last two minutes"} <= reached
    assert {"How the other person seems", "Pause", "Voice only", "Live window"} <= reached
    assert sum(b["role"] == "radio button" for b in met) == 3
    card = next(b for b in met if b["name"] == "How the other person seems")
    assert card["told"].startswith("Seems happy.")
    # A panel's own words would be read before what is told of it: the same twice.
    assert card["role"] == "image" and not card["parts"]
    assert [b["name"] for b in met].count("How the other person seems") == 1

    # Two changes right after the first: the twin is how it stands now, heard is only the newest, later.
    stage.do("say sad angry")
    twin = stage.redescribed(card["name"], "Seems angry.")
    second = stage.announced("Seems angry.")
    assert second["at"] > twin["at"]
    assert second["at"] - first["at"] > 4.9
    assert not [t for t in stage.told if "Seems sad" in t.get("words", "") and "announ" in t["event"]]

    # On the card itself its own change is what is heard, and it is not announced besides.
    stage.do("focus card")
    stage.wait(lambda told: "focused" in told.get("event", "") and told["name"] == card["name"])
    come = time.monotonic()
    stage.do("say sad surprised")
    changed = stage.redescribed(card["name"], "Seems surprised.")
    assert changed["at"] - come > 4.5
    assert not [t for t in stage.told if "Seems surprised" in t.get("words", "") and "announ" in t["event"]]


def test_no_page_tells_a_thing_twice_or_in_words_of_the_toolkit(stage: Stage) -> None:
    pages = {f"first {k}": stage.open(f"first {k}") for k in (0, 1)}
    level = stage.level()
    pages |= {f"settings {k}": stage.open(f"settings {k}") for k in (0, 1, 4, 6)}
    for name, met in pages.items():
        roles = {branch["role"] for branch in met}
        assert not roles & {"layered pane", "progress bar"}, name  # heard as "layered pane", "0 percent"
        doubled = [b for b in met if b["name"] and b["name"] != b["told"] and b["name"] in b["told"]]
        assert not doubled, name
    assert (level["role"], level["told"]) == ("image", "The sound is at an ordinary level.")
    lists = {b["name"]: b["told"] for b in pages["settings 1"] if b["role"] == "combo box"}
    assert lists == {"Headset": "Microphone", "Webcam": "Camera"}
    keys = {b["name"]: b["told"] for b in pages["settings 6"] if b["tab"]}
    assert keys["Bookmark this moment"] == "B"
    assert keys["Pause, and go on, while another program is in front"] == "Ctrl+Alt+P"
