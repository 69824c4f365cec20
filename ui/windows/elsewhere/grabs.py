"""What each kind of desktop is asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

from PyQt6.QtCore import QObject, pyqtSignal

from ui.wording.translation import mark

TAKEN = mark("{key} belongs to another program: choose another key for it.")
NOT_THERE = mark("This keyboard has no key for {key}: choose another one.")
NOT_HERE = mark("On this desktop Attune has no keys while another program is in front.")


class Grabs(QObject):
    """Has the desktop hand over certain combinations of keys; of no other key does it hear.

    A combination is the desktop's to give, to one program at a time. ``pressed`` names the action, once for
    each time that its keys go down.
    """

    pressed = pyqtSignal(str)

    @abstractmethod
    def hold(self, keys: Mapping[str, str]) -> str:
        """Ask for these in the place of those before.

        Parameters
        ----------
        keys
            By action, as :mod:`ui.keys` writes them.

        Returns
        -------
        str
            What cannot be had, in a sentence; "" where all is well.
        """

    @abstractmethod
    def close(self) -> None:
        """Give all of them back."""
