"""The keys that turn pages wherever there are some: Ctrl+Tab and Ctrl+PgDn, and with Shift or PgUp back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QWidget


def page_keys() -> dict[int, list[QKeySequence]]:
    """What turns to the next page (1) and what turns back (-1); the desktop may have further keys for it."""
    on, back = QKeySequence.StandardKey.NextChild, QKeySequence.StandardKey.PreviousChild
    return {
        1: [*QKeySequence.keyBindings(on), QKeySequence("Ctrl+PgDown")],
        -1: [*QKeySequence.keyBindings(back), QKeySequence("Ctrl+PgUp")],
    }


def turned_by_keys(pages: QWidget, turn: Callable[[int], object]) -> None:
    """Let ``turn`` be called with 1 or -1 when one of the keys is pressed in the window of ``pages``."""
    for by, keys in page_keys().items():
        shortcut = QShortcut(pages)
        shortcut.setKeys(keys)
        shortcut.activated.connect(partial(turn, by))
