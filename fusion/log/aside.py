"""A log that nobody can open any more, put aside so that another can begin; nothing is deleted."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path

from fusion.errors import reason_of
from fusion.log.connecting import is_open_here
from fusion.log.errors import OPEN_ELSEWHERE, TimelineError

_BESIDE = ("-wal", "-shm", "-journal", ".session", ".version")
"""How what belongs to a log goes on after its name: SQLite's files, what is kept, copies of older logs."""
_LOCKED_FROM, _LOCKED_BYTES = 0x40000002, 510
"""Where SQLite locks a file that is open in WAL mode (its SHARED_FIRST and SHARED_SIZE)."""


def name_aside(path: Path, today: date) -> Path:
    """Where a log of that day would be put: a name that is free."""
    numbered = (f"-{number}" if number > 1 else "" for number in count(1))
    names = (path.with_name(f"{path.stem}.locked-{today}{number}{path.suffix}") for number in numbered)
    return next(name for name in names if not name.exists())


def put_aside(path: Path, to: Path) -> None:
    """Give a log another name in its folder, and what lies beside it the names that go with that.

    Raises
    ------
    TimelineError
        If an Attune has it open, or it or its folder does not let it; all is as it was then.
    """
    moved: list[tuple[Path, Path]] = []
    try:
        if is_open_here(path) or _open_elsewhere(path):
            raise TimelineError(OPEN_ELSEWHERE.format(path=path))
        ends = sorted(
            file.name[len(path.name) :] for file in path.parent.iterdir() if file.name.startswith(path.name)
        )
        for end in (*(end for end in ends if end.startswith(_BESIDE)), ""):
            before, after = path.with_name(path.name + end), to.with_name(to.name + end)
            before.rename(after)
            moved.append((before, after))
    except OSError as error:
        for before, after in moved:
            with suppress(OSError):
                after.rename(before)
        reason = reason_of(error)
        raise TimelineError(
            f"The log {path} could not be put aside ({reason}); it is where it was."
        ) from error


def _open_elsewhere(path: Path) -> bool:
    """Whether another program has it open, as far as its locks tell."""
    try:
        import fcntl
    except ImportError:  # Windows renames no file that is open
        return False
    with path.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKED_BYTES, _LOCKED_FROM, os.SEEK_SET)
        except OSError:
            return True
    return False
