"""Windows: a combination is registered for this thread, and comes as a message to it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from ctypes import wintypes
from typing import Any

from PyQt6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PyQt6.sip import voidptr

from ui.keys import parts_of
from ui.windows.elsewhere.grabs import TAKEN, Grabs
from ui.wording.translation import tr

WM_HOTKEY = 0x0312
MASKS = {"Alt": 0x1, "Ctrl": 0x2, "Shift": 0x4, "Meta": 0x8}
ONCE = 0x4000
"""Not again while they are held down (MOD_NOREPEAT)."""
VK_F1 = 0x70


class WindowsGrabs(Grabs):
    """Asks for them by numbers of this program's own."""

    def __init__(self) -> None:
        super().__init__()
        self._user32: Any = ctypes.windll.user32  # type: ignore[attr-defined, unused-ignore]
        self._held: dict[int, str] = {}
        self._filter = _Messages(lambda number: self._come(number))
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self._filter)

    def hold(self, keys: Mapping[str, str]) -> str:
        self._let_go()
        sentence = ""
        for number, (action, key) in enumerate(keys.items(), start=1):
            code, held = self._find(key)
            if self._user32.RegisterHotKey(None, number, held | ONCE, code):
                self._held[number] = action
            else:
                sentence = sentence or tr(TAKEN, key=key)
        return sentence

    def close(self) -> None:
        self._let_go()
        app = QCoreApplication.instance()
        if app is not None:
            app.removeNativeEventFilter(self._filter)

    def _find(self, key: str) -> tuple[int, int]:
        """The virtual key that types it, and the modifiers to be held."""
        beside, name = parts_of(key)
        held = sum(MASKS[modifier] for modifier in beside)
        if len(name) > 1:
            return VK_F1 + int(name[1:]) - 1, held
        found = self._user32.VkKeyScanW(ord(name.lower()))
        return found & 0xFF, held | (MASKS["Shift"] if found & 0x100 else 0)

    def _let_go(self) -> None:
        for number in self._held:
            self._user32.UnregisterHotKey(None, number)
        self._held.clear()

    def _come(self, number: int) -> None:
        if number in self._held:
            self.pressed.emit(self._held[number])


class _Messages(QAbstractNativeEventFilter):
    """Hands over the number of each combination pressed."""

    def __init__(self, pressed: Callable[[int], None]) -> None:
        super().__init__()
        self._pressed = pressed

    def nativeEventFilter(  # noqa: N802
        self, kind: QByteArray | bytes | bytearray | memoryview, message: voidptr | None
    ) -> tuple[bool, voidptr]:
        mine = False
        if message is not None and kind in (b"windows_generic_MSG", b"windows_dispatcher_MSG"):
            told = wintypes.MSG.from_address(int(message))
            mine = told.message == WM_HOTKEY
            if mine:
                self._pressed(int(told.wParam))
        return mine, voidptr(0)
