"""X11: the server gives a combination to the one client that asks for it, on any window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, combinations
from typing import Any

from PyQt6.QtCore import QSocketNotifier, QTimer

from fusion.errors import UserError
from ui.keys import parts_of
from ui.windows.elsewhere.grabs import NOT_HERE, NOT_THERE, TAKEN, Grabs
from ui.wording.translation import tr

SHIFT, LOCK, CONTROL, ALT, META = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 6
"""As the core protocol has them; Alt is the first and Meta, the key with a picture, the fourth modifier."""
MASKS = {"Shift": SHIFT, "Ctrl": CONTROL, "Alt": ALT, "Meta": META}
NUM_LOCK, F1 = 0xFF7F, 0xFFBE
"""Keysyms."""


class X11Grabs(Grabs):
    """Asks on a connection of its own, which nothing but these keys comes through.

    Raises
    ------
    UserError
        If the server cannot be reached.
    """

    def __init__(self) -> None:
        super().__init__()
        from Xlib.display import Display
        from Xlib.error import DisplayError

        try:
            self._display: Any = Display()
        except (DisplayError, OSError) as error:
            raise UserError(tr(NOT_HERE)) from error
        self._root = self._display.screen().root
        self._keys: Mapping[str, str] = {}
        self._where = self._on_this_layout()
        self._held: dict[tuple[int, int], str] = {}
        self._up = (0, 0)
        self._news = QSocketNotifier(self._display.fileno(), QSocketNotifier.Type.Read, self)
        self._news.activated.connect(self._read)

    def hold(self, keys: Mapping[str, str]) -> str:
        self._let_go()
        self._keys = dict(keys)
        self._where = self._on_this_layout()
        sentences = [self._hold_one(action, key) for action, key in keys.items()]
        return next(filter(None, sentences), "")

    def close(self) -> None:
        self._news.setEnabled(False)
        self._let_go()
        self._display.close()

    def _on_this_layout(self) -> tuple[dict[str, tuple[int, int] | None], tuple[int, ...]]:
        """Code and modifiers of each action's key, and what the locks may add to these."""
        QTimer.singleShot(0, self._read)  # what comes while the server is asked is on the socket no more
        return {action: self._find(key) for action, key in self._keys.items()}, tuple(self._locks())

    def _hold_one(self, action: str, key: str) -> str:
        from Xlib import X
        from Xlib.error import BadAccess, CatchError

        found, locks = self._where[0][action], self._where[1]
        if found is None:
            return tr(NOT_THERE, key=key)
        code, held = found
        refused = CatchError(BadAccess)
        for lock in locks:
            self._root.grab_key(code, held | lock, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self._display.sync()
        if refused.get_error() is not None:
            self._free(code, held)
            return tr(TAKEN, key=key)
        self._held[code, held] = action
        return ""

    def _find(self, key: str) -> tuple[int, int] | None:
        """The code of the key that types it, and the modifiers to be held."""
        beside, name = parts_of(key)
        if len(name) > 1:
            keysym = F1 + int(name[1:]) - 1
        else:
            point = ord(name.lower())
            keysym = point if point < 0x100 else 0x01000000 | point
        codes = sorted((level, code) for code, level in self._display.keysym_to_keycodes(keysym))
        if not codes:
            return None
        level, code = codes[0]
        held = sum(MASKS[modifier] for modifier in beside)
        return code, held | (SHIFT if level % 2 else 0)  # some signs are typed with Shift

    def _locks(self) -> Iterator[int]:
        """Caps Lock and Num Lock are modifiers too: each combination of them is another grab."""
        numbers = {code for code, _level in self._display.keysym_to_keycodes(NUM_LOCK)}
        rows = self._display.get_modifier_mapping()
        locks = {LOCK, *(1 << row for row, codes in enumerate(rows) if numbers & set(codes))}
        sets = chain.from_iterable(combinations(sorted(locks), n) for n in range(len(locks) + 1))
        return (sum(chosen) for chosen in sets)

    def _let_go(self) -> None:
        for code, held in self._held:
            self._free(code, held)
        self._held.clear()
        self._display.sync()

    def _free(self, code: int, held: int) -> None:
        for lock in self._where[1]:
            self._root.ungrab_key(code, held | lock)

    def _read(self) -> None:
        from Xlib import X

        anew = False
        while self._news.isEnabled() and self._display.pending_events():
            event = self._display.next_event()
            if event.type == X.KeyRelease:
                self._up = (event.detail, event.time)
            elif event.type == X.KeyPress:
                # A key held down goes up and down again in the same moment, so the server says.
                repeats = (event.detail, event.time) == self._up
                action = self._held.get((event.detail, event.state & (SHIFT | CONTROL | ALT | META)))
                if action is not None and not repeats:
                    self.pressed.emit(action)
            elif event.type == X.MappingNotify:
                self._display.refresh_keyboard_mapping(event)
                anew = event.request != X.MappingPointer
        if anew and self._on_this_layout() != self._where:
            self.hold(self._keys)
