"""Timeline: the log of conversations, an SQLite file that only its owner can read."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import platformdirs

from fusion.emotions import Emotion
from fusion.events import EventKind, SessionEvent
from fusion.evidence import State
from fusion.log.database import MADE_BY_TABLE, WATCHED_TABLE, LogFile
from fusion.log.errors import TimelineError
from fusion.log.kept import KeptFile, forget_kept, kept_files
from fusion.log.numbers import keep_numbers
from fusion.log.records import SessionRecord, begun_here, records_in, refuse_running
from fusion.log.rows import (
    DAMAGED,
    ESTIMATE_COLUMNS,
    RAW_COLUMNS,
    SHOWN_COLUMNS,
    SPEAKING_COLUMNS,
    LoggedMoments,
    row_of,
)
from fusion.log.stored_events import event_of, payload_of
from fusion.log.told import Told, in_short, told_by_session
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.whom import Whom

_COLUMNS = (*ESTIMATE_COLUMNS, *SHOWN_COLUMNS, *RAW_COLUMNS, *SPEAKING_COLUMNS)
_ADD_MOMENT = f"INSERT INTO estimate ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_ADD_EVENT = "INSERT INTO event (session_id, t, kind, text, payload) VALUES (?, ?, ?, '', ?)"


def default_path() -> Path:
    """Where the log lies unless told otherwise: the platform's data folder."""
    return platformdirs.user_data_path("attune", appauthor=False) / "timeline.db"


