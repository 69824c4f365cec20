"""The windows that are on the screen now, whichever desktop shows them."""

from __future__ import annotations

import re
import sys

import numpy as np

from face_model.screen.open_window import OpenWindow
from face_model.screen.place import Box
from fusion.arrays import BoolArray

SMALLEST_LISTED_PX = 100
"""Smaller windows (tooltips, trays) are not offered."""


def open_windows() -> list[OpenWindow]:
    """All visible windows, the lowest first; empty where the desktop tells nobody (Wayland, macOS).

    Raises
    ------
    OSError
        If the desktop does not answer.
    """
    if sys.platform == "win32":
        from face_model.screen import win32

        return win32.open_windows()
    if sys.platform == "darwin":
        return []
    from face_model.screen import x11

    return x11.open_windows()


def window_titles() -> list[str]:
    """Titles of the windows that can be looked at, the uppermost first, each once; never Attune's own."""
    try:
        windows = open_windows()
    except OSError:
        return []
    large = [w for w in windows if min(w.box.width, w.box.height) >= SMALLEST_LISTED_PX]
    return list(dict.fromkeys(w.title for w in reversed(large) if w.title and not w.is_own))


def find_window(title: str, windows: list[OpenWindow]) -> OpenWindow | None:
    """The uppermost window of this title, else the uppermost whose title holds it; never Attune's own.

    Where there is none, the uppermost whose title is the same but for numbers: many a call's holds how long
    it has lasted, or how many messages wait.
    """
    wanted = title.casefold()
    others = [w for w in reversed(windows) if w.title and not w.is_own]
    exact = [w for w in others if w.title.casefold() == wanted]
    partly = [w for w in others if wanted in w.title.casefold()]
    plain = _but_for_numbers(title)
    alike = [w for w in others if plain and _but_for_numbers(w.title) == plain]
    return next(iter(exact or partly or alike), None)


def _but_for_numbers(title: str) -> str:
    return re.sub(r"[\W\d_]+", " ", title.casefold()).strip()


def own_parts(area: Box, windows: list[OpenWindow]) -> BoolArray:
    """Where Attune's own windows are what is seen of ``area``, bool (height, width)."""
    mask = np.zeros((area.height, area.width), np.bool_)
    for window in windows:  # the lowest first: whatever lies above another hides it
        _paint(mask, area, window.box, window.is_own)
    return mask


def others_parts(area: Box, chosen: OpenWindow, windows: list[OpenWindow]) -> BoolArray:
    """Where other programs' windows lie over the one chosen, bool (height, width) of ``area``.

    Windows without a title are left out: desktops lay such, with nothing on them, over everything.
    """
    mask = np.zeros((area.height, area.width), np.bool_)
    for window in windows[windows.index(chosen) + 1 :]:
        if window.title and not window.is_own:
            _paint(mask, area, window.box, True)
    return mask


def _paint(mask: BoolArray, area: Box, box: Box, value: bool) -> None:
    """Give what of ``box`` lies in ``area``, whose mask this is, a value."""
    part = box.within(area)
    if part is not None:
        top, left = part.y - area.y, part.x - area.x
        mask[top : top + part.height, left : left + part.width] = value
