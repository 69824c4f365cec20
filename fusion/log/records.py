"""The record of each logged conversation: when it was, for how long, and whether it still goes on."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fusion.log.errors import TimelineError
from fusion.log.processes import ran_at
from fusion.mode import Mode
from fusion.whom import Whom

_SESSIONS = (
    "SELECT id, started_at, ended_at, mode, source, title, process,"
    " (SELECT max(t) FROM estimate WHERE session_id = session.id) FROM session"
    " ORDER BY started_at DESC, id DESC"
)

# Sessions this process has begun, by log and number.
_begun_here: set[tuple[Path, int]] = set()


@dataclass(frozen=True)
class SessionRecord:
    """One logged conversation; ``cut_off`` when it ended without saying so (a crash, a power cut)."""

    id: int
    started_at: datetime
    ended_at: datetime | None
    duration_s: float
    mode: Mode
    source: str
    title: str
    running: bool
    cut_off: bool
    whom: Whom = Whom.OTHER


def begun_here(log: Path, session_id: int) -> None:
    """Note that this process has begun the session of this number in that log."""
    _begun_here.add((log.resolve(), session_id))


def records_in(db: sqlite3.Connection, log: Path) -> list[SessionRecord]:
    """All conversations of a log, newest first.

    Raises
    ------
    TimelineError
        If one of them cannot be read.
    """
    rows = db.execute(_SESSIONS).fetchall()
    noted = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'watched'").fetchone()
    watched = dict(db.execute("SELECT session_id, whom FROM watched").fetchall()) if noted else {}
    try:
        return [_record(log, (*row, watched.get(row[0], Whom.OTHER.value))) for row in rows]
    except (ValueError, TypeError, OverflowError) as error:
        raise TimelineError(
            f"The log {log} holds a conversation that this version cannot read; it may be damaged."
        ) from error


def refuse_running(records: Sequence[SessionRecord], session_ids: Collection[int]) -> None:
    """Raise TimelineError if one of these sessions is still going on."""
    for record in records:
        if record.running and record.id in session_ids:
            raise TimelineError(f"Session {record.id} is still going on; end it before forgetting it.")


def _record(log: Path, row: tuple[Any, ...]) -> SessionRecord:
    session_id, started, ended, mode, source, title, process, last_t, whom = row
    started_at = datetime.fromisoformat(str(started))
    ended_at = datetime.fromisoformat(str(ended)) if ended else None
    if ended_at is not None:
        running = False
    elif int(process) == os.getpid():  # a number that an earlier program, cut off, may have had too
        running = (log.resolve(), int(session_id)) in _begun_here
    else:
        running = ran_at(int(process), started_at)
    ended_s = (ended_at - started_at).total_seconds() if ended_at else 0.0
    return SessionRecord(
        id=int(session_id),
        started_at=started_at,
        ended_at=ended_at,
        duration_s=max(ended_s, float(last_t or 0.0)),  # the clock may have been set back meanwhile
        mode=Mode(mode),
        source=str(source),
        title=str(title),
        running=running,
        cut_off=ended_at is None and not running,
        whom=Whom(whom),
    )
