"""Whether the desktop asks for less motion, as its portal says; the portal is a stand-in on a real bus."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.studies.stand_ins.ending import end

SYSTEM_PYTHON = "/usr/bin/python3"

DESKTOP = """
import sys
from gi.repository import Gio, GLib

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
INTERFACE = '''<node><interface name="org.freedesktop.portal.Settings">
<method name="Read">
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="out"/>
</method>
<signal name="SettingChanged"><arg type="s"/><arg type="s"/><arg type="v"/></signal>
</interface></node>'''
known = eval(sys.argv[1])

def answer(bus, sender, path, interface, method, asked, call):
    value = known.get(asked.unpack())
    if value is None:
        call.return_dbus_error("org.freedesktop.portal.Error.NotFound", "not known")
    else:
        call.return_value(GLib.Variant("(v)", (GLib.Variant("v", GLib.Variant(*value)),)))

def change(source, why):
    line = sys.stdin.readline()
    if not line:
        loop.quit()
        return False
    bus.emit_signal(None, PATH, "org.freedesktop.portal.Settings", "SettingChanged",
                    GLib.Variant("(ssv)", eval(line, {"V": GLib.Variant})))
    return True

bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], answer, None, None)
Gio.bus_own_name_on_connection(bus, NAME, 0, lambda *_: print("ready", flush=True), None)
GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, change)
loop = GLib.MainLoop()
loop.run()
"""

PROGRAM = """
import sys
from PyQt6.QtCore import QCoreApplication, QTimer
from ui.widgets.stillness import Stillness
app, told = QCoreApplication([]), []
still = Stillness()

def say(wanted):
    print("still" if wanted else "moving", flush=True)

still.changed.connect(say)
pending = QTimer()

def wait():
    if all(waiting.isFinished() for waiting in still._waits):
        pending.stop()
        print("asked", flush=True)

pending.timeout.connect(wait)
pending.start(20)
QTimer.singleShot(20_000, app.quit)
app.exec()
"""


def _is_there() -> bool:
    if not (shutil.which("dbus-daemon") and Path(SYSTEM_PYTHON).exists()):
        return False
    asks = "from gi.repository import Gio"
    return subprocess.run([SYSTEM_PYTHON, "-c", asks], capture_output=True, check=False).returncode == 0


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if sys.platform != "linux" or not _is_there():
        pytest.skip("needs dbus and python3-gi")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    yield
    end(daemon)
    daemon.stdout.close()


@pytest.mark.parametrize(
    ("known", "change", "said"),
    [
        ({}, ("org.freedesktop.appearance", "reduced-motion", ("u", 1)), ["asked", "still"]),
        ({("org.freedesktop.appearance", "reduced-motion"): ("u", 1)}, None, ["still", "asked"]),
        ({("org.freedesktop.appearance", "reduced-motion"): ("u", 0)}, None, ["asked"]),
        (
            {("org.gnome.desktop.interface", "enable-animations"): ("b", False)},
            ("org.gnome.desktop.interface", "enable-animations", ("b", True)),
            ["still", "asked", "moving"],
        ),
    ],
)
def test_the_desktop_is_asked_and_followed(
    bus: None,
    known: dict[tuple[str, str], tuple[str, object]],
    change: tuple[str, str, tuple[str, object]] | None,
    said: list[str],
) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([SYSTEM_PYTHON, "-c", DESKTOP, repr(known)], **pipes) as desktop:
        assert desktop.stdin is not None and desktop.stdout is not None
        desktop.stdout.readline()
        with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            heard = []
            while "asked" not in heard:
                heard.append(program.stdout.readline().strip())
            if change is not None:
                namespace, key, value = change
                desktop.stdin.write(f"({namespace!r}, {key!r}, V{value!r})\n")
                desktop.stdin.flush()
                heard.append(program.stdout.readline().strip())
            end(program)
        end(desktop)
    assert heard == said
