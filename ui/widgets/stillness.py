"""Whether the desktop asks programs to move as little as they can."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal, pyqtSlot
from PyQt6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusPendingCallWatcher,
    QDBusPendingReply,
    QDBusVariant,
)

PORTAL, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
INTERFACE = "org.freedesktop.portal.Settings"
ASKED = {
    ("org.freedesktop.appearance", "reduced-motion"): 1,
    ("org.gnome.desktop.interface", "enable-animations"): False,
}
"""What the desktop may say, and the answer that asks for stillness. The first is newer than many desktops."""


class Stillness(QObject):
    """Asks the desktop's portal (Linux, in and out of sandboxes) and follows it; elsewhere nothing is asked.

    Qt itself tells colour scheme and contrast (``QStyleHints``), but up to 6.11 nothing of motion; its
    ``SH_Widget_Animation_Duration`` is a number of the style's, the same on every desktop.
    """

    changed = pyqtSignal(bool)
    """Whether stillness is asked for, where this is another answer than before; at first it is not."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], bool] = {}
        self._waits: list[QDBusPendingCallWatcher] = []
        if not (sys.platform == "linux" and _has_bus()):
            return
        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        bus.connect(PORTAL, PATH, INTERFACE, "SettingChanged", self._hear)
        for namespace, key in ASKED:
            question = QDBusMessage.createMethodCall(PORTAL, PATH, INTERFACE, "Read")
            question.setArguments([namespace, key])
            watcher = QDBusPendingCallWatcher(bus.asyncCall(question), self)
            watcher.finished.connect(
                lambda w, of=(namespace, key): self._take(of, QDBusPendingReply(w).value())
            )
            self._waits.append(watcher)

    @property
    def wanted(self) -> bool:
        """Whether stillness is asked for."""
        return any(self._said.values())

    @pyqtSlot(QDBusMessage)
    def _hear(self, message: QDBusMessage) -> None:
        namespace, key, value = message.arguments()
        if (namespace, key) in ASKED:
            self._take((namespace, key), value)

    def _take(self, of: tuple[str, str], value: object) -> None:
        before = self.wanted
        while isinstance(value, QDBusVariant):  # "Read" wraps it twice
            value = value.variant()
        self._said[of] = type(value) in (bool, int) and value == ASKED[of]
        if self.wanted != before:
            self.changed.emit(self.wanted)


def _has_bus() -> bool:
    """Where there is no session bus, asking for it might start one."""
    usual = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / "bus"
    return "DBUS_SESSION_BUS_ADDRESS" in os.environ or usual.exists()