class Timeline:
    """Reads and writes one log. Safe to use from several threads; each row is committed when added.

    Probabilities are kept as float32 blobs of 28 bytes, so an hour is about 9 MB. Every method raises
    TimelineError where the file cannot be read or written; see :class:`fusion.log.database.LogFile`.

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
        self._file = LogFile(self.path, attunes_own=path is None)

    def close(self) -> None:
        """Close the file; harmless when called twice."""
        self._file.close()

    def __enter__(self) -> Timeline:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(
        self,
        mode: Mode,
        source: str,
        started_at: datetime | None = None,
        recording: Path | None = None,
        made_by: Mapping[str, str] | None = None,
        whom: Whom = Whom.OTHER,
    ) -> int:
        """Open a session's record and return its id.

        ``recording`` is the file that is played, if one is; ``made_by`` is what makes the estimates, name ->
        version or digest; ``whom`` they are about.
        """
        when = (started_at or datetime.now(timezone.utc)).isoformat()
        with self._file.writing() as db:
            session_id = keep_numbers(db) + 1
            db.execute(
                "INSERT INTO session (id, started_at, mode, source, process) VALUES (?, ?, ?, ?, ?)",
                (session_id, when, mode.value, source, os.getpid()),
            )
            if recording is not None:
                db.execute("INSERT INTO recording VALUES (?, ?)", (session_id, str(recording)))
            if made_by:
                db.execute(MADE_BY_TABLE)
                rows = [(session_id, name, value) for name, value in made_by.items()]
                db.executemany("INSERT INTO made_by VALUES (?, ?, ?)", rows)
            if whom is not Whom.OTHER:
                db.execute(WATCHED_TABLE)
                db.execute("INSERT INTO watched VALUES (?, ?)", (session_id, whom.value))
        begun_here(self.path, session_id)
        forget_kept(kept_files(self.path, session_id))  # of a log that lay here before
        return session_id

    def end(self, session_id: int, ended_at: datetime | None = None) -> None:
        """Close a session's record: it was not cut off."""
        when = (ended_at or datetime.now(timezone.utc)).isoformat()
        with self._file.writing() as db:
            db.execute("UPDATE session SET ended_at = ? WHERE id = ?", (when, session_id))

    def add(self, session_id: int, rows: Sequence[Moment | SessionEvent]) -> None:
        """Write moments and events in one commit; when this returns they survive a crash of the program.

        Raises
        ------
        RowError
            If one of them can never be written, whatever the disk does; none is written then.
        """
        with self._file.writing() as db:
            for row in rows:
                if isinstance(row, Moment):
                    db.execute(_ADD_MOMENT, row_of(session_id, row))
                else:
                    db.execute(_ADD_EVENT, (session_id, row.t, row.kind.value, payload_of(row)))

    def add_note(self, session_id: int, t: float, text: str) -> None:
        """Write a note at session time ``t`` (s)."""
        self.add(session_id, [SessionEvent(t, EventKind.NOTE, text)])

    def rename(self, session_id: int, title: str) -> None:
        """Give a session a title."""
        with self._file.writing() as db:
            earlier = db.execute("SELECT title FROM session WHERE id = ?", (session_id,)).fetchone()
            db.execute("UPDATE session SET title = ? WHERE id = ?", (title, session_id))
        if earlier is not None and earlier[0] not in ("", title):
            self._file.wipe(wholly=False)

    def sessions(self) -> list[SessionRecord]:
        """All conversations, newest first."""
        with self._file.reading() as (db, version):
            return records_in(db, self.path) if version else []

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

    def told(self) -> dict[int, Told]:
        """Of all conversations, by number: who was allowed for, and what was written."""
        with self._file.reading() as (db, version):
            return told_by_session(db, version) if version else {}

    def in_short(self, session_id: int, steps: int) -> tuple[tuple[State, Emotion | None] | None, ...]:
        """What was shown longest in each of ``steps`` equal parts; None where nothing was logged."""
        with self._file.reading() as (db, version):
            return in_short(db, version, session_id, steps)

    def replace_event(self, session_id: int, old: SessionEvent, new: SessionEvent | None) -> None:
        """Put another event in one's place, or nothing; of several equal ones, one.

        Raises
        ------
        TimelineError
            If there is no such event (any more).
        """
        with self._file.writing() as db:
            rows = db.execute(
                "SELECT rowid, t, kind, text, payload FROM event WHERE session_id = ? AND t = ? AND kind = ?",
                (session_id, old.t, old.kind.value),
            ).fetchall()
            at = next((row[0] for row in rows if event_of(*row[1:]) == old), None)
            if at is None:
                raise TimelineError("It is no longer in the log; press F5 to see what is.")
            if new is None:
                db.execute("DELETE FROM event WHERE rowid = ?", (at,))
            else:
                values = (new.t, new.kind.value, payload_of(new), at)
                db.execute("UPDATE event SET t = ?, kind = ?, text = '', payload = ? WHERE rowid = ?", values)
        self._file.wipe(wholly=False)

    def recording(self, session_id: int) -> Path | None:
        """Where the recording of a session lay when it was played, or None. Exports tell its name only."""
        with self._file.reading() as (db, version):
            kept = "SELECT 1 FROM sqlite_master WHERE name = 'recording'"
            if version < 2 and not db.execute(kept).fetchone():
                return None
            row = db.execute("SELECT path FROM recording WHERE session_id = ?", (session_id,)).fetchone()
        return Path(row[0]) if row else None

    def made_by(self, session_id: int) -> dict[str, str]:
        """What made a session's estimates, name -> version or digest; empty in logs that do not tell."""
        with self._file.reading() as (db, _):
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'made_by'").fetchone():
                return {}
            rows = db.execute(
                "SELECT name, value FROM made_by WHERE session_id = ?", (session_id,)
            ).fetchall()
        return {str(name): str(value) for name, value in rows}

    def moments(self, session_id: int) -> LoggedMoments:
        """What was estimated and shown in a session, in order of time.

        Raises
        ------
        TimelineError
            If one of them cannot be read.
        """
        rows = self._rows(
            session_id, "estimate", ESTIMATE_COLUMNS, SHOWN_COLUMNS, (*RAW_COLUMNS, *SPEAKING_COLUMNS)
        )
        try:
            return LoggedMoments(rows)
        except (ValueError, TypeError) as error:
            raise TimelineError(DAMAGED) from error

    def events(self, session_id: int) -> list[SessionEvent]:
        """A session's events in order of time.

        Raises
        ------
        TimelineError
            If one of them cannot be read.
        """
        rows = self._rows(session_id, "event", ("t", "kind", "text"), ("payload",))
        try:
            return [event_of(*row) for row in rows]
        except (ValueError, TypeError, RecursionError) as error:
            raise TimelineError(
                "The log holds an event that this version cannot read; it may be damaged."
            ) from error

    def delete(self, *session_ids: int) -> None:
        """Forget these sessions, all or none, and what was kept of them; their bytes are overwritten.

        Raises
        ------
        TimelineError
            If one is still going on, in this Attune or another: what it says next would be lost; or if
            sound and picture that were kept of one could not be deleted.
        """
        kept = kept_files(self.path)
        with self._file.writing() as db:
            refuse_running(records_in(db, self.path), session_ids)
            keep_numbers(db)
            db.executemany("DELETE FROM session WHERE id = ?", [(i,) for i in session_ids])
            left = {row[0] for row in db.execute("SELECT id FROM session")}
        self._wipe(kept, left)

    def delete_kept(self, *session_ids: int) -> None:
        """Forget what was kept of these sessions' sound and picture; all else of them stays.

        Raises
        ------
        TimelineError
            If one is still going on, or a file could not be deleted.
        """
        refuse_running(self.sessions(), session_ids)
        forget_kept([file for file in kept_files(self.path) if file.session_id in session_ids])

    def delete_all(self) -> list[SessionRecord]:
        """Forget all but the sessions still going on, in this Attune or another; returns these.

        Raises
        ------
        TimelineError
            If sound and picture that were kept of one could not be deleted.
        """
        kept = kept_files(self.path)
        with self._file.writing() as db:
            records = records_in(db, self.path)
            keep_numbers(db)
            db.executemany("DELETE FROM session WHERE id = ?", [(r.id,) for r in records if not r.running])
        self._wipe(kept, {r.id for r in records if r.running})
        return [r for r in records if r.running]

    def older_than(self, days: float, now: datetime | None = None) -> list[SessionRecord]:
        """The conversations that began more than so many days ago, without those still going on."""
        with suppress(OverflowError):  # longer ago than there are dates: nothing is
            before = (now or datetime.now(timezone.utc)) - timedelta(days=days)
            return [r for r in self.sessions() if r.started_at < before and not r.running]
        return []

    def forget_older_than(self, days: float, now: datetime | None = None) -> list[SessionRecord]:
        """Forget the conversations that :meth:`older_than` names; returns them."""
        records = self.older_than(days, now)
        if records:
            self.delete(*(record.id for record in records))
        return records

    def _wipe(self, kept: Sequence[KeptFile], left: Collection[int]) -> None:
        """Leave no trace of what was forgotten; of sound and picture those of the sessions ``left`` stay."""
        try:
            forget_kept([file for file in kept if file.session_id not in left])
        finally:
            self._file.wipe()

    def _rows(self, session_id: int, table: str, *columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Rows of one session; columns of the log's first version, then those that each further one brought.

        Those that a log of an older version has not are empty.
        """
        with self._file.reading() as (db, version):
            if not version:
                return []
            wanted = [
                column if since <= version else "NULL"
                for since, brought in enumerate(columns, start=1)
                for column in brought
            ]
            statement = f"SELECT {', '.join(wanted)} FROM {table} WHERE session_id = ? ORDER BY t"
            return _sharing(db.execute(statement, (session_id,)))


def _sharing(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """All of these; what stood in the row before too is the same object: of hours that is a third."""
    shared: list[tuple[Any, ...]] = []
    last: tuple[Any, ...] = ()
    for row in rows:
        if last:
            row = tuple([a if a == b and type(a) is type(b) else b for a, b in zip(last, row, strict=True)])
        shared.append(row)
        last = row
    return shared
