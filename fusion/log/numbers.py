"""Sessions' numbers: one that was forgotten is not given again, and whoever wrote it down finds nothing."""

from __future__ import annotations

import sqlite3

_TABLE = (
    "CREATE TABLE IF NOT EXISTS number (only INTEGER PRIMARY KEY CHECK (only = 1), last INTEGER NOT NULL)"
)
_KEEP = (
    "INSERT OR REPLACE INTO number SELECT 1, max("
    "coalesce((SELECT last FROM number), 0), coalesce((SELECT max(id) FROM session), 0))"
)


def keep_numbers(db: sqlite3.Connection) -> int:
    """The highest number that a session was ever given, 0 for none, kept in a table of its own from now on.

    To be called within a transaction that begins sessions, or deletes some, before it does. Logs of builds
    before this one have no such table; there it is made of the sessions that are left.

    Raises
    ------
    sqlite3.DatabaseError
        If a damaged database does not give back what was just written.
    """
    db.execute(_TABLE)
    db.execute(_KEEP)
    kept = db.execute("SELECT last FROM number").fetchone()
    if kept is None or not isinstance(kept[0], int):
        raise sqlite3.DatabaseError("sessions' numbers cannot be read")
    return kept[0]
