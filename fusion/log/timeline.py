"""Timeline: the log of conversations, an SQLite file that only its owner can read."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import platformdirs

from fusion.errors import UserError
from fusion.events import SessionEvent
from fusion.log.processes import ran_at
from fusion.log.rows import ESTIMATE_COLUMNS, SHOWN_COLUMNS, LoggedMoments, row_of
from fusion.moment import Moment

SCHEMA_VERSION = 2
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
# What was shown, beside what was estimated; empty in older rows, whose state and emotion are what was shown.
_SHOWN = """
ALTER TABLE estimate ADD COLUMN shown_state TEXT;
ALTER TABLE estimate ADD COLUMN shown_emotion TEXT;
ALTER TABLE estimate ADD COLUMN shown_since REAL;
"""
# Beside the tables of the first version, so that an older Attune still reads the log, and forgets the place
# of a recording together with its session.
_PLACES = """
CREATE TABLE IF NOT EXISTS recording (
    session_id INTEGER PRIMARY KEY REFERENCES session(id) ON DELETE CASCADE, path TEXT NOT NULL)
"""


_COLUMNS = (*ESTIMATE_COLUMNS, *SHOWN_COLUMNS)
_ADD_MOMENT = f"INSERT INTO estimate ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"

# Sessions this process has begun, by log and number.
_begun_here: set[tuple[Path, int]] = set()


class TimelineError(UserError):
    """The log cannot be used; the text is one plain sentence with the remedy."""


@dataclass(frozen=True)
class SessionRecord:
    """One logged conversation; ``cut_off`` when it ended without saying so (a crash, a power cut)."""

    id: int
    started_at: datetime
    ended_at: datetime | None
    duration_s: float
    mode: str
    source: str
    title: str
    running: bool
    cut_off: bool


def default_path() -> Path:
    """Where the log lies unless told otherwise: the platform's data folder."""
    return platformdirs.user_data_path("attune", appauthor=False) / "timeline.db"


