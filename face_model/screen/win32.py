"""The windows of a Windows desktop, asked of user32."""

from __future__ import annotations

import ctypes
from typing import Any

from face_model.screen.open_window import OpenWindow
from face_model.screen.place import Box

_EXTENDED_FRAME_BOUNDS, _CLOAKED = 9, 14
"""DWM: the frame without its invisible margin; whether a window is kept from view."""


def open_windows() -> list[OpenWindow]:
    """All visible windows, the lowest first."""
    from ctypes import wintypes

    user32: Any = ctypes.windll.user32  # type: ignore[attr-defined, unused-ignore]
    dwm: Any = ctypes.windll.dwmapi  # type: ignore[attr-defined, unused-ignore]
    found: list[OpenWindow] = []

    def take(handle: int, _: int) -> bool:
        cloaked = wintypes.DWORD()
        dwm.DwmGetWindowAttribute(handle, _CLOAKED, ctypes.byref(cloaked), ctypes.sizeof(cloaked))
        if user32.IsWindowVisible(handle) and not user32.IsIconic(handle) and not cloaked.value:
            title = ctypes.create_unicode_buffer(user32.GetWindowTextLengthW(handle) + 1)
            user32.GetWindowTextW(handle, title, len(title))
            rect, pid = wintypes.RECT(), wintypes.DWORD()
            failed = dwm.DwmGetWindowAttribute(
                handle, _EXTENDED_FRAME_BOUNDS, ctypes.byref(rect), ctypes.sizeof(rect)
            )
            if failed:
                user32.GetWindowRect(handle, ctypes.byref(rect))
            user32.GetWindowThreadProcessId(handle, ctypes.byref(pid))
            box = Box(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
            found.append(OpenWindow(title.value, box, pid.value))
        return True

    kind: Any = ctypes.WINFUNCTYPE(  # type: ignore[attr-defined, unused-ignore]
        wintypes.BOOL, wintypes.HWND, wintypes.LPARAM
    )
    user32.EnumWindows(kind(take), 0)  # the uppermost first
    return found[::-1]
