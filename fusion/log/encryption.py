"""Encryption of a log turned on and off, or under another passphrase; the old file stays readable nowhere."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from fusion.errors import reason_of
from fusion.log.connecting import (
    cipher_library,
    connect_either,
    connect_encrypted,
    is_encrypted,
    is_open_here,
    quoted,
    remember,
)
from fusion.log.copies import forget_copies, overwrite
from fusion.log.database import LogFile
from fusion.log.errors import OPEN_ELSEWHERE, TimelineError, database_errors, in_plain_words

_PATIENCE_S = 2.0


def convert(path: Path, now: str | None, new: str | None) -> None:
    """Write the log anew under another passphrase; a missing log is made.

    The new file takes the old one's place in one step once it is whole and checked, and the old one is
    overwritten. What a disk keeps of overwritten files by itself (flash, snapshots, backups) stays.

    Parameters
    ----------
    path
        The log.
    now
        Its passphrase; None where it is not encrypted.
    new
        The one it is to have; None for none.

    Raises
    ------
    PassphraseNeededError
        If ``now`` does not open it.
    TimelineError
        If another Attune has it open, or the disk does not take it; the log is as it was then.
    UserError
        If the extra ``encryption`` is not installed.
    """
    cipher_library()
    key = quoted(new) if new is not None else "''"
    if not path.exists() or path.stat().st_size == 0:
        _make(path)
    if is_open_here(path):
        raise TimelineError(OPEN_ELSEWHERE.format(path=path))
    part, before = _beside(path, "new"), _beside(path, "old")
    for left in (part, before):
        overwrite(left)
    if is_encrypted(path):
        db = connect_encrypted(path, now or "", _PATIENCE_S)
    else:
        db = connect_either(path, _PATIENCE_S)
    try:
        with in_plain_words(path):
            _be_alone(db, path)
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            db.execute(f"ATTACH DATABASE ? AS converted KEY {key}", (str(part),))
            db.execute("BEGIN EXCLUSIVE")
            db.execute("SELECT sqlcipher_export('converted')")
            db.execute(f"PRAGMA converted.user_version = {_number(db, 'PRAGMA main.user_version')}")
            db.execute("COMMIT")
            if db.execute("PRAGMA converted.quick_check").fetchone()[0] != "ok":
                raise TimelineError(f"The log {path} could not be written anew; it is as it was.")
            db.execute("DETACH DATABASE converted")
            _sync(part)
            db.execute("BEGIN EXCLUSIVE")  # nobody begins a conversation in the file that goes
            if os.name == "nt":
                db.close()  # an open file keeps its name there
            os.link(path, before)
            part.replace(path)
            forget_copies(path)
    except OSError as error:
        reason = reason_of(error)
        raise TimelineError(
            f"The log {path} could not be written anew ({reason}); it is as it was."
        ) from error
    finally:
        with suppress(*database_errors()):
            db.close()
        overwrite(part)
        overwrite(before)
    remember(path, new)


def _make(path: Path) -> None:
    file = LogFile(path)
    try:
        with file.writing():
            pass
    finally:
        file.close()


def _be_alone(db: sqlite3.Connection, path: Path) -> None:
    """Leave the write-ahead log behind, which SQLite does only where nobody else has the file open."""
    try:
        mode = db.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except database_errors() as error:
        if "locked" not in str(error):
            raise
        mode = "wal"
    if mode != "delete":
        raise TimelineError(OPEN_ELSEWHERE.format(path=path))


def _number(db: sqlite3.Connection, pragma: str) -> int:
    return int(db.execute(pragma).fetchone()[0])


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f".{path.name}.{what}")


def _sync(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
