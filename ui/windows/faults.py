"""What nobody expected: written to a log file and told calmly, instead of ending the program."""

from __future__ import annotations

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs
from PyQt6.QtCore import QObject, pyqtSignal

log = logging.getLogger("attune.faults")

LARGEST_LOG_BYTES = 500_000


def log_file() -> Path:
    """Where faults are written: the platform's folder for logs. It never holds what was heard or seen."""
    return platformdirs.user_log_path("attune", appauthor=False) / "attune.log"


class Faults(QObject):
    """Catches what no one caught, on any thread; ``happened`` gives a sentence for the user.

    PyQt aborts the process when a slot raises and no hook is installed.
    """

    happened = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self._handler: logging.Handler | None = None
        self._previous = sys.excepthook, threading.excepthook

    def install(self) -> None:
        """Take over both hooks and open the log file."""
        path = log_file()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._handler = RotatingFileHandler(
                path, maxBytes=LARGEST_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
            )
            self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
            self._handler.setLevel(logging.WARNING)
            logging.getLogger().addHandler(self._handler)
        except OSError:
            self._handler = None  # without a log file the hooks still keep the window alive
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def remove(self) -> None:
        """Put the hooks back and close the log file."""
        sys.excepthook, threading.excepthook = self._previous
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    def _caught(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous[0](kind, error, traceback)
            return
        log.error("unexpected", exc_info=(kind, error, traceback))
        where = f" The details are in {log_file()}." if self._handler is not None else ""
        self.happened.emit(f"Something unexpected happened; Attune tries to go on.{where}")

    def _caught_in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._caught(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
