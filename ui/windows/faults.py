"""What nobody expected: written to a log file and told calmly, instead of ending the program."""

from __future__ import annotations

import logging
import os
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
        self._handlers: list[logging.Handler] = []
        self._writes_file = False
        self._previous = sys.excepthook, threading.excepthook

    def install(self) -> None:
        """Take over both hooks and open the log file; with ATTUNE_DEBUG set, tell the terminal too."""
        path = log_file()
        handlers: list[logging.Handler] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handlers.append(
                RotatingFileHandler(
                    path, maxBytes=LARGEST_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
                )
            )
        except OSError:
            pass  # without a log file the hooks still keep the window alive
        self._writes_file = bool(handlers)
        if os.environ.get("ATTUNE_DEBUG"):
            handlers.append(logging.StreamHandler())
        for handler in handlers:
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
            handler.setLevel(logging.WARNING)
            logging.getLogger().addHandler(handler)
        self._handlers = handlers
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def remove(self) -> None:
        """Put the hooks back and close the log file."""
        sys.excepthook, threading.excepthook = self._previous
        for handler in self._handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()
        self._handlers = []

    def _caught(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous[0](kind, error, traceback)
            return
        log.error("unexpected", exc_info=(kind, error, traceback))
        where = f" The details are in {log_file()}." if self._writes_file else ""
        self.happened.emit(f"Something unexpected happened; Attune tries to go on.{where}")

    def _caught_in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._caught(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
