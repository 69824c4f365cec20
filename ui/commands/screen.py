"""Whether there is a screen to open a window on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

_WITHOUT_A_SERVER = {"offscreen", "minimal", "vnc", "linuxfb", "eglfs"}
_CONNECT_TIMEOUT_S = 2.0


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
    """Let a child process try: a missing xcb library or a dead display takes down only the child."""
    environment = {
        k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
    }
    try:
        child = subprocess.run(
            [sys.executable, "-c", "from PyQt6.QtGui import QGuiApplication; QGuiApplication([])"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return child.returncode == 0
