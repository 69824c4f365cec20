"""A progress bar on the terminal's error stream."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def tracked(items: Sequence[T], words: str) -> Iterable[T]:
    """``items`` with a bar named ``words``; it vanishes at the end, and off a terminal there is none."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    # Off a terminal rich leaves an empty line of what was to vanish.
    return track(items, words, console=console, transient=True, disable=not console.is_terminal)
