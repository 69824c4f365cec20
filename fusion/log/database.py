"""The SQLite file under the log: who may open it, its tables and their versions, reading beside writing."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fusion.errors import reason_of
from fusion.log.aside import take_back
from fusion.log.connecting import connect, let_go
from fusion.log.copies import forget_copies, keep_copy
from fusion.log.errors import GoneError, TimelineError, database_errors, in_plain_words
from fusion.private import private_folder

SCHEMA_VERSION = 3
_FIRST_SCHEMA = """
CREATE TABLE session (
    id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, ended_at TEXT, mode TEXT NOT NULL,
    source TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', process INTEGER NOT NULL);
CREATE TABLE estimate (
    session_id INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    t REAL NOT NULL, state TEXT NOT NULL, emotion TEXT, confidence REAL NOT NULL, probabilities BLOB NOT NULL,
    voice_weight REAL NOT NULL, face_weight REAL NOT NULL, disagreement REAL NOT NULL,
    voice BLOB, voice_quality REAL, voice_start REAL, voice_end REAL,
    face BLOB, face_quality REAL, face_start REAL, face_end REAL);
CREATE INDEX estimate_by_session ON estimate(session_id, t);
CREATE TABLE event (
    session_id INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    t REAL NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX event_by_session ON event(session_id, t);
"""
# Version 2: what was shown beside what was estimated, and events as facts. Nothing that is there is changed:
# these columns stay empty in older rows, whose state and emotion are what was shown, and whose events are
# prose in the column text (empty since). Later files of the first version have the table of places already.
_SECOND_SCHEMA = """
ALTER TABLE estimate ADD COLUMN shown_state TEXT;
ALTER TABLE estimate ADD COLUMN shown_emotion TEXT;
ALTER TABLE estimate ADD COLUMN shown_since REAL;
ALTER TABLE event ADD COLUMN payload TEXT;
CREATE TABLE IF NOT EXISTS recording (
    session_id INTEGER PRIMARY KEY REFERENCES session(id) ON DELETE CASCADE, path TEXT NOT NULL);
"""
# Version 3: what each modality said before what is usual for the person was allowed for (empty where nothing
# was, and in older rows), and how much of the last moments each of the two people spoke (empty where nobody
# told them apart).
_THIRD_SCHEMA = """
ALTER TABLE estimate ADD COLUMN voice_raw BLOB;
ALTER TABLE estimate ADD COLUMN face_raw BLOB;
ALTER TABLE estimate ADD COLUMN speaking_partner REAL;
ALTER TABLE estimate ADD COLUMN speaking_own REAL;
"""
MADE_BY_TABLE = """CREATE TABLE IF NOT EXISTS made_by (
    session_id INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    name TEXT NOT NULL, value TEXT NOT NULL)
"""
"""What made a session's estimates: version and digests. Made when it is first needed; others have none."""
WATCHED_TABLE = """CREATE TABLE IF NOT EXISTS watched (
    session_id INTEGER PRIMARY KEY REFERENCES session(id) ON DELETE CASCADE, whom TEXT NOT NULL)
"""
"""Whom a session was about, where that was not the other person. Made when it is first needed."""
_PRAGMAS = (
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "cache_size = -512",
)
"""The third and fourth leave no readable remains: of what is deleted, and of what is sorted, in temporary
files. The usual cache, 2 MB, would go on growing for the first quarter of an hour that is logged."""
PATIENCE_S = 2.0
"""How long to wait for another program that is writing, seconds; a commit takes it milliseconds."""


class LogFile:
    """One file, readable by its owner only. Safe to use from several threads.

    Opening and reading take no lock that keeps a writer out, and change nothing in the file: an older log is
    brought up to date when it is first written to, and kept beside it as it was (:mod:`fusion.log.copies`).

    Parameters
    ----------
    path
        Made when missing, in a folder readable by its owner only.
    attunes_own
        Whether that folder is Attune's, so that one that is there may be closed to others.

    Raises
    ------
    TimelineError
        If the file cannot be opened, is not an Attune log, or was written by a newer version.
    """

    def __init__(self, path: Path, *, attunes_own: bool = False) -> None:
        self.path = path
        self._attunes_own = attunes_own
        self._lock = threading.Lock()
        self._keeps_a_write_ahead_log = False
        self._to_wipe = False
        self._closed = False
        try:
            take_back(path)
            self._make_private()
        except OSError as error:
            reason = reason_of(error)
            raise TimelineError(
                f"The log {path} cannot be opened ({reason}); choose another with --log FILE."
            ) from error
        with in_plain_words(path):
            self._db = connect(path, PATIENCE_S)
        self._identity = _identity(path)
        try:
            with in_plain_words(path):
                for pragma in _PRAGMAS:
                    self._db.execute(f"PRAGMA {pragma}")
            with self.reading():
                pass
        except TimelineError:
            self._let_go()
            raise
        self._close_to_others()

    @contextmanager
    def reading(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """The connection and the version of its tables (0 while there are none), as of one moment."""
        with self._lock, in_plain_words(self.path):
            self._db.execute("BEGIN")
            try:
                yield self._db, self._version()
            finally:
                self._end("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection within a transaction, its tables up to date; all is written or nothing.

        Raises
        ------
        TimelineError
            If it cannot be written; a :class:`GoneError` where the open file lies at its path no longer.
        """
        with self._lock, in_plain_words(self.path):
            self._see_that_it_is_there()
            if not self._keeps_a_write_ahead_log:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._keeps_a_write_ahead_log = True
                self._close_to_others()
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._bring_up_to_date()
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                self._end("ROLLBACK")
                raise

    def wipe(self, *, wholly: bool = True) -> None:
        """Have what was deleted or changed live on nowhere in the file or its write-ahead log.

        SQLite overwrites what is deleted, but not the copies that stay where a page was split or joined: only
        rewriting the file does. That takes about a second for ten hours of conversation, so where it is not
        asked for ``wholly`` it waits until the file is closed; likewise where another program reads or writes
        just then. ``wholly`` takes the copies of older versions beside it too.
        """
        with self._lock, in_plain_words(self.path):
            self._to_wipe = True
            self._checkpoint()
            if wholly:
                self._rewrite()
                with suppress(OSError):
                    forget_copies(self.path)

    def close(self) -> None:
        """Close the file; harmless when called twice."""
        with self._lock:
            if self._to_wipe:
                self._rewrite()
            self._let_go()

    def _let_go(self) -> None:
        if not self._closed:
            self._closed = True
            let_go(self.path, self._db)

    def _rewrite(self) -> None:
        with suppress(
            *database_errors(), MemoryError
        ):  # busy, or no room: tried again when closed or next wiped
            self._db.execute("VACUUM")
            self._to_wipe = self._checkpoint()

    def _checkpoint(self) -> bool:
        """Empty the write-ahead log; whether somebody held it up."""
        return bool(self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])

    def _end(self, how: str) -> None:
        if self._db.in_transaction:  # on a full disk SQLite has rolled back by itself
            self._db.execute(how)

    def _version(self) -> int:
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise TimelineError(f"{self.path} was written by a newer Attune; update Attune to read it.")
        if version == 0 and self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise TimelineError(f"{self.path} is a database, but not an Attune log; choose another.")
        return version

    def _bring_up_to_date(self) -> None:
        version = self._version()
        if 0 < version < SCHEMA_VERSION:
            keep_copy(self.path, version)
        for missing in (_FIRST_SCHEMA, _SECOND_SCHEMA, _THIRD_SCHEMA)[version:]:
            for statement in missing.split(";"):  # executescript would end the transaction
                self._db.execute(statement)
        if version < SCHEMA_VERSION:
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _see_that_it_is_there(self) -> None:
        """A deleted file, or one in a deleted folder, can be written until it is closed, and then is gone."""
        if _identity(self.path) != self._identity:
            raise GoneError(
                f"The log {self.path} is no longer there, it was moved or deleted; put it back, or start "
                "Attune anew."
            )

    def _make_private(self) -> None:
        if self.path.is_dir():  # of which SQLite says no more than that it cannot be opened
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        private_folder(self.path.parent, attunes_own=self._attunes_own)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))

    def _close_to_others(self) -> None:
        """Take away what others may do with a log that came from elsewhere; SQLite's side files follow it."""
        for end in ("", "-wal", "-shm"):
            file = self.path.with_name(self.path.name + end)
            with suppress(OSError):  # somebody else's file: it is theirs to share
                mode = stat.S_IMODE(file.stat().st_mode)
                if mode & 0o077:
                    file.chmod(mode & 0o700)


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there, whatever it is called: device and number. None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
