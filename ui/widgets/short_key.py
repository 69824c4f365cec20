"""A key that does something in a window; single letters can be switched off."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import QWidget

from ui.widgets.appearance import Appearance


class ShortKey(QShortcut):
    """Somebody who dictates, or whose hand slips, is not to be surprised by single letters and digits.

    Parameters
    ----------
    key
        Such as "B", "Space" or "Ctrl+Q".
    pressed
        Called while the window is in front.
    """

    def __init__(
        self, window: QWidget, appearance: Appearance, key: str, pressed: Callable[[], object]
    ) -> None:
        super().__init__(QKeySequence(key), window)
        self._appearance = appearance
        self._single = len(key) == 1 and key.isalnum()
        self.activated.connect(pressed)
        appearance.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setEnabled(self._appearance.settings.letter_keys or not self._single)


def is_first(event: QKeyEvent | None, key: Qt.Key) -> bool:
    """Whether this key goes down or up, and does not merely repeat."""
    return event is not None and event.key() == key and not event.isAutoRepeat()
