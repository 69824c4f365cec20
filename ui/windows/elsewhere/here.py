"""Which kind of desktop this one is, and through what it is asked for keys."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

from PyQt6.QtGui import QGuiApplication

from ui.windows.elsewhere.grabs import NOT_HERE, Grabs
from ui.wording.translation import mark, tr

NOT_ON_MACOS = mark("On macOS Attune has no keys while another program is in front.")
# The portal for it takes a list of structures, of a kind that PyQt's QtDBus has no way to write.
NOT_ON_WAYLAND = mark("On this desktop (Wayland) Attune has no keys while another program is in front.")
NOT_INSTALLED = mark(
    "For keys while another program is in front, install python-xlib first: pip install python-xlib."
)


def why_not_here() -> str:
    """Why this desktop gives no keys, in a sentence; "" where it does."""
    platform = QGuiApplication.platformName()
    if platform == "windows":
        return ""
    if platform == "cocoa":
        return tr(NOT_ON_MACOS)
    if platform.startswith("wayland") or os.environ.get("WAYLAND_DISPLAY"):
        return tr(NOT_ON_WAYLAND)
    if platform == "xcb":
        return "" if find_spec("Xlib") is not None else tr(NOT_INSTALLED)
    return tr(NOT_HERE)


def grabs_of_here() -> Grabs:
    """What this desktop is asked through; there is such a thing where :func:`why_not_here` says nothing."""
    if sys.platform == "win32":
        from ui.windows.elsewhere.win32 import WindowsGrabs

        return WindowsGrabs()
    from ui.windows.elsewhere.x11 import X11Grabs

    return X11Grabs()
