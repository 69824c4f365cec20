"""What is told of all sessions at once: whom they were with, what was written, how they went in short."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from fusion.emotions import Emotion
from fusion.events import EventKind
from fusion.evidence import State
from fusion.log.stored_events import event_of

_WRITTEN = (EventKind.NOTE, EventKind.BOOKMARK)


@dataclass
class Told:
    """Of one session: the people who were allowed for, and the texts of notes and bookmarks."""

    people: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)


def told_by_session(db: sqlite3.Connection, version: int) -> dict[int, Told]:
    """By number; sessions of which nothing is told are left out, and so are events that cannot be read."""
    told: dict[int, Told] = {}
    kinds = (EventKind.BASELINE, *_WRITTEN)
    rows = db.execute(
        f"SELECT session_id, t, kind, text, {'payload' if version > 1 else 'NULL'} FROM event"
        f" WHERE kind IN ({', '.join('?' * len(kinds))}) ORDER BY session_id, t",
        [kind.value for kind in kinds],
    )
    for session_id, *row in rows.fetchall():
        try:
            event = event_of(*row)
        except ValueError:
            continue  # told of when that session is opened
        if event.payload:
            of = told.setdefault(int(session_id), Told())
            if event.kind in _WRITTEN:
                of.texts.append(str(event.payload))
            else:
                of.people.add(str(event.payload))
    return told


def in_short(
    db: sqlite3.Connection, version: int, session_id: int, steps: int
) -> tuple[tuple[State, Emotion | None] | None, ...]:
    """What was shown longest in each of so many equal steps; None where nothing was logged."""
    shown = ("coalesce(shown_state, state)", "coalesce(shown_emotion, emotion)")
    state, emotion = shown if version > 1 else ("state", "emotion")
    rows = db.execute(
        f"SELECT min(CAST(t * ? / longest AS INTEGER), ?) AS step, {state}, {emotion}, count(*) AS held"
        " FROM estimate, (SELECT max(max(t), 0.1) AS longest FROM estimate WHERE session_id = ?)"
        " WHERE session_id = ? GROUP BY 1, 2, 3 ORDER BY held",
        (steps, steps - 1, session_id, session_id),
    ).fetchall()
    longest: list[tuple[State, Emotion | None] | None] = [None] * steps
    for step, state_name, emotion_name, _ in rows:  # the last one of a step held longest
        named = Emotion(emotion_name) if emotion_name and state_name in ("clear", "mixed") else None
        longest[max(int(step), 0)] = State(state_name), named
    return tuple(longest)
