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
_MOVING = ".moving"
"""Beside a log while it is put aside: where to, so that what was cut off there can be taken back."""
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
    moving = path.with_name(path.name + _MOVING)
    try:
        if is_open_here(path) or _open_elsewhere(path):
            raise TimelineError(OPEN_ELSEWHERE.format(path=path))
        ends = sorted(
            file.name[len(path.name) :] for file in path.parent.iterdir() if file.name.startswith(path.name)
        )
        with moving.open("wb") as file:
            file.write(os.fsencode(to.name))
            file.flush()
            os.fsync(file.fileno())
        for end in (*(end for end in ends if end.startswith(_BESIDE)), ""):
            path.with_name(path.name + end).rename(to.with_name(to.name + end))
    except OSError as error:
        with suppress(OSError):  # what stays behind is taken back when the log is opened
            take_back(path)
        reason = reason_of(error)
        raise TimelineError(
            f"The log {path} could not be put aside ({reason}); it is where it was."
        ) from error
    with suppress(OSError):
        moving.unlink()


def take_back(path: Path) -> None:
    """Where the program ended while it put this log aside, let all lie as it was before that.

    The log itself is moved last: while it is here, what it wrote last may lie elsewhere already, and whoever
    opened it without that would lose it.

    Raises
    ------
    OSError
        If its folder does not let it.
    """
    moving = path.with_name(path.name + _MOVING)
    try:
        to = Path(os.fsdecode(moving.read_bytes())).name
    except (FileNotFoundError, NotADirectoryError):
        return
    if to and path.exists() and not path.with_name(to).exists():
        for file in sorted(path.parent.iterdir()):
            before = path.with_name(path.name + file.name[len(to) :])
            belongs = file.name.startswith(to) and file.name[len(to) :].startswith(_BESIDE)
            if belongs and not before.exists():
                file.rename(before)
    moving.unlink()


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
