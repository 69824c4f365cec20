"""Memory that is held but not used."""

from __future__ import annotations

import atexit
import ctypes
import gc
import sys
from typing import Any

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def give_back() -> None:
    """Hand free memory back to the system: glibc keeps what loading took, 30 MB after both networks.

    Elsewhere this does nothing.
    """
    if (trim := _of_glibc("malloc_trim")) is not None:
        trim(0)


def share_pools() -> None:
    """Have all threads take memory from two pools, to be called before they are begun.

    glibc gives each thread a pool of its own, and what lies free in one is of no use to the others: with
    pictures that are made on one thread and let go of on another that is 18 MB of a live session, which grow
    and shrink. Elsewhere this does nothing.
    """
    if (option := _of_glibc("mallopt")) is not None:
        option(_ARENA_MAX, 2)


def leave_at_the_end() -> None:
    """Have the end of the program not look through all that goes with it for what nobody reaches any more.

    Python does so twice before it lets go of everything, which takes a tenth of a second.
    """
    atexit.register(gc.freeze)


def _of_glibc(name: str) -> Any:
    """A function of the C library; None where it lacks it."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
