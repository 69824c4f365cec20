"""Several programs at one log: readers lock nobody out, a locked log is only busy, what goes on stays."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fusion.display import Display
from fusion.late_fusion import no_signal
from fusion.log import database
from fusion.log.errors import TimelineError
from fusion.log.timeline import Timeline
from fusion.mode import Mode

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE_S", 0.05)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log with one session that has ended."""
    with Timeline(tmp_path / "log.db") as timeline:
        session = timeline.begin(Mode.BOTH, "demo")
        timeline.add(session, [Display().show(no_signal(0.1))])
        timeline.end(session)
    return tmp_path / "log.db"


@pytest.fixture
def locked(path: Path) -> Iterator[Path]:
    """The log while another connection is in the middle of writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE session SET title = 'half written'")
        yield path
        other.execute("ROLLBACK")


def test_a_locked_log_is_read_without_waiting(locked: Path) -> None:
    with Timeline(locked) as timeline:
        (record,) = timeline.sessions()
        assert record.title == ""
        assert len(timeline.moments(record.id)) == 1
        assert timeline.events(record.id) == []


@pytest.mark.parametrize(
    "write",
    [
        lambda timeline: timeline.begin(Mode.BOTH, "demo"),
        lambda timeline: timeline.add_note(1, 1.0, "a note"),
        lambda timeline: timeline.rename(1, "a title"),
        lambda timeline: timeline.delete(1),
        lambda timeline: timeline.delete_all(),
    ],
)
def test_writing_a_locked_log_is_put_off_in_one_sentence(
    locked: Path, write: Callable[[Timeline], object]
) -> None:
    with Timeline(locked) as timeline:
        with pytest.raises(TimelineError, match=r"Another program is writing .*; try again") as caught:
            write(timeline)
        assert "damaged" not in str(caught.value)
        assert len(timeline.sessions()) == 1


def test_a_log_locked_as_older_databases_are_is_busy_and_not_damaged(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:  # no write-ahead log: readers wait
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(TimelineError, match="Another program is writing"):
            Timeline(path)


def test_a_reader_locks_no_writer_out(path: Path) -> None:
    with Timeline(path) as reader, closing(sqlite3.connect(path, timeout=0)) as other:
        reader.sessions()
        with reader._file.reading():  # even in the middle of reading
            other.execute("UPDATE session SET title = 'a title'")
            other.commit()
        assert reader.session(1).title == "a title"


def test_a_disk_that_is_full_is_told_of_and_the_log_stays_usable(path: Path) -> None:
    with Timeline(path) as timeline:
        with timeline._file.writing() as db:
            pages = db.execute("PRAGMA page_count").fetchone()[0]
        timeline._file._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(TimelineError, match=r"The disk is full.*free some room"):
            timeline.add_note(1, 1.0, "long " * 10_000)
        timeline._file._db.execute("PRAGMA max_page_count = 100000")
        timeline.add_note(1, 2.0, "long " * 10_000)
        assert len(timeline.events(1)) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows moves and deletes no file that is open")
def test_a_log_that_was_moved_away_takes_nothing_until_it_is_back(path: Path) -> None:
    away = path.parent / "away"
    with Timeline(path) as timeline:
        timeline.add_note(1, 1.0, "before")
        path.rename(away)
        with pytest.raises(TimelineError, match=r"no longer there.*put it back"):
            timeline.add_note(1, 2.0, "meanwhile")
        away.rename(path)
        timeline.add_note(1, 3.0, "after")
        assert [event.t for event in timeline.events(1)] == [1.0, 3.0]


@pytest.mark.skipif(os.name == "nt", reason="Windows moves and deletes no file that is open")
def test_another_file_in_the_logs_place_is_not_taken_for_it(path: Path) -> None:
    with Timeline(path) as timeline:
        path.unlink()
        path.touch()
        with pytest.raises(TimelineError, match="no longer there"):
            timeline.add_note(1, 1.0, "into a file that is gone")
        assert path.stat().st_size == 0


def test_a_log_that_may_only_be_read_says_so(path: Path) -> None:
    with Timeline(path) as timeline:
        timeline._file._db.execute("PRAGMA query_only = ON")  # root, as tests may run, may write any file
        with pytest.raises(TimelineError, match="may only be read"):
            timeline.rename(1, "a title")
        assert timeline.session(1).title == ""


def test_a_note_on_a_conversation_that_was_deleted_says_so(path: Path) -> None:
    with Timeline(path) as timeline:
        timeline.delete(1)
        with pytest.raises(TimelineError, match="no longer in the log"):
            timeline.add_note(1, 1.0, "too late")


def test_a_conversation_that_goes_on_is_not_deleted(path: Path) -> None:
    with Timeline(path) as timeline:
        running = timeline.begin(Mode.BOTH, "microphone and camera")
        with pytest.raises(TimelineError, match=f"Session {running} is still going on"):
            timeline.delete(1, running)
        assert [r.id for r in timeline.sessions()] == [running, 1]
        assert [r.id for r in timeline.delete_all()] == [running]
        assert [r.id for r in timeline.sessions()] == [running]
        timeline.add(running, [Display().show(no_signal(0.1))])
        timeline.end(running)
        assert timeline.delete_all() == []
        assert timeline.sessions() == []


def test_another_programs_conversation_is_not_deleted_while_that_program_runs(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from fusion.mode import Mode; from fusion.log.timeline import Timeline\n"
        f"log = Timeline(Path({str(path)!r})); print(log.begin(Mode.BOTH, 'demo'), flush=True)\n"
        "sys.stdin.readline(); log.add_note(2, 1.0, 'said afterwards'); print('written', flush=True)\n"
        "sys.stdin.readline()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as other:
        assert other.stdin and other.stdout
        assert other.stdout.readline() == "2\n"
        with Timeline(path) as timeline:
            assert [r.id for r in timeline.delete_all()] == [2]
            with pytest.raises(TimelineError, match="still going on"):
                timeline.delete(2)
            other.stdin.write("\n")
            other.stdin.flush()
            assert other.stdout.readline() == "written\n"
            assert len(timeline.events(2)) == 1
            other.kill()
            other.wait()
            assert timeline.session(2).cut_off
            timeline.delete(2)
            assert timeline.sessions() == []