class Timeline:
    """Reads and writes one log file. Safe to use from several threads; each row is committed when added.

    Probabilities are kept as float32 blobs of 28 bytes, so an hour is about 7 MB.

    Parameters
    ----------
    path
        The file; made when missing, in a folder readable by its owner only.

    Raises
    ------
    TimelineError
        If the file cannot be opened, is not an Attune log, or was written by a newer version.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        self._lock = threading.Lock()
        try:
            self._make_private()
            self._db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise TimelineError(
                f"The log {self.path} cannot be opened ({reason.lower()}); choose another with --log FILE."
            ) from error
        try:
            self._prepare()
            self._close_to_others()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise TimelineError(
                f"{self.path} is not an Attune log or is damaged ({error}); "
                "move it aside, or choose another with --log FILE."
            ) from error
        except TimelineError:
            self._db.close()
            raise

    def _make_private(self) -> None:
        folder = self.path.parent
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
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

    def _prepare(self) -> None:
        db = self._db
        for pragma in (
            "busy_timeout = 5000",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            db.execute(f"PRAGMA {pragma}")
        with self._transaction():
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise TimelineError(f"{self.path} was written by a newer Attune; update Attune to read it.")
            if version == 0:
                if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    raise TimelineError(f"{self.path} is a database, but not an Attune log; choose another.")
                _run_each(db, _FIRST_SCHEMA)
            if version < SCHEMA_VERSION:
                _run_each(db, _SHOWN)
                db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            db.execute(_PLACES)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # on a full disk SQLite has rolled back by itself
                    self._db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file; harmless when called twice."""
        with self._lock:
            self._db.close()

    def __enter__(self) -> Timeline:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(
        self, mode: str, source: str, started_at: datetime | None = None, recording: Path | None = None
    ) -> int:
        """Open a session's record and return its id; ``recording`` is the file that is played, if one is."""
        when = (started_at or datetime.now(timezone.utc)).isoformat()
        with self._transaction() as db:
            row = db.execute(
                "INSERT INTO session (started_at, mode, source, process) VALUES (?, ?, ?, ?)",
                (when, mode, source, os.getpid()),
            )
            session_id = int(row.lastrowid or 0)
            if recording is not None:
                db.execute("INSERT INTO recording VALUES (?, ?)", (session_id, str(recording)))
        _begun_here.add((self.path.resolve(), session_id))
        return session_id

    def end(self, session_id: int, ended_at: datetime | None = None) -> None:
        """Close a session's record: it was not cut off."""
        when = (ended_at or datetime.now(timezone.utc)).isoformat()
        with self._transaction() as db:
            db.execute("UPDATE session SET ended_at = ? WHERE id = ?", (when, session_id))

    def add(self, session_id: int, rows: list[Moment | SessionEvent]) -> None:
        """Write moments and events in one commit; when this returns they survive a crash of the program."""
        with self._transaction() as db:
            for row in rows:
                if isinstance(row, Moment):
                    db.execute(_ADD_MOMENT, row_of(session_id, row))
                else:
                    db.execute(
                        "INSERT INTO event VALUES (?, ?, ?, ?)", (session_id, row.t, row.kind, row.text)
                    )

    def add_note(self, session_id: int, t: float, text: str) -> None:
        """Write a note at session time ``t`` (s)."""
        self.add(session_id, [SessionEvent(t, "note", text)])

    def rename(self, session_id: int, title: str) -> None:
        """Give a session a title."""
        with self._transaction() as db:
            db.execute("UPDATE session SET title = ? WHERE id = ?", (title, session_id))

    def sessions(self) -> list[SessionRecord]:
        """All conversations, newest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT id, started_at, ended_at, mode, source, title, process,"
                " (SELECT max(t) FROM estimate WHERE session_id = session.id) FROM session"
                " ORDER BY started_at DESC, id DESC"
            ).fetchall()
        return [self._record(row) for row in rows]

    def session(self, session_id: int) -> SessionRecord:
        """One conversation's record.

        Raises
        ------
        TimelineError
            If there is none with this id.
        """
        for record in self.sessions():
            if record.id == session_id:
                return record
        raise TimelineError(f"There is no session {session_id} in {self.path}; “attune sessions” lists them.")

    def recording(self, session_id: int) -> Path | None:
        """Where the recording of a session lay when it was played; None where none was. Never exported."""
        with self._lock:
            row = self._db.execute(
                "SELECT path FROM recording WHERE session_id = ?", (session_id,)
            ).fetchone()
        return Path(row[0]) if row else None

    def moments(self, session_id: int) -> LoggedMoments:
        """What was estimated and shown in a session, in order of time.

        Raises
        ------
        TimelineError
            If one of them cannot be read.
        """
        with self._lock:
            rows = self._db.execute(
                f"SELECT {', '.join(_COLUMNS)} FROM estimate WHERE session_id = ? ORDER BY t", (session_id,)
            ).fetchall()
        try:
            return LoggedMoments(rows)
        except ValueError as error:
            raise TimelineError(
                "The log holds an estimate that this version cannot read; it may be damaged."
            ) from error

    def events(self, session_id: int) -> list[SessionEvent]:
        """A session's events in order of time."""
        with self._lock:
            rows = self._db.execute(
                "SELECT t, kind, text FROM event WHERE session_id = ? ORDER BY t", (session_id,)
            ).fetchall()
        return [SessionEvent(*row) for row in rows]

    def delete(self, session_id: int) -> None:
        """Forget a session; its bytes are overwritten in the file."""
        self._forget("DELETE FROM session WHERE id = ?", (session_id,))

    def delete_all(self) -> None:
        """Forget every session."""
        self._forget("DELETE FROM session", ())

    def _record(self, row: tuple[Any, ...]) -> SessionRecord:
        session_id, started, ended, mode, source, title, process, last_t = row
        started_at = datetime.fromisoformat(str(started))
        ended_at = datetime.fromisoformat(str(ended)) if ended else None
        if ended_at is not None:
            running = False
        elif int(process) == os.getpid():  # a number that an earlier program, cut off, may have had too
            running = (self.path.resolve(), int(session_id)) in _begun_here
        else:
            running = ran_at(int(process), started_at)
        duration_s = (ended_at - started_at).total_seconds() if ended_at else float(last_t or 0.0)
        return SessionRecord(
            id=int(session_id),
            started_at=started_at,
            ended_at=ended_at,
            duration_s=duration_s,
            mode=str(mode),
            source=str(source),
            title=str(title),
            running=running,
            cut_off=ended_at is None and not running,
        )

    def _forget(self, statement: str, parameters: tuple[int, ...]) -> None:
        with self._transaction() as db:
            db.execute(statement, parameters)
        with self._lock:
            # Deleted rows must not live on in the write-ahead log.
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _run_each(db: sqlite3.Connection, statements: str) -> None:
    """Run statements one by one: executescript would end the transaction."""
    for statement in statements.split(";"):
        db.execute(statement)
