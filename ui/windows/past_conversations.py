"""The past conversations, seen from the desk: their window, and those that are to be kept no longer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget

from fusion.errors import UserError
from fusion.log.records import SessionRecord
from fusion.log.timeline import Timeline, default_path
from ui.live.options import Options
from ui.settings import made_now
from ui.widgets.appearance import Appearance
from ui.windows.background import Background, Job
from ui.windows.passphrase_dialog import unlock_in_a_window
from ui.windows.review.keeping import forget_old
from ui.windows.review.window import ReviewWindow
from ui.wording.failures import failure_in_words
from ui.wording.translation import mark, tr

TOO_OLD = mark(
    "By this computer's clock past conversations are older than you keep them. They are deleted "
    "once you have opened “Review” and closed it again; there you can still keep them. Is the "
    "clock right?"
)


class PastConversations(QObject):
    """Opens the review once, on the log that the options name; the log is opened elsewhere.

    Parameters
    ----------
    options
        Asks for the options as they are now.
    over
        The window over which a passphrase is asked for.
    """

    settings_changed = pyqtSignal()
    failed = pyqtSignal(str)
    """A sentence on why the log cannot be opened."""
    told = pyqtSignal(str)
    """A sentence on conversations that are too old."""

    def __init__(
        self,
        options: Callable[[], Options],
        appearance: Appearance,
        background: Background,
        over: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._over = over
        self._options = options
        self._appearance = appearance
        self._background = background
        self._opening: Job | None = None
        self._next: Callable[[], object] | None = None
        self._instead: Callable[[], object] | None = None
        self.window: ReviewWindow | None = None
        """The review while it is open."""

    def open(self) -> None:
        """Show past conversations."""
        if self.window is not None:
            _bring(self.window)
        elif self._opening is None and self._may_open():
            path = self._path()
            self._opening = self._background.run(
                "opening the log",
                lambda: Timeline(path),
                self._opened,
                self._not_opened,
                unwanted=lambda timeline: timeline.close(),
            )

    def _may_open(self) -> bool:
        """Whether the log is open to us; where it is locked its passphrase is asked for once more."""
        try:
            return unlock_in_a_window(self._path(), self._over)
        except UserError as error:
            self.failed.emit(failure_in_words(error))
            return False

    def forget_old(self) -> None:
        """Forget what is to be kept no longer; the review does so too."""
        path = self._path() or default_path()
        settings = self._appearance.settings
        days, forgot_at = settings.keep_days, settings.forgot_at

        def forget() -> list[SessionRecord]:
            with Timeline(path) as timeline:
                return forget_old(timeline, days or 0, forgot_at)

        if days is not None and path.exists():
            self._background.run("forgetting old conversations", forget, self._forgot)

    def close(self) -> None:
        """Close the window."""
        if self.window is not None:
            self.window.close()

    def close_first(self, then: Callable[[], object], instead: Callable[[], object] | None = None) -> None:
        """Do something once the window, if it is open, is closed and has let go of the log.

        Where it stays, because what was written in it could not be kept, ``instead`` is called; without that
        it is waited for.
        """
        if self.window is None:
            then()
        else:
            self._next, self._instead = then, instead
            self.window.close()

    def finish(self) -> list[str]:
        """Finish what the window began, and the window; to be called after :meth:`close`.

        Returns
        -------
        list of str
            What the user wrote that could not be kept, a sentence each.
        """
        self._next = None
        unkept = self.window.finish() if self.window is not None else []
        self._closed()
        return unkept

    def _forgot(self, left: list[SessionRecord]) -> None:
        if left:
            self.told.emit(tr(TOO_OLD))
        else:
            self._appearance.settings.forgot_at = made_now()
            self.settings_changed.emit()

    def _path(self) -> Path | None:
        named = self._options().log
        return named if isinstance(named, Path) else None

    def _opened(self, timeline: Timeline) -> None:
        self._opening = None
        self.window = ReviewWindow(timeline, self._appearance)
        self.window.closed.connect(self._closed)
        self.window.stayed.connect(self._stayed)
        self.window.settings_changed.connect(self.settings_changed)
        _bring(self.window)

    def _not_opened(self, error: Exception) -> None:
        self._opening = None
        self.failed.emit(failure_in_words(error))

    def _closed(self) -> None:
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
        then, self._next = self._next, None
        if then is not None:
            then()

    def _stayed(self) -> None:
        if self._instead is not None:
            instead, self._next, self._instead = self._instead, None, None
            instead()


def _bring(window: ReviewWindow) -> None:
    window.show()
    window.raise_()
    window.activateWindow()
