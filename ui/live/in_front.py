"""Whether windows lie over what is looked at, so that nobody is seen there: told once it has lasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from face_model.analyser import FaceView

LASTS_S = 2.0
"""A window that is only drawn across is not told of, seconds."""


class InFront:
    """Follows the pictures; where a face is seen in spite of a window, nothing is told.

    Attributes
    ----------
    told : str
        What is in front, in the words of :attr:`fusion.interfaces.VideoFrame.covered`; "" for nothing.
    """

    def __init__(self) -> None:
        self.told = self._newest = ""
        self._since = 0.0

    def look(self, view: FaceView | None) -> None:
        """Take the next picture; None where pictures are forgotten."""
        if view is None:
            self.told = self._newest = ""
            return
        lies = view.frame.covered if not view.faces else ""
        if lies != self._newest:
            self._newest, self._since = lies, view.frame.t_start
        if view.frame.t_start - self._since >= LASTS_S:
            self.told = lies
