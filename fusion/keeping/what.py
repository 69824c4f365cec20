"""What of a session's sound and picture is kept."""

from __future__ import annotations

from enum import Enum


class Keep(str, Enum):
    """All of them, or only the last seconds at each bookmark."""

    ALL = "all"
    BOOKMARKS = "bookmarks"


CLIP_S = 20.0
"""So much before a bookmark is kept, seconds."""
