"""Has a screen reader say something, wherever its user is."""

from __future__ import annotations

import contextlib
import sys

POLITE = 1
"""It waits until what is being said has been said (ATSPI_LIVE_POLITE)."""
_BRIDGE = "a11y"
"""The name that Qt's bridge to screen readers gives its connection (QtGui, ``qspidbusconnection``)."""
_APPLICATION = "/org/a11y/atspi/accessible/root"
_EVENTS = "org.a11y.atspi.Event.Object"


def announce(words: str) -> bool:
    """Have ``words`` said; False where no screen reader can be reached.

    PyQt6 has no ``QAccessibleAnnouncementEvent``. On Linux what Qt makes of one is a signal on its own
    connection to the bus of the screen readers, and that connection can be used by its name: the signal is
    the same, and Orca (from 46 on; those before do not listen for it) says it also while another window is in
    front. On Windows and macOS nothing is done: there a reader tells of a widget's changes while it stands on
    it.
    """
    if sys.platform != "linux" or not words:
        return False
    with contextlib.suppress(ImportError):  # a PyQt6 without QtDBus
        from PyQt6.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant

        bridge = QDBusConnection(_BRIDGE)
        if bridge.isConnected():
            signal = QDBusMessage.createSignal(_APPLICATION, _EVENTS, "Announcement")
            signal.setArguments(["", POLITE, 0, QDBusVariant(words), {}])
            return bool(bridge.send(signal))
    return False
