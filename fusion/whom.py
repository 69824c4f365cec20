"""Whose feelings a session is about; imports nothing, so that the command line starts at once."""

from __future__ import annotations

from enum import Enum


class Whom(str, Enum):
    """The other person, or the user."""

    OTHER = "other"
    MYSELF = "myself"
