"""Connections to the log's file, which may be kept under a passphrase (SQLCipher, the extra ``encryption``).

The passphrase is said once to a program and kept in its memory only. It is written nowhere, and who has lost
it has lost the log: there is no second way in.

A program's locks on a file end when it closes the file anywhere, and two SQLite libraries in one program do
not see each other's (sqlite.org, "How To Corrupt An SQLite Database File"). So a log that is open here is
never looked into by other means, and not converted.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import unicodedata
from pathlib import Path
from typing import Any, cast

from fusion.errors import reason_of
from fusion.extras import needed
from fusion.log.errors import TimelineError, in_plain_words

PASSPHRASE_VARIABLE = "ATTUNE_PASSPHRASE"
PAGE_BYTES = 4096
_PLAIN = b"SQLite format 3\x00"
_LEAST_KINDS_OF_BYTES = 200
"""Among 4096 random bytes nearly all 256 kinds occur; among those of a text, fewer than half."""

_said: dict[Path, str] = {}
_open: dict[Path, list[bool]] = {}
"""For each log that is open here, once for each connection, whether it is encrypted."""
_opening = threading.RLock()


class PassphraseNeededError(TimelineError):
    """The log is encrypted and nobody has said its passphrase, or not the right one."""


def is_encrypted(path: Path) -> bool:
    """Whether this file looks like an encrypted log: whole pages of what seems to be chance.

    Raises
    ------
    TimelineError
        If it cannot be read.
    """
    with _opening:
        if is_open_here(path):
            return _open[path.resolve()][0]
        try:
            if not path.is_file():
                return False
            with path.open("rb") as file:
                first = file.read(PAGE_BYTES)
            whole = path.stat().st_size % PAGE_BYTES == 0
        except OSError as error:
            reason = reason_of(error)
            raise TimelineError(
                f"The log {path} cannot be opened ({reason}); choose another with --log FILE."
            ) from error
    if first.startswith(_PLAIN):
        return False
    return whole and len(set(first)) >= _LEAST_KINDS_OF_BYTES


def is_locked(path: Path) -> bool:
    """Whether somebody has to be asked for a passphrase before this log can be opened."""
    return is_encrypted(path) and _passphrase(path) is None


def unlock(path: Path, passphrase: str) -> None:
    """Open this log from now on with this passphrase, in this program.

    Raises
    ------
    PassphraseNeededError
        If it is not the right one.
    UserError
        If the extra ``encryption`` is not installed.
    """
    connect_encrypted(path, passphrase, patience_s=1.0).close()
    remember(path, passphrase)


def remember(path: Path, passphrase: str | None) -> None:
    """Let this program open the log with this passphrase (None: without one); it is not tried."""
    if passphrase is None:
        _said.pop(path.resolve(), None)
    else:
        _said[path.resolve()] = passphrase


def connect(path: Path, patience_s: float) -> sqlite3.Connection:
    """A connection to the log, with the passphrase that was said where it is encrypted; see :func:`let_go`.

    Raises
    ------
    PassphraseNeededError
        If it is encrypted and the passphrase was not said, or is another one.
    sqlite3.Error
        If it cannot be opened.
    """
    with _opening:
        encrypted = is_encrypted(path)
        if encrypted:
            passphrase = _passphrase(path)
            if passphrase is None:
                raise PassphraseNeededError(
                    f"The log {path} is encrypted (or damaged); give its passphrase in {PASSPHRASE_VARIABLE}."
                )
            db = connect_encrypted(path, passphrase, patience_s)
        else:
            db = sqlite3.connect(path, timeout=patience_s, check_same_thread=False, isolation_level=None)
        _open.setdefault(path.resolve(), []).append(encrypted)
    return db


def let_go(path: Path, db: sqlite3.Connection) -> None:
    """Close what :func:`connect` gave, once."""
    with _opening:
        db.close()
        here = _open[path.resolve()]
        here.pop()
        if not here:
            del _open[path.resolve()]


def is_open_here(path: Path) -> bool:
    """Whether this program has the log open."""
    return path.resolve() in _open


def connect_encrypted(path: Path, passphrase: str, patience_s: float) -> sqlite3.Connection:
    """A connection to an encrypted log. Raises PassphraseNeededError if the passphrase does not open it."""
    db = connect_either(path, patience_s)
    try:
        with in_plain_words(path):
            db.execute(f"PRAGMA key = {quoted(passphrase)}")
        try:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except Exception as error:
            if "not a database" not in str(error):
                with in_plain_words(path):
                    raise
            raise PassphraseNeededError(
                f"This passphrase does not open the log {path}; try again (a damaged log refuses every one)."
            ) from error
    except BaseException:
        db.close()
        raise
    return db


def connect_either(path: Path, patience_s: float) -> sqlite3.Connection:
    """A connection by the library that can encrypt; it reads plain logs too while it is given no key."""
    cipher = cipher_library()
    with in_plain_words(path):
        db = cipher.connect(str(path), timeout=patience_s, check_same_thread=False, isolation_level=None)
        db.execute("PRAGMA cipher_log_level = NONE")  # it would write on stderr what is raised anyway
    return cast(sqlite3.Connection, db)  # its own class, with the same methods


def cipher_library() -> Any:
    """sqlcipher3's DB-API. Raises UserError if it is not installed."""
    return needed("sqlcipher3.dbapi2", "sqlcipher3")


def quoted(passphrase: str) -> str:
    """As SQL text, in one spelling of its accents: keyboards differ.

    Raises
    ------
    TimelineError
        If it is empty or cannot be written so.
    """
    text = unicodedata.normalize("NFC", passphrase)
    if not text or "\0" in text or not text.isprintable():
        raise TimelineError("A passphrase is one line of text, not an empty one; choose another.")
    return "'" + text.replace("'", "''") + "'"


def _passphrase(path: Path) -> str | None:
    return _said.get(path.resolve()) or os.environ.get(PASSPHRASE_VARIABLE) or None
