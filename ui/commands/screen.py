"""Whether there is a screen to open a window on."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys

_WITHOUT_A_SERVER = {"offscreen", "minimal", "vnc", "linuxfb", "eglfs"}
_CONNECT_TIMEOUT_S, _START_TIMEOUT_S = 2.0, 20.0
_OPENED = b"."
_TRIAL = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); "  # aborted, it leaves no file
    "from PyQt6.QtGui import QGuiApplication; held = QGuiApplication([]); "
    "print('.', end='', flush=True); sys.stdin.read()"
)
_trial: list[subprocess.Popen[bytes]] = []
"""The child that has tried, while it is there."""


def screen_available() -> bool:
    """True if a window can be opened: asks before Qt does, since Qt aborts the process where it cannot."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if platform in _WITHOUT_A_SERVER or not sys.platform.startswith("linux"):
        return True
    if (wayland := os.environ.get("WAYLAND_DISPLAY")) and platform != "xcb":
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        if _answers(wayland if wayland.startswith("/") else f"{runtime}/{wayland}") and _qt_starts():
            return True
    display = os.environ.get("DISPLAY", "")
    return bool(display) and _qt_starts()


def _answers(unix_socket: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_CONNECT_TIMEOUT_S)
        try:
            connection.connect(unix_socket)
        except OSError:
            return False
        return True


def _qt_starts() -> bool:
    """Let a child process try: a missing xcb library or a dead display takes down only the child.

    It stays until :func:`let_go_of_trial`: an X server whose last client leaves may begin anew (Xvfb does),
    and Qt aborts whoever comes in that moment.
    """
    let_go_of_trial()
    environment = {
        k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
    }
    try:
        child = subprocess.Popen(
            [sys.executable, "-c", _TRIAL],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return False
    _trial.append(child)
    assert child.stdout is not None
    said = select.select([child.stdout], [], [], _START_TIMEOUT_S)[0]
    opened = bool(said) and child.stdout.read(1) == _OPENED
    if not opened:
        let_go_of_trial()
    return opened


def let_go_of_trial() -> None:
    """Let the child go that has tried whether a window can be opened: this process has its own, or none."""
    while _trial:
        with _trial.pop() as child:
            child.kill()  # one that hangs is not waited for
