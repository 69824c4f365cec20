"""What is deleted, renamed or outlives its days leaves no readable bytes in any file of the log."""

from __future__ import annotations

import random
import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from fusion.display import Display
from fusion.events import EventKind, SessionEvent
from fusion.late_fusion import no_signal
from fusion.log import database
from fusion.log.timeline import Timeline
from fusion.mode import Mode

NOW = datetime(2026, 3, 1, tzinfo=timezone.utc)


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def a_log(path: Path, rng: random.Random) -> list[int]:
    """Thirty sessions with notes from one letter to several pages, written in turns."""
    with Timeline(path) as timeline:
        ids = [timeline.begin(Mode.BOTH, "demo", NOW - timedelta(days=n)) for n in range(30)]
        for k in range(20):
            for n in rng.sample(ids, len(ids)):
                text = f"note-{n}-" + "x" * rng.choice([1, 20, 300, 9000])
                rows = [SessionEvent(float(k), EventKind.NOTE, text), Display().show(no_signal(float(k)))]
                timeline.add(n, rows)
        for n in ids:
            timeline.rename(n, f"title-{n}-" + "y" * rng.choice([1, 50, 900]))
            timeline.end(n)
    return ids


@pytest.mark.parametrize("seed", range(3))
def test_of_deleted_sessions_nothing_can_be_read_while_others_stay(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    ids = a_log(tmp_path / "log.db", rng)
    gone = set(rng.sample(ids, 15))
    with Timeline(tmp_path / "log.db") as timeline:
        timeline.delete(*gone)
        left = {int(n) for n in re.findall(rb"(?:note|title)-(\d+)-", bytes_of(tmp_path))}
    assert left == set(ids) - gone


def test_of_an_earlier_title_nothing_can_be_read(tmp_path: Path) -> None:
    with Timeline(tmp_path / "log.db") as timeline:
        session = timeline.begin(Mode.BOTH, "demo")
        timeline.rename(session, "with Ana, about the divorce")
        timeline.rename(session, "Tuesday")
        assert b"divorce" not in bytes_of(tmp_path)
        assert b"Tuesday" in bytes_of(tmp_path)


def test_what_a_reader_held_up_is_wiped_when_the_log_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE_S", 0.05)
    with closing(sqlite3.connect(tmp_path / "log.db", isolation_level=None)) as other:
        with Timeline(tmp_path / "log.db") as timeline:
            session = timeline.begin(Mode.BOTH, "demo")
            timeline.add_note(session, 1.0, "private")
            timeline.end(session)
            other.execute("BEGIN")
            other.execute("SELECT * FROM session").fetchall()
            timeline.delete(session)
            assert b"private" in bytes_of(tmp_path)
            other.execute("COMMIT")
        assert b"private" not in bytes_of(tmp_path)


def test_sessions_are_forgotten_by_age_except_what_goes_on(tmp_path: Path) -> None:
    with Timeline(tmp_path / "log.db") as timeline:
        old, new, on = (timeline.begin(Mode.BOTH, "demo", NOW - timedelta(days=d)) for d in (31, 29, 1))
        timeline.end(old)
        timeline.end(new)
        # Begun by this process just now, though its clock says two months ago.
        going_on = timeline.begin(Mode.BOTH, "demo", NOW - timedelta(days=60))
        assert [r.id for r in timeline.older_than(30, NOW)] == [old]
        assert [r.id for r in timeline.forget_older_than(30, NOW)] == [old]
        assert {r.id for r in timeline.sessions()} == {new, on, going_on}
        assert timeline.forget_older_than(30, NOW) == timeline.forget_older_than(1e9, NOW) == []
