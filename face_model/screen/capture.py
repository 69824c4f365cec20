"""The screen as a source of frames: looked at when a look is due, stamped at the grab, never kept."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

import cv2
import numpy as np

from face_model.screen.looking import LOOKS_PER_S, Looking
from face_model.screen.open_window import OpenWindow
from face_model.screen.place import Box, Place
from face_model.screen.windows import find_window, open_windows, others_parts, own_parts
from fusion.arrays import BoolArray, Uint8Array
from fusion.clock import SessionClock
from fusion.interfaces import DeviceError, DeviceState, VideoFrame

LOOK_AROUND_S = 0.5
"""How often it is asked where the windows are, seconds."""

COVERED_FROM = 0.2
"""So much of what is looked at has to lie under other windows for it to be told."""

OWN_IN_FRONT, OTHER_IN_FRONT = "Attune's own window is in front", "another window is in front"
_GREY = 128
"""What is put where Attune's own windows are."""


class ScreenCapture(Looking):
    """A part of the desktop as a :class:`fusion.interfaces.Source` of frames.

    It has no thread. What Attune's own windows show is painted over; a window is followed by its title, and
    what covers it is seen in its place.
    """

    def __init__(self, place: Place, looks_per_s: float = LOOKS_PER_S) -> None:
        super().__init__(place, looks_per_s)
        self._grabber: Any = None
        self._around_s = float("-inf")
        self._windows: list[OpenWindow] = []
        self._area: Box | None = None
        self._own: BoolArray | None = None
        self._covered = ""

    def open(self, clock: SessionClock) -> None:
        """Begin to look.

        Raises
        ------
        DeviceError
            If the desktop shows itself to no program, or what is to be looked at is not there.
        """
        self.close()
        self._grabber = _open_grabber()
        self._begin(clock)
        self._around_s = float("-inf")
        self._look_around(clock.now())

    def read(self, timeout_s: float) -> VideoFrame | None:
        """The next look when it is due, or None if that is not within ``timeout_s``.

        Raises
        ------
        DeviceError
            If it is not open, the window is gone, or the desktop refuses.
        """
        if (t := self._wait(timeout_s)) is None:
            return None
        self._look_around(t)
        assert self._area is not None
        image = _grab(self._grabber, self._area)
        if self._own is not None:
            image[self._own] = _GREY
        return VideoFrame(image, t, self._covered)

    def close(self) -> None:
        """Look no more; harmless when not open."""
        grabber, self._grabber = self._grabber, None
        if grabber is not None:
            with suppress(Exception):
                grabber.close()
        self._clock, self._area, self._own, self._windows, self._covered = None, None, None, [], ""

    def _look_around(self, t: float) -> None:
        """Find out, twice a second, where what is looked at lies, and where Attune's windows cover it."""
        if t - self._around_s < LOOK_AROUND_S:
            return
        self._around_s = t
        try:
            self._windows = open_windows()
        except OSError:
            self._windows = []
        self._area, chosen = self._find()
        own = own_parts(self._area, self._windows)
        self._own = own if own.any() else None
        if own.mean() >= COVERED_FROM:
            self._covered = OWN_IN_FRONT
        elif chosen is not None and others_parts(self._area, chosen, self._windows).mean() >= COVERED_FROM:
            self._covered = OTHER_IN_FRONT
        else:
            self._covered = ""

    def _find(self) -> tuple[Box, OpenWindow | None]:
        """Where to look now, and at which window, if at one. Raises DeviceError."""
        screens = [Box(m["left"], m["top"], m["width"], m["height"]) for m in self._grabber.monitors]
        desktop, singles = screens[0], screens[1:] or screens
        place, window = self._place, None
        if place.window is not None:
            if sys.platform == "darwin":
                raise DeviceError(
                    "On macOS no single window can be looked at: choose a region of the screen."
                )
            window = find_window(place.window, self._windows)
            if window is None:
                raise DeviceError(
                    f"The window “{place.window}” is not on the screen: open it, bring it back if it is "
                    "minimised, or choose another."
                )
            wanted, what = window.box, f"The window “{place.window}”"
        elif place.region is not None:
            wanted, what = place.region, "The chosen region"
        else:
            if place.screen > len(singles):
                raise DeviceError(
                    f"There is no screen {place.screen} (there are {len(singles)}): choose another."
                )
            wanted, what = singles[place.screen - 1], f"Screen {place.screen}"
        seen = wanted.within(desktop)
        if seen is None:
            raise DeviceError(f"{what} lies outside the screen: move it back or choose another.")
        return seen, window


def screen_count() -> int:
    """How many screens can be looked at; 0 where the desktop shows itself to no program."""
    try:
        grabber = _open_grabber()
    except DeviceError:
        return 0
    with grabber:
        return max(len(grabber.monitors) - 1, 1)


def _open_grabber() -> Any:
    """What grabs. Raises DeviceError."""
    try:
        import mss
    except ImportError as error:
        raise DeviceError("Looking at the screen needs the package “mss”: pip install mss.") from error
    if sys.platform.startswith("linux") and os.environ.get("WAYLAND_DISPLAY"):
        raise DeviceError(
            "This desktop (Wayland) shows its screen to Attune's window only: run it without --headless.",
            DeviceState.DENIED,
        )
    try:
        grabber = mss.MSS()
        _grab(grabber, Box(0, 0, 1, 1))
    except Exception as error:
        raise _refused() from error
    return grabber


def _grab(grabber: Any, area: Box) -> Uint8Array:
    """The picture of ``area``, uint8 (height, width, 3), RGB. Raises DeviceError."""
    try:
        shot = grabber.grab(
            {"left": area.x, "top": area.y, "width": area.width, "height": area.height},
        )
    except Exception as error:  # mss has an error of its own for each desktop
        raise _refused() from error
    # As an array it is mss's own buffer; its ``bgra`` would be a copy.
    return np.asarray(cv2.cvtColor(np.asarray(shot), cv2.COLOR_BGRA2RGB), np.uint8)


def _refused() -> DeviceError:
    if sys.platform == "darwin":
        remedy = "allow it in System Settings, Privacy & Security, Screen Recording, and start Attune again"
    else:
        remedy = "check that Attune runs in a session with a screen"
    return DeviceError(f"The screen may not be looked at: {remedy}.", DeviceState.DENIED)
