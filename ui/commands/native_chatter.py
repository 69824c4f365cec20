"""Keeps what native libraries write to standard error away from the user, and in a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

from fusion.private import private_folder


def native_log_path() -> Path:
    """Where native libraries' own messages of the newest run lie."""
    return platformdirs.user_log_path("attune", appauthor=False) / "native.log"


def divert_native_chatter() -> None:
    """From now on file descriptor 2 is a log file; Python's ``sys.stderr`` goes on as before.

    MediaPipe, ALSA and OpenCV greet and warn on the descriptor itself, whatever their settings, amid the
    words meant for the user.
    """
    try:
        sys.stderr.flush()
        own = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="replace")
    except (OSError, AttributeError, ValueError):  # a program without a terminal may have no stderr at all
        return
    try:
        path = native_log_path()
        private_folder(path.parent, attunes_own=True)
        target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError:
        target = os.open(os.devnull, os.O_WRONLY)
    os.dup2(target, 2)
    os.close(target)
    sys.stderr = own
