"""The stretch of time that all lanes show, the moment pointed at, and the stretch selected."""

from __future__ import annotations

from PyQt6.QtCore import QObject, pyqtSignal

SHORTEST_S = 4.0
"""Nothing is enlarged beyond this, seconds."""


class TimeView(QObject):
    """What is looked at between 0 and ``end_s``; seconds throughout.

    ``moved`` tells of another stretch, ``pointed`` of another moment, ``selected`` of another selection.
    """

    moved = pyqtSignal()
    pointed = pyqtSignal()
    selected = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.end_s = 1.0
        self.t_from, self.t_to = 0.0, 1.0
        self.cursor: float | None = None
        self.selection: tuple[float, float] | None = None
        self._anchor = 0.0

    def begin(self, end_s: float) -> None:
        """Look at the whole of another conversation, ``end_s`` seconds long; nothing is pointed at."""
        self.end_s = max(end_s, 1.0)
        self.cursor = self.selection = None
        self.show(0.0, self.end_s)
        self.pointed.emit()
        self.selected.emit()

    def prolong(self, end_s: float) -> None:
        """The same conversation has become longer (or shorter): what is looked at stays where it can."""
        whole = (self.t_from, self.t_to) == (0.0, self.end_s)
        self.end_s = max(end_s, 1.0)
        self.show(0.0 if whole else self.t_from, self.end_s if whole else self.t_to)

    @property
    def length_s(self) -> float:
        """Length of what is shown."""
        return self.t_to - self.t_from

    @property
    def whole(self) -> bool:
        """Whether all of it is shown."""
        return self.length_s >= self.end_s

    def show(self, t_from: float, t_to: float) -> None:
        """Look at this stretch, moved and widened to where there is something."""
        length = min(max(t_to - t_from, SHORTEST_S), self.end_s)
        start = min(max(t_from, 0.0), self.end_s - length)
        if (start, start + length) != (self.t_from, self.t_to):
            self.t_from, self.t_to = start, start + length
            self.moved.emit()

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Show ``factor`` times as much; a moment stays where it is: the one pointed at, or the middle."""
        if around is None:
            seen = self.cursor is not None and self.t_from <= self.cursor <= self.t_to
            around = self.cursor if seen and self.cursor is not None else (self.t_from + self.t_to) / 2
        length = min(max(self.length_s * factor, SHORTEST_S), self.end_s)
        share = (around - self.t_from) / self.length_s
        self.show(around - share * length, around + (1 - share) * length)

    def pan(self, seconds: float) -> None:
        """Move along."""
        self.show(self.t_from + seconds, self.t_to + seconds)

    def point(self, t: float | None) -> None:
        """Point at a moment, moving along to where it is seen, or at none; nothing is selected any more."""
        self.select_nothing()
        if t is not None:
            t = min(max(t, 0.0), self.end_s)
            if not self.t_from <= t <= self.t_to:
                self.show(t - self.length_s / 2, t + self.length_s / 2)
            self._anchor = t
        if t != self.cursor:
            self.cursor = t
            self.pointed.emit()

    def follow(self, t: float) -> None:
        """Point at a moment that is being played: the selection stays, the view turns like a page."""
        if not self.t_from <= t <= self.t_to:
            self.show(t, t + self.length_s)
        if t != self.cursor:
            self.cursor = t
            self.pointed.emit()

    def select(self, t_from: float, t_to: float) -> None:
        """Select a stretch."""
        start, end = sorted(min(max(t, 0.0), self.end_s) for t in (t_from, t_to))
        if end > start:
            self.selection = (start, end)
            self.selected.emit()

    def extend_to(self, t: float) -> None:
        """Select from where one pointed last to ``t``, moving along to where that is seen."""
        anchor = self._anchor
        self.point(t)
        self._anchor = anchor
        self.select(anchor, t)

    def select_nothing(self) -> None:
        """Give the selection up."""
        if self.selection is not None:
            self.selection = None
            self.selected.emit()
