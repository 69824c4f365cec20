"""The two channels of a pair."""

from __future__ import annotations

from enum import Enum


class Side(str, Enum):
    """Which channel of a stereo pair is the partner's."""

    LEFT = "left"
    RIGHT = "right"
