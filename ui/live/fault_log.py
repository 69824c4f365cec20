"""The program's own log: faults that nobody expected, in a file of the platform's folder for logs."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

from fusion.private import private_folder

LARGEST_LOG_BYTES = 500_000


def log_file() -> Path:
    """Where faults are written: the platform's folder for logs. It never holds what was heard or seen."""
    return platformdirs.user_log_path("attune", appauthor=False) / "attune.log"


def _handlers() -> list[logging.Handler]:
    """What writes faults: the log file, where there can be one; with ATTUNE_DEBUG set, the terminal too."""
    path = log_file()
    handlers: list[logging.Handler] = []
    try:
        private_folder(path.parent, attunes_own=True)
        handlers.append(
            _FaultFile(path, maxBytes=LARGEST_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
        )
    except OSError:
        handlers.append(logging.NullHandler())  # without it Python would fill the terminal
    if os.environ.get("ATTUNE_DEBUG"):
        handlers.append(logging.StreamHandler())
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        handler.setLevel(logging.WARNING)
    return handlers


@contextmanager
def faults_logged() -> Iterator[list[logging.Handler]]:
    """Faults go to their file within the block, by these handlers, and no trace of them to the terminal."""
    handlers = _handlers()
    for handler in handlers:
        logging.getLogger().addHandler(handler)
    try:
        yield handlers
    finally:
        for handler in handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()


class _FaultFile(RotatingFileHandler):
    """A file that may lie on the disk whose fullness is to be told: what it cannot take is left out.

    Its owner alone may read it, whatever the umask.
    """

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).touch(0o600)
        Path(self.baseFilename).chmod(0o600)  # one that an earlier version made
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say nothing: the user has been told of the fault itself."""
