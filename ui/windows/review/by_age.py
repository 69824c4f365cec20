"""What is put aside because it is older than conversations are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from PyQt6.QtCore import QObject, pyqtSignal

from fusion.log.records import SessionRecord
from ui.settings import Settings, made_now
from ui.windows.review.deletions import Deletions


class ByAge(QObject):
    """Puts it aside, and knows which setting holds again where it is taken back.

    Parameters
    ----------
    settings
        Where it stands for how long conversations are kept, and when that was last seen to.
    deletions
        Where it is put aside.
    """

    changed = pyqtSignal()
    """The settings are others now."""

    def __init__(self, settings: Settings, deletions: Deletions) -> None:
        super().__init__()
        self._settings = settings
        self._deletions = deletions
        self._before = settings.keep_days
        self._aside: tuple[int, ...] = ()
        self._unseen = False
        """They were found when the window opened, and nobody has said anything to it."""
        deletions.undone.connect(self._taken_back)
        deletions.gone.connect(self._gone)
        deletions.failed.connect(self._failed)

    def found(self, old: Sequence[SessionRecord]) -> None:
        """These are too old as the window opens, and are shown first; where there are none it is seen to."""
        self._aside, self._unseen = tuple(r.id for r in old), bool(old)
        if old:
            self._deletions.add(old, too_old=True)
        else:
            self._seen_to()

    def keep_for(self, days: int | None, past: Sequence[SessionRecord]) -> None:
        """Keep conversations for so many days from now on; those that are older can still be taken back."""
        if not self._aside:
            self._before = self._settings.keep_days
        self._settings.keep_days = days
        self._deletions.spare(self._aside)  # it may be for longer now
        old: list[SessionRecord] = []
        if days is not None:
            before = datetime.now(timezone.utc) - timedelta(days=days)
            waiting = self._deletions.waiting
            old = [r for r in past if r.started_at < before and r.id not in waiting]
        self._aside = tuple(r.id for r in old)
        self._deletions.add(old)
        self._seen_to()

    def end(self) -> None:
        """The window closes, with which what is aside goes for good."""
        if self._unseen:
            self._unseen = False
            self._seen_to()

    def _seen_to(self) -> None:
        self._settings.forgot_at = made_now()
        self.changed.emit()

    def _taken_back(self) -> None:
        self._unseen = False
        if self._aside and self._settings.keep_days != self._before:
            self._settings.keep_days = self._before
            self.changed.emit()
        self._aside = ()

    def _gone(self, number: int) -> None:
        self._aside = tuple(n for n in self._aside if n != number)

    def _failed(self) -> None:
        self._aside, self._unseen = (), False
