"""What each kind of desktop is asked for, and which kind this one is."""

from __future__ import annotations

import os
import sys
from abc import abstractmethod
from collections.abc import Mapping
from importlib.util import find_spec

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QGuiApplication

from ui.wording.translation import mark, tr

TAKEN = mark("{key} belongs to another program: choose another key for it.")
NOT_THERE = mark("This keyboard has no key for {key}: choose another one.")
NOT_ON_MACOS = mark("On macOS Attune has no keys while another program is in front.")
# The portal for it takes a list of structures, of a kind that PyQt's QtDBus has no way to write.
NOT_ON_WAYLAND = mark("On this desktop (Wayland) Attune has no keys while another program is in front.")
NOT_HERE = mark("On this desktop Attune has no keys while another program is in front.")
NOT_INSTALLED = mark(
    "For keys while another program is in front, install python-xlib first: pip install python-xlib."
)


class Grabs(QObject):
    """Has the desktop hand over certain combinations of keys; of no other key does it hear.

    A combination is the desktop's to give, to one program at a time. ``pressed`` names the action, once for
    each time that its keys go down.
    """

    pressed = pyqtSignal(str)

    @abstractmethod
    def hold(self, keys: Mapping[str, str]) -> str:
        """Ask for these in the place of those before.

        Parameters
        ----------
        keys
            By action, as :mod:`ui.keys` writes them.

        Returns
        -------
        str
            What cannot be had, in a sentence; "" where all is well.
        """

    @abstractmethod
    def close(self) -> None:
        """Give all of them back."""


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
