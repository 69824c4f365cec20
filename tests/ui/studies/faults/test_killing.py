"""Programs that are killed while they log, in small numbers; ``attune bench faults`` does it fifty times."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from fusion.log.timeline import Timeline
from ui.studies.faults.killing import kill_while_logging, lost_of


def test_no_row_that_was_acknowledged_is_lost_and_the_next_start_is_clean(tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    found = kill_while_logging(log, 4)
    assert found["kills"] == 4 and found["acknowledged"] > 4
    assert (found["lost"], found["damaged"], found["unclean"]) == (0, 0, 0)
    with Timeline(log) as timeline:
        assert len(timeline.sessions()) == 4
        last = timeline.sessions()[0].id
        rows = len(timeline.moments(last))
    with closing(sqlite3.connect(log)) as db:  # what is counted there is what is there
        assert db.execute("SELECT count(*) FROM estimate WHERE session_id = ?", (last,)).fetchone()[0] == rows


def test_a_row_that_is_missing_is_counted_as_lost(tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    kill_while_logging(log, 1)
    with closing(sqlite3.connect(log)) as db:
        (last,) = db.execute("SELECT max(t) FROM estimate").fetchone()
        db.execute("DELETE FROM estimate WHERE t = (SELECT min(t) FROM estimate)")
        db.commit()
    assert lost_of(log, {1: last})[1] == 1
