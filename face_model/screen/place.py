"""What part of the desktop is looked at: a screen, a window or a region, as the user may write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fusion.errors import UserError

SMALLEST_PX = 32
"""A region is at least this wide and high, pixels: nothing smaller holds a face."""

_REGION = re.compile(r"(-?\d+),(-?\d+),(\d+),(\d+)\Z")
_HOW = "write screen, screen:2, screen:X,Y,WIDTH,HEIGHT or window:PART OF ITS TITLE"


@dataclass(frozen=True)
class Box:
    """A rectangle of the desktop: left upper corner, width and height, pixels of the screen."""

    x: int
    y: int
    width: int
    height: int

    def within(self, other: Box) -> Box | None:
        """The part of this box that lies in ``other``; None where there is none."""
        left, top = max(self.x, other.x), max(self.y, other.y)
        right = min(self.x + self.width, other.x + other.width)
        bottom = min(self.y + self.height, other.y + other.height)
        return Box(left, top, right - left, bottom - top) if right > left and bottom > top else None


@dataclass(frozen=True)
class Place:
    """What is looked at; the first screen unless a number, a region or a window is given.

    Parameters
    ----------
    screen
        Number of a screen, 1 for the first.
    region
        A part of the desktop that stays where it is.
    window
        Title of a window, or a part of it; it is followed when it moves.
    """

    screen: int = 1
    region: Box | None = None
    window: str | None = None

    def __str__(self) -> str:
        """As the command line takes it and the settings keep it."""
        if self.window is not None:
            return f"window:{self.window}"
        if self.region is not None:
            r = self.region
            return f"screen:{r.x},{r.y},{r.width},{r.height}"
        return "screen" if self.screen == 1 else f"screen:{self.screen}"

    @property
    def name(self) -> str:
        """What to call it in the window."""
        if self.window is not None:
            return self.window
        if self.region is not None:
            return f"Part of the screen ({self.region.width} × {self.region.height})"
        return f"Screen {self.screen}"


def is_place(text: str) -> bool:
    """Whether a source is meant to be a part of the desktop, rightly written or not."""
    return text == "screen" or text.startswith(("screen:", "window:"))


def parse_place(text: str) -> Place:
    """A place from ``screen``, ``screen:2``, ``screen:X,Y,WIDTH,HEIGHT`` or ``window:TITLE``.

    Raises
    ------
    UserError
        If it is none of these, or the region is too small to hold a face.
    """
    kind, _, rest = text.partition(":")
    rest = rest.strip()
    if text == "screen":
        return Place()
    if kind == "window" and rest:
        return Place(window=rest)
    if kind == "screen" and rest.isdecimal() and int(rest) >= 1:
        return Place(screen=int(rest))
    if kind == "screen" and (numbers := _REGION.match(rest)):
        region = Box(*map(int, numbers.groups()))
        if min(region.width, region.height) < SMALLEST_PX:
            raise UserError(
                f"The region “{rest}” is too small for a face: make it at least {SMALLEST_PX} pixels wide "
                "and high."
            )
        return Place(region=region)
    raise UserError(f"“{text}” names no part of the screen: {_HOW}.")
