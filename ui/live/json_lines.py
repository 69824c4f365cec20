"""One JSON line a tick, while a session runs."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

from fusion.errors import UserError, reason_of
from fusion.moment import Moment

log = logging.getLogger(__name__)

AGAIN_S = 5.0
"""A disk that refused a line is asked again after that long."""

_begun: set[str] = set()


class JsonLines:
    """Writes moments as they come, unbuffered, so that a reader at the other end sees them at once.

    While the disk takes no line (it is full, say) lines are left out and counted, and it is asked again every
    ``AGAIN_S`` seconds. A line that was begun is ended then, before the next one.

    Parameters
    ----------
    target
        A file's path, or ``"-"`` for standard output.

    Raises
    ------
    UserError
        If the file cannot be written; the text is for the user.
    """

    def __init__(self, target: str) -> None:
        self.name = "standard output" if target == "-" else f"“{target}”"
        self.refused = ""
        """Why no line can be written just now, "" while all is well."""
        self.lost = 0
        """Lines left out."""
        self._own: BinaryIO | None = None
        self._descriptor: int | None
        if target == "-":
            self._descriptor = sys.stdout.fileno()
        else:
            try:
                # Another device picked in the window begins another session of the same run: it goes on.
                if target not in _begun:
                    Path(target).parent.mkdir(parents=True, exist_ok=True)
                    Path(target).write_text("", encoding="utf-8")
                    _begun.add(target)
                self._own = Path(target).open("ab", buffering=0)  # noqa: SIM115 - closed by close()
            except OSError as error:
                reason = reason_of(error)
                raise UserError(
                    f"“{target}” cannot be written ({reason}); name another file after --jsonl."
                ) from error
            self._descriptor = self._own.fileno()
        self._rest = b""
        self._again_at = 0.0
        self._lock = threading.Lock()

    def write(self, moment: Moment) -> None:
        """Write one line; when the reader has gone (a closed pipe), further lines are left out."""
        with self._lock:
            if self._descriptor is None:
                return
            if self.refused and time.monotonic() < self._again_at:
                self.lost += 1
                return
            line = (json.dumps(moment.to_json()) + "\n").encode()
            todo = self._rest + line
            try:
                while todo:
                    todo = todo[os.write(self._descriptor, todo) :]
            except BrokenPipeError:
                self._descriptor = None
                return
            except OSError as error:
                self._refuse(reason_of(error))
                if len(todo) >= len(line):  # not begun, so left out
                    todo = todo[: len(todo) - len(line)]
                    self.lost += 1
            else:
                self.refused = ""
            self._rest = todo

    def close(self) -> None:
        """Close the file (standard output stays open)."""
        with self._lock:
            self._descriptor = None
            self.lost += bool(self._rest)
            self._rest = b""
            if self._own is not None:
                self._own.close()

    def _refuse(self, reason: str) -> None:
        if not self.refused:
            log.warning("%s cannot be written: %s", self.name, reason)
        self.refused, self._again_at = reason, time.monotonic() + AGAIN_S
