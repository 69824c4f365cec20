"""The windows that are on the screen now, whichever desktop shows them."""

from __future__ import annotations

import sys

import numpy as np
import numpy.typing as npt

from face_model.screen.open_window import OpenWindow
from face_model.screen.place import Box

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
    """The uppermost window of this title, else the uppermost whose title holds it; never Attune's own."""
    wanted = title.casefold()
    others = [w for w in reversed(windows) if w.title and not w.is_own]
    exact = [w for w in others if w.title.casefold() == wanted]
    partly = [w for w in others if wanted in w.title.casefold()]
    return next(iter(exact or partly), None)


def own_parts(area: Box, windows: list[OpenWindow]) -> npt.NDArray[np.bool_]:
    """Where Attune's own windows are what is seen of ``area``, bool (height, width)."""
    mask = np.zeros((area.height, area.width), np.bool_)
    for window in windows:  # the lowest first: whatever lies above another hides it
        part = window.box.within(area)
        if part is not None:
            top, left = part.y - area.y, part.x - area.x
            mask[top : top + part.height, left : left + part.width] = window.is_own
    return mask
