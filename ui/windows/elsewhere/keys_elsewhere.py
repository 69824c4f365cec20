"""Holds the two keys for as long as the settings ask for them."""

from __future__ import annotations

from PyQt6.QtCore import QObject, pyqtSignal

from fusion.errors import UserError
from ui.keys import ELSEWHERE
from ui.widgets.appearance import Appearance
from ui.windows.elsewhere.grabs import Grabs
from ui.windows.elsewhere.here import grabs_of_here, why_not_here


class KeysElsewhere(QObject):
    """Off by default: nothing is asked of the desktop before.

    Parameters
    ----------
    appearance
        Its settings say whether, and which keys.
    impossible
        Why this desktop gives no keys, "" where it does.
    """

    pressed = pyqtSignal(str)
    """One of :data:`ui.keys.ELSEWHERE`."""
    changed = pyqtSignal()
    """``trouble`` is another."""

    def __init__(self, appearance: Appearance, impossible: str | None = None) -> None:
        super().__init__()
        self._appearance = appearance
        self.impossible = why_not_here() if impossible is None else impossible
        self.trouble = ""
        """What cannot be had, in a sentence; "" while all is well."""
        self._grabs: Grabs | None = None
        self._wanted: dict[str, str] = {}
        self._closed = False
        appearance.changed.connect(self._follow)
        self._follow()

    def close(self) -> None:
        """Give the keys back; none is asked for again."""
        self._closed = True
        self._hold({})

    def _follow(self) -> None:
        keys = {action: key for action in ELSEWHERE for key in self._appearance.settings.keys_of(action)}
        if keys != self._wanted and not self.impossible and not self._closed:
            self._hold(keys)

    def _hold(self, keys: dict[str, str]) -> None:
        self._wanted, before = keys, self.trouble
        try:
            self.trouble = self._ask(keys)
        except UserError as error:
            self.trouble = str(error)
        if self.trouble != before:
            self.changed.emit()

    def _ask(self, keys: dict[str, str]) -> str:
        if not keys:
            if self._grabs is not None:
                self._grabs.close()
            self._grabs = None
            return ""
        if self._grabs is None:
            self._grabs = grabs_of_here()
            self._grabs.pressed.connect(self.pressed)
        return self._grabs.hold(keys)
