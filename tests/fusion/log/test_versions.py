"""Logs of older versions: read as they are, brought up to date when written to, and then read the same."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from summed_up import summarise

from fusion.emotions import Emotion
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Evidence, Modality, State
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.late_fusion import LateFusion, no_signal
from fusion.log.errors import TimelineError
from fusion.log.rows import row_of
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment, Shown

FIRST_SCHEMA = Path(__file__).with_name("first_version.sql").read_text(encoding="utf-8")
"""As the first version made its logs."""
PLACES = """
CREATE TABLE recording (
    session_id INTEGER PRIMARY KEY REFERENCES session(id) ON DELETE CASCADE, path TEXT NOT NULL)
"""


SECOND = """
ALTER TABLE estimate ADD COLUMN shown_state TEXT;
ALTER TABLE estimate ADD COLUMN shown_emotion TEXT;
ALTER TABLE estimate ADD COLUMN shown_since REAL;
ALTER TABLE event ADD COLUMN payload TEXT;
PRAGMA user_version = 2;
"""
"""What the second version added to that."""


def happy(t: float) -> Moment:
    p = np.full(7, 0.001)
    p[Emotion.HAPPY.position] = 0.994
    e = LateFusion.shipped().estimate([Evidence(Modality.FACE, t - 1, t, p, 1.0)], t)
    assert e.state is State.CLEAR
    return Moment(e, Shown(State.UNCLEAR, None, t))


def old_log(path: Path, *, with_places: bool = True) -> Path:
    """One session of four estimates, the first without a label although it was clear already."""
    moments = [happy(t) for t in (1.0, 1.1, 1.2)] + [Moment(no_signal(1.3), Shown(State.UNCLEAR, None, 1.3))]
    shown = [("no_signal", None, 0.97), *[("clear", "happy", 0.97)] * 2, ("no_signal", None, 0.0)]
    with closing(sqlite3.connect(path)) as db:
        db.executescript(FIRST_SCHEMA)
        db.execute("INSERT INTO session VALUES (1, '2026-01-02T10:00:00+00:00', NULL, 'face', 'demo', '', 1)")
        db.execute("UPDATE session SET ended_at = '2026-01-02T10:00:02+00:00'")
        for moment, (state, emotion, confidence) in zip(moments, shown, strict=True):
            row = row_of(1, moment)[:17]
            db.execute(
                f"INSERT INTO estimate VALUES ({', '.join('?' * 17)})",
                (*row[:2], state, emotion, confidence, *row[5:]),
            )
        db.execute("INSERT INTO event VALUES (1, 0.0, 'device', 'face: live')")
        db.execute("INSERT INTO event VALUES (1, 1.0, 'mode', 'face')")
        if with_places:
            db.execute(PLACES)
            db.execute("INSERT INTO recording VALUES (1, '/home/ana/talk.mp4')")
        db.commit()
    return path


def log_of_the_second_version(path: Path) -> Path:
    """The same, with a second session in which a face was held as sad while it read happy."""
    old_log(path)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(SECOND)
        db.execute("INSERT INTO session VALUES (2, '2026-02-02T10:00:00+00:00', NULL, 'face', 'cam', '', 1)")
        held = Moment(happy(3.0).estimate, Shown(State.CLEAR, Emotion.SAD, 2.5))
        db.execute(f"INSERT INTO estimate VALUES ({', '.join('?' * 20)})", row_of(2, held)[:20])
        db.commit()
    return path


def assert_read_rightly(timeline: Timeline) -> None:
    read = timeline.moments(1)
    none, clear = (State.NO_SIGNAL, None), (State.CLEAR, Emotion.HAPPY)
    assert [(m.shown.state, m.shown.emotion) for m in read] == [none, clear, clear, none]
    assert [m.shown.since for m in read] == [1.0, 1.1, 1.1, 1.3]
    assert [m.shown.since for m in read[2:]] == [1.1, 1.3]
    assert [(m.estimate.state, m.estimate.emotion) for m in read] == [clear, clear, clear, none]
    assert [m.estimate.confidence for m in read] == pytest.approx(
        [happy(t).estimate.confidence for t in (1.0, 1.1, 1.2)] + [0.0]
    )
    assert [s.label for s in summarise(read).spans] == ["no_signal", "happy", "no_signal"]
    assert timeline.events(1)[:2] == [
        SessionEvent(0.0, EventKind.DEVICE, DeviceStatus(Modality.FACE, "", DeviceState.LIVE)),
        SessionEvent(1.0, EventKind.MODE, Mode.FACE),
    ]
    record = timeline.session(1)
    assert (record.mode, record.source, record.duration_s, record.running) == (Mode.FACE, "demo", 2.0, False)


def columns(path: Path) -> tuple[int, int]:
    """The version of a log, and how many columns its estimates have."""
    with closing(sqlite3.connect(path)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        return version, len(db.execute("PRAGMA table_info(estimate)").fetchall())


def test_reading_leaves_an_older_log_as_it_is(tmp_path: Path) -> None:
    path = old_log(tmp_path / "log.db")
    before = path.read_bytes()
    with Timeline(path) as timeline:
        assert_read_rightly(timeline)
        assert timeline.recording(1) == Path("/home/ana/talk.mp4")
    assert columns(path) == (1, 17)
    assert path.read_bytes() == before


def test_writing_brings_it_up_to_date_and_loses_nothing(tmp_path: Path) -> None:
    path = old_log(tmp_path / "log.db")
    with Timeline(path) as reader, Timeline(path) as writer:
        writer.add_note(1, 2.0, "looked at again")
        new = writer.begin(Mode.BOTH, "microphone and camera")
        held = Moment(no_signal(0.1), Shown(State.CLEAR, Emotion.SAD, 0.0))
        writer.add(new, [held])
        for timeline in (reader, writer):  # one that was opened before sees it too
            assert_read_rightly(timeline)
            assert timeline.events(1)[2:] == [SessionEvent(2.0, EventKind.NOTE, "looked at again")]
            assert [m.shown for m in timeline.moments(new)] == [held.shown]
            assert [m.estimate.state for m in timeline.moments(new)] == [State.NO_SIGNAL]
            assert timeline.recording(1) == Path("/home/ana/talk.mp4")
    assert columns(path) == (3, 24)


def test_an_older_log_is_told_of_in_short_and_its_notes_can_be_changed(tmp_path: Path) -> None:
    path = old_log(tmp_path / "log.db")
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO event VALUES (1, 0.5, 'baseline', 'Ana')")
        db.execute("INSERT INTO event VALUES (1, 0.7, 'note', 'about the move')")
        db.commit()
    with Timeline(path) as timeline:
        told = timeline.told()[1]
        assert (told.people, told.texts) == ({"Ana"}, ["about the move"])
        none, clear = (State.NO_SIGNAL, None), (State.CLEAR, Emotion.HAPPY)
        assert timeline.in_short(1, 13) == (*[None] * 10, none, clear, none)
        note = SessionEvent(0.7, EventKind.NOTE, "about the move")
        timeline.replace_event(1, note, SessionEvent(0.7, EventKind.NOTE, "about moving"))
        assert timeline.told()[1].texts == ["about moving"]
        assert timeline.in_short(1, 13) == (*[None] * 10, none, clear, none)


def test_a_log_of_the_second_version_is_read_and_goes_on_as_one_of_the_third(tmp_path: Path) -> None:
    path = log_of_the_second_version(tmp_path / "log.db")

    def assert_second_read(timeline: Timeline) -> None:
        assert_read_rightly(timeline)
        (held,) = timeline.moments(2)
        assert (held.shown, held.estimate.emotion) == (Shown(State.CLEAR, Emotion.SAD, 2.5), Emotion.HAPPY)
        assert held.estimate.face is not None and held.estimate.face.raw is None

    with Timeline(path) as timeline:
        assert_second_read(timeline)
        assert columns(path) == (2, 20)
        new = timeline.begin(Mode.FACE, "camera")
        face = happy(1.0).estimate.face
        assert face is not None
        adapted = replace(face, raw=np.full(7, 1 / 7))
        timeline.add(new, [Moment(replace(happy(1.0).estimate, face=adapted), Shown(State.UNCLEAR, None, 1))])
        assert_second_read(timeline)
        (kept,) = timeline.moments(new)
        assert kept.estimate.face is not None and kept.estimate.face.raw is not None
        np.testing.assert_allclose(kept.estimate.face.raw, 1 / 7, atol=1e-7)
        np.testing.assert_allclose(kept.estimate.face.probabilities, face.probabilities, atol=1e-7)
    assert columns(path) == (3, 24)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT DISTINCT speaking_partner, speaking_own FROM estimate").fetchall() == [
            (None, None)
        ]


@pytest.mark.parametrize(("make", "version"), [(old_log, 1), (log_of_the_second_version, 2)])
def test_as_it_was_it_is_kept_beside_until_something_is_forgotten(
    tmp_path: Path, make: Callable[[Path], Path], version: int
) -> None:
    path, copy = make(tmp_path / "log.db"), tmp_path / f"log.db.version{version}.bak"
    with closing(sqlite3.connect(path)) as db:
        before = list(db.iterdump())
    with Timeline(path) as timeline:
        timeline.sessions()
        assert not copy.exists()
        timeline.begin(Mode.BOTH, "camera")
        timeline.rename(1, "a title")
    assert columns(copy)[0] == version
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as db:
        assert list(db.iterdump()) == before
    with Timeline(copy) as timeline:
        assert_read_rightly(timeline)
    with Timeline(path) as timeline:
        timeline.delete(1)
    assert [file.name for file in tmp_path.iterdir()] == ["log.db"]


def test_a_log_that_cannot_be_kept_beside_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_log(tmp_path / "log.db")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with Timeline(path) as timeline:
        monkeypatch.setattr("fusion.log.copies.os.open", refuse)
        with pytest.raises(TimelineError, match=r"older Attune.*\(no space left on device\); make room"):
            timeline.rename(1, "a title")
        assert_read_rightly(timeline)
    assert columns(path) == (1, 17)


def test_a_log_without_places_of_recordings_is_still_read(tmp_path: Path) -> None:
    with Timeline(old_log(tmp_path / "log.db", with_places=False)) as timeline:
        assert timeline.recording(1) is None
        assert_read_rightly(timeline)
        new = timeline.begin(Mode.FACE, "x.mp4", recording=Path("x.mp4"))
        assert timeline.recording(new) == Path("x.mp4")
        assert_read_rightly(timeline)


def test_bringing_it_up_to_date_happens_whole_or_not_at_all(tmp_path: Path) -> None:
    path = old_log(tmp_path / "log.db")
    with closing(sqlite3.connect(path)) as db:  # the last of the new columns is there already, of all things
        db.execute("ALTER TABLE event ADD COLUMN payload TEXT")
        db.commit()
    with Timeline(path) as timeline, pytest.raises(TimelineError, match="payload"):
        timeline.rename(1, "a title")
    assert columns(path) == (1, 17)


def test_a_log_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = old_log(tmp_path / "log.db")
    with Timeline(path) as timeline:
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA user_version = 4")
        for use in (timeline.sessions, lambda: timeline.rename(1, "a title")):
            with pytest.raises(TimelineError, match="newer Attune"):
                use()
    with pytest.raises(TimelineError, match="newer Attune"):
        Timeline(path)


def test_a_log_that_nothing_was_written_to_is_empty(tmp_path: Path) -> None:
    with Timeline(tmp_path / "log.db") as timeline:
        assert timeline.sessions() == []
        assert list(timeline.moments(1)) == []
        assert timeline.events(1) == []
        assert timeline.recording(1) is None


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE estimate SET probabilities = x'00'",
        "UPDATE event SET kind = 'earthquake'",
        "DROP TABLE session",
    ],
)
def test_damage_is_one_sentence(tmp_path: Path, damage: str) -> None:
    path = old_log(tmp_path / "log.db")
    with closing(sqlite3.connect(path)) as db:
        db.execute(damage)
        db.commit()
    with Timeline(path) as timeline, pytest.raises(TimelineError, match="damaged"):
        timeline.sessions(), timeline.moments(1), timeline.events(1)
