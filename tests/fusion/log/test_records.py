"""What the log says of each conversation, with several in it: the newest first, each change to one only."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from fusion.display import Display
from fusion.events import EventKind, SessionEvent
from fusion.late_fusion import no_signal
from fusion.log.errors import TimelineError
from fusion.log.records import SessionRecord
from fusion.log.timeline import Timeline, default_path
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.whom import Whom

TEN = datetime(2026, 1, 2, 10, tzinfo=timezone.utc)


def moment(t: float) -> Moment:
    return Display().show(no_signal(t))


def test_a_record_holds_what_is_known_of_a_session(timeline: Timeline) -> None:
    running = timeline.begin(Mode.FACE, "camera", TEN)
    expected = SessionRecord(running, TEN, None, 0.0, Mode.FACE, "camera", "", True, False)
    assert timeline.sessions() == [expected]
    timeline.add(running, [moment(1.5), moment(2.5), SessionEvent(9.0, EventKind.PAUSE)])
    assert timeline.session(running).duration_s == 2.5  # up to the newest estimate while it goes on
    timeline.end(running, TEN + timedelta(minutes=1))
    timeline.rename(running, "with Ana")
    ended = TEN + timedelta(minutes=1)
    expected = SessionRecord(running, TEN, ended, 60.0, Mode.FACE, "camera", "with Ana", False, False)
    assert timeline.session(running) == expected


def test_it_is_noted_whom_a_session_is_about_and_forgotten_with_it(timeline: Timeline) -> None:
    other = timeline.begin(Mode.BOTH, "camera", TEN)
    own = timeline.begin(Mode.BOTH, "camera", TEN + timedelta(hours=1), whom=Whom.MYSELF)
    assert {r.id: r.whom for r in timeline.sessions()} == {other: Whom.OTHER, own: Whom.MYSELF}
    timeline.end(own)
    timeline.delete(own)
    timeline.end(other)
    timeline.delete(other)
    with closing(sqlite3.connect(timeline.path)) as db:
        assert db.execute("SELECT count(*) FROM watched").fetchone() == (0,)
    again = timeline.begin(Mode.BOTH, "camera", TEN)
    assert again not in (other, own) and timeline.session(again).whom is Whom.OTHER


def test_what_is_not_said_begins_and_ends_now(timeline: Timeline) -> None:
    session = timeline.begin(Mode.BOTH, "demo")
    timeline.end(session)
    record = timeline.session(session)
    now = datetime.now(timezone.utc)
    assert record.ended_at is not None
    assert now - timedelta(seconds=30) < record.started_at <= record.ended_at <= now
    assert record.started_at.utcoffset() == record.ended_at.utcoffset() == timedelta(0)


def test_the_newest_comes_first_and_of_two_at_once_the_later_begun(timeline: Timeline) -> None:
    for hours in (1, 0, 2, 0):
        timeline.begin(Mode.BOTH, "demo", TEN + timedelta(hours=hours))
    assert [record.id for record in timeline.sessions()] == [3, 1, 4, 2]


def test_each_change_is_to_one_session_only(timeline: Timeline) -> None:
    first, second, third = (timeline.begin(Mode.BOTH, "demo", TEN) for _ in range(3))
    for session in (first, second):
        timeline.add(session, [moment(session * 1.0), SessionEvent(0.5, EventKind.NOTE, f"of {session}")])
    timeline.end(second)
    timeline.rename(second, "the second")
    assert [(r.id, r.title, r.running) for r in timeline.sessions()] == [
        (third, "", True),
        (second, "the second", False),
        (first, "", True),
    ]
    assert [m.t for m in timeline.moments(second)] == [2.0]
    assert [e.payload for e in timeline.events(second)] == ["of 2"]
    timeline.end(third)
    timeline.delete(second, third)
    assert [r.id for r in timeline.sessions()] == [first]
    assert [e.payload for e in timeline.events(first)] == ["of 1"]
    assert list(timeline.moments(second)) == []


def test_one_that_goes_on_keeps_the_others_from_being_deleted_with_it(timeline: Timeline) -> None:
    ended, running = (timeline.begin(Mode.BOTH, "demo", TEN) for _ in range(2))
    timeline.end(ended)
    with pytest.raises(TimelineError) as caught:
        timeline.delete(ended, running)
    assert str(caught.value) == f"Session {running} is still going on; end it before forgetting it."
    timeline.delete(ended)  # what goes on beside it is no reason
    assert [r.id for r in timeline.sessions()] == [running]


def test_rows_come_back_in_the_order_of_time(timeline: Timeline) -> None:
    session = timeline.begin(Mode.BOTH, "demo")
    timeline.add(session, [moment(0.3), SessionEvent(0.3, EventKind.PAUSE), moment(0.1)])
    timeline.add_note(session, 0.2, "between")
    assert [m.t for m in timeline.moments(session)] == [0.1, 0.3]
    assert timeline.events(session) == [
        SessionEvent(0.2, EventKind.NOTE, "between"),
        SessionEvent(0.3, EventKind.PAUSE),
    ]


def test_what_is_not_there_or_cannot_be_read_is_told_in_a_sentence(timeline: Timeline) -> None:
    session = timeline.begin(Mode.BOTH, "demo")
    timeline.add(session, [moment(0.3), SessionEvent(0.3, EventKind.PAUSE)])
    with pytest.raises(TimelineError) as caught:
        timeline.session(7)
    assert str(caught.value) == f"There is no session 7 in {timeline.path}; “attune sessions” lists them."
    with closing(sqlite3.connect(timeline.path)) as other:
        other.execute("UPDATE estimate SET probabilities = x'00'")
        other.execute("UPDATE event SET kind = 'earthquake'")
        other.commit()
    for read, what in ((timeline.moments, "estimate"), (timeline.events, "event")):
        with pytest.raises(TimelineError) as caught:
            read(session)
        assert str(caught.value) == (
            f"The log holds an {what} that this version cannot read; it may be damaged."
        )


def test_a_session_of_another_log_with_the_same_number_is_not_this_programs(tmp_path: Path) -> None:
    with Timeline(tmp_path / "one.db") as one, Timeline(tmp_path / "other.db") as other:
        here = one.begin(Mode.BOTH, "demo", TEN)
        with closing(sqlite3.connect(other.path)) as db:
            other.end(other.begin(Mode.BOTH, "demo", TEN))
            db.execute(
                "INSERT INTO session VALUES (9, ?, NULL, 'both', 'demo', '', ?)",
                (TEN.isoformat(), os.getpid()),
            )
            db.commit()
        assert one.session(here).running
        assert other.session(9).cut_off


def test_a_log_is_the_usual_one_unless_another_is_named(tmp_path: Path) -> None:
    with Timeline() as usual, Timeline(tmp_path / "log.db") as other:
        assert (usual.path, other.path) == (default_path(), tmp_path / "log.db")
        assert default_path().exists()
