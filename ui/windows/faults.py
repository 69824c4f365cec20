"""What nobody expected: written to a log file and told calmly, instead of ending the program."""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import ExitStack
from types import TracebackType

from PyQt6.QtCore import QObject, pyqtSignal

from ui.live.fault_log import faults_logged, log_file
from ui.wording.translation import tr

log = logging.getLogger("attune.faults")


class Faults(QObject):
    """Catches what no one caught, on any thread; ``happened`` gives a sentence for the user.

    PyQt aborts the process when a slot raises and no hook is installed.
    """

    happened = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self._logged = ExitStack()
        self._writes_file = False
        self._previous = sys.excepthook, threading.excepthook

    def install(self) -> None:
        """Take over both hooks and open the log file; with ATTUNE_DEBUG set, tell the terminal too."""
        first, *_ = self._logged.enter_context(faults_logged())
        self._writes_file = isinstance(first, logging.FileHandler)
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def remove(self) -> None:
        """Put the hooks back and close the log file."""
        sys.excepthook, threading.excepthook = self._previous
        self._logged.close()

    def _caught(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous[0](kind, error, traceback)
            return
        log.error("unexpected", exc_info=(kind, error, traceback))
        where = " " + tr("The details are in {file}.", file=log_file()) if self._writes_file else ""
        self.happened.emit(tr("Something unexpected happened; Attune tries to go on.{where}", where=where))

    def _caught_in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._caught(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
