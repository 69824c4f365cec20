"""The copy of an older log kept beside it when its tables are changed, and how such files are forgotten."""

from __future__ import annotations

import os
from pathlib import Path

from fusion.errors import reason_of
from fusion.log.connecting import connect, let_go
from fusion.log.errors import TimelineError

_ZEROS = bytes(1 << 20)
_PATIENCE_S = 2.0


def keep_copy(path: Path, version: int) -> Path:
    """Write the log as it is to ``NAME.version1.bak`` beside it, encrypted if it is; readable by its owner.

    Raises
    ------
    TimelineError
        If there is no room for it, or it may not be written: the log is to be left alone then.
    sqlite3.Error
        Likewise.
    """
    copy = path.with_name(f"{path.name}.version{version}.bak")
    try:
        copy.unlink(missing_ok=True)  # of a change that came to nothing
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        reason = reason_of(error)
        raise TimelineError(
            f"The log {path} is of an older Attune, and a copy of it cannot be kept as {copy} ({reason});"
            " make room there, or choose another with --log FILE."
        ) from error
    db = connect(path, _PATIENCE_S)
    try:
        db.execute("VACUUM INTO ?", (str(copy),))
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    finally:
        let_go(path, db)
    return copy


def forget_copies(path: Path) -> None:
    """Overwrite and delete what :func:`keep_copy` put beside the log. Raises OSError."""
    for copy in path.parent.glob(f"{path.name}.version*.bak"):
        overwrite(copy)


def overwrite(file: Path) -> None:
    """Fill a file, and SQLite's own beside it, with zeros and delete them, where they are there."""
    for end in ("-journal", "-wal", "-shm", ""):
        side = file.with_name(file.name + end)
        if not side.exists():
            continue
        with side.open("rb+") as opened:
            left = side.stat().st_size
            while left > 0:
                left -= opened.write(_ZEROS[:left])
            opened.flush()
            os.fsync(opened.fileno())
        side.unlink()
