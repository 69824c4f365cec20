"""A key that does something in a window, as the settings have it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import QWidget

from ui.widgets.appearance import Appearance

_SHIFT, _KEYPAD = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier


class ShortKey(QShortcut):
    """Another key, or none, as soon as the settings say so. Held down, it acts once.

    Parameters
    ----------
    action
        One of :data:`ui.keys.USUAL`.
    pressed
        Called while the window is in front.
    besides
        Keys that do it in this window too.
    but
        Keys of the action that the window hears of in another way.
    """

    def __init__(
        self,
        window: QWidget,
        appearance: Appearance,
        action: str,
        pressed: Callable[[], object],
        besides: Sequence[str] = (),
        but: Sequence[str] = (),
    ) -> None:
        super().__init__(window)
        self._appearance = appearance
        self._action, self._besides, self._but = action, besides, but
        self.setAutoRepeat(False)
        self.activated.connect(pressed)
        appearance.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        keys = [k for k in self._appearance.settings.keys_of(self._action) if k not in self._but]
        self.setKeys([QKeySequence(key) for key in (*keys, *self._besides)])


def is_first(event: QKeyEvent | None, key: Qt.Key) -> bool:
    """Whether this key goes down or up, and does not merely repeat."""
    return event is not None and event.key() == key and not event.isAutoRepeat()


def is_of(event: QKeyEvent | None, keys: Sequence[str]) -> bool:
    """Whether one of these keys goes down or up; on the way up what is held beside it does not matter."""
    for key in keys:
        wanted = QKeySequence(key)[0]
        if event is not None and is_first(event, wanted.key()):
            # Some signs are typed with Shift, and some keyboards have a second block of them.
            free = _KEYPAD if key[-1].isalnum() else _KEYPAD | _SHIFT
            held, beside = event.modifiers() & ~free, wanted.keyboardModifiers() & ~free
            return event.type() == QEvent.Type.KeyRelease or held == beside
    return False
