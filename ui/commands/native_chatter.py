"""Keeps what native libraries write to standard error away from the user, and in a file."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import sys
import threading
import time
from pathlib import Path

import platformdirs

from fusion.private import private_folder


def native_log_path() -> Path:
    """Where native libraries' own messages of the newest run lie."""
    return platformdirs.user_log_path("attune", appauthor=False) / "native.log"


_LAST_WORDS = b"Fatal Python error: "
"""Begins what Python writes where a library ends the program: which thread was where, and nothing else."""
_MOST_BYTES = 500_000
"""What is longer begins anew: PortAudio without its sound server can say one line for ever, over 20 MB/s."""
_LOOK_EVERY_S = 1.0


def aborted_log_path() -> Path:
    """Where libraries' messages of the newest run lie that a library ended, and where its threads were."""
    return native_log_path().with_name("aborted.log")


def divert_native_chatter() -> None:
    """From now on file descriptor 2 is a log file; Python's ``sys.stderr`` goes on as before.

    MediaPipe, ALSA and OpenCV greet and warn on the descriptor itself, whatever their settings, amid the
    words meant for the user. A library that ends the program (``abort()``, a false address) says why there
    too, if at all, and Python where each thread was.
    """
    try:
        sys.stderr.flush()
        own = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="replace")
    except (OSError, AttributeError, ValueError):  # a program without a terminal may have no stderr at all
        return
    try:
        path = native_log_path()
        private_folder(path.parent, attunes_own=True)
        _keep_last_words(path)
        # To its end: two that run at once would else write over each other.
        target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    except OSError:
        target = os.open(os.devnull, os.O_WRONLY)
    os.dup2(target, 2)
    sys.stderr = own
    faulthandler.enable(2)
    threading.Thread(target=_keep_short, args=(target,), name="attune-native-log", daemon=True).start()


def _keep_short(log: int) -> None:
    """Empty this open file whenever it has become too long; its writers go on at its beginning."""
    with contextlib.suppress(OSError):  # it may be no file
        while True:
            time.sleep(_LOOK_EVERY_S)
            if os.fstat(log).st_size > _MOST_BYTES:
                os.ftruncate(log, 0)


def _keep_last_words(path: Path) -> None:
    """Put the messages of a run that a library ended where no later run writes."""
    with contextlib.suppress(OSError):
        with path.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 2 * _MOST_BYTES))
            ended = _LAST_WORDS in file.read()
        if ended:
            path.replace(aborted_log_path())
