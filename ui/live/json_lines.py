"""One JSON line a tick, while a session runs."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import TextIO

from fusion.errors import UserError
from fusion.moment import Moment

_begun: set[str] = set()


class JsonLines:
    """Writes moments as they come, each line flushed, so that a reader at the other end sees them at once.

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
        self._own = target != "-"
        self._file: TextIO | None = sys.stdout
        if self._own:
            try:
                # Another device picked in the window begins another session of the same run: it goes on.
                if target not in _begun:
                    Path(target).write_text("", encoding="utf-8")
                    _begun.add(target)
                self._file = Path(target).open("a", encoding="utf-8")  # noqa: SIM115 - closed by close()
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise UserError(
                    f"“{target}” cannot be written ({reason}); name another file after --jsonl."
                ) from error
        self._lock = threading.Lock()

    def write(self, moment: Moment) -> None:
        """Write one line; when the reader has gone (a closed pipe), further lines are left out."""
        with self._lock:
            if self._file is None:
                return
            try:
                self._file.write(json.dumps(moment.to_json()) + "\n")
                self._file.flush()
            except (BrokenPipeError, ValueError):
                self._file = None

    def close(self) -> None:
        """Close the file (standard output stays open)."""
        with self._lock:
            if self._own and self._file is not None:
                self._file.close()
            self._file = None
