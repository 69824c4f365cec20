"""librosa, with a folder for its compiled code that no other process writes to."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from threading import Lock
from types import ModuleType

import platformdirs

from fusion.private import private_folder

_FOLDERS = 32
_once = Lock()
_held: list[sqlite3.Connection] = []


def librosa() -> ModuleType:
    """The package, to be called wherever it is used, in place of an import.

    numba keeps what it compiles for librosa (half a minute, the first time) in one folder for all processes,
    under names that it counts up. Two that fill it at once can leave one function's code under another's
    name (numba 0.68): every process that loads it from then on falls over. So each has a folder of Attune's
    cache to itself, which the next process takes over as it is left. ``NUMBA_CACHE_DIR`` is obeyed.
    """
    with _once:
        import numba

        if not numba.config.CACHE_DIR and (taken := take_folder()):
            folder, held = taken
            numba.config.CACHE_DIR = str(folder)
            _held.append(held)
        import librosa

        return librosa


def take_folder() -> tuple[Path, sqlite3.Connection] | None:
    """The first folder that no process holds, and what holds it: until it is closed, or this process ends.

    SQLite's lock on a file is given back by the system however a process ends. None where no folder can be
    made or locked: numba goes its own way then.
    """
    for number in range(_FOLDERS):
        folder = platformdirs.user_cache_path("attune", appauthor=False) / "compiled" / str(number)
        with suppress(OSError, sqlite3.OperationalError):
            private_folder(folder)
            held = sqlite3.connect(folder / "held", timeout=0, isolation_level=None, check_same_thread=False)
            try:
                held.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:  # another process has it
                held.close()
                continue
            return folder, held
    return None
