"""The file under the log: who may open it, when it waits, what it says when it cannot be had."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from fusion.log import database
from fusion.log.database import SCHEMA_VERSION, LogFile
from fusion.log.errors import RowError, TimelineError


@pytest.fixture
def open_to_all() -> Iterator[None]:
    """Files are made readable and writable by everybody, unless somebody takes care."""
    before = os.umask(0)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def add_session(file: LogFile) -> None:
    with file.writing() as db:
        db.execute("INSERT INTO session VALUES (NULL, '2026-01-02T10:00:00', NULL, 'both', 'demo', '', 1)")


@pytest.mark.usefixtures("open_to_all")
def test_a_new_log_and_its_folder_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "log.db"
    with closing(LogFile(path)) as file:
        assert (rights(path.parent), rights(path)) == (0o700, 0o600)
        add_session(file)
        assert {p.name: rights(p) for p in path.parent.iterdir()} == dict.fromkeys(
            ("log.db", "log.db-wal", "log.db-shm"), 0o600
        )
    with closing(LogFile(tmp_path / "deep" / "deeper" / "still" / "log.db")):
        assert rights(tmp_path / "deep" / "deeper" / "still") == 0o700


@pytest.mark.usefixtures("open_to_all")
@pytest.mark.parametrize(
    ("before", "after"), [(0o666, 0o600), (0o640, 0o600), (0o755, 0o700), (0o601, 0o600)]
)
def test_what_others_may_do_with_a_log_from_elsewhere_is_taken_away(
    tmp_path: Path, before: int, after: int
) -> None:
    path = tmp_path / "log.db"
    LogFile(path).close()
    path.chmod(before)
    LogFile(path).close()
    assert rights(path) == after


def test_so_it_is_with_the_files_beside_it(tmp_path: Path) -> None:
    with closing(LogFile(tmp_path / "log.db")) as file:
        add_session(file)
        beside = [tmp_path / "log.db-wal", tmp_path / "log.db-shm"]
        for path in beside:
            path.chmod(0o666)
        LogFile(tmp_path / "log.db").close()
        assert [rights(path) for path in beside] == [0o600] * 2


def test_a_log_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear reader")
    path = tmp_path / "letter" / "log.db"
    with pytest.raises(TimelineError) as caught:
        LogFile(path)
    assert str(caught.value) == (
        f"The log {path} cannot be opened (not a directory); choose another with --log FILE."
    )
    with pytest.raises(TimelineError) as caught:
        LogFile(tmp_path)
    assert str(caught.value) == (
        f"The log {tmp_path} cannot be opened (is a directory); choose another with --log FILE."
    )


def test_a_file_that_is_no_log_is_let_go_of(tmp_path: Path) -> None:
    path = tmp_path / "recipes.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    with pytest.raises(TimelineError) as caught:
        LogFile(path)
    assert str(caught.value) == f"{path} is a database, but not an Attune log; choose another."
    assert str(path) not in [file.path for file in psutil.Process().open_files()]


def test_one_closed_already_says_so_and_is_closed_again_without_harm(tmp_path: Path) -> None:
    file = LogFile(tmp_path / "log.db")
    file.close()
    file.close()
    with pytest.raises(RowError, match="is closed already"), file.reading():
        pass
    with pytest.raises(RowError, match=f"{file.path} is closed already"):
        file.wipe()


def test_it_is_read_as_of_one_moment(tmp_path: Path) -> None:
    with closing(LogFile(tmp_path / "log.db")) as file, closing(LogFile(tmp_path / "log.db")) as other:
        with file.reading() as (_, version):
            assert version == 0
        add_session(file)
        with file.reading() as (db, version):
            assert version == SCHEMA_VERSION
            count = "SELECT count(*) FROM session"
            before = db.execute(count).fetchone()
            add_session(other)
            assert db.execute(count).fetchone() == before == (1,)
        with file.reading() as (db, _):
            assert db.execute(count).fetchone() == (2,)


def test_all_is_written_or_nothing(tmp_path: Path) -> None:
    with closing(LogFile(tmp_path / "log.db")) as file:
        add_session(file)
        with pytest.raises(KeyboardInterrupt), file.writing() as db:
            db.execute("DELETE FROM session")
            raise KeyboardInterrupt
        with file.reading() as (db, _):
            assert db.execute("SELECT count(*) FROM session").fetchone() == (1,)
        with pytest.raises(TimelineError, match="no such table"), file.reading() as (db, _):
            db.execute("SELECT * FROM recipe")
        add_session(file)  # neither is left in the middle of something


def test_threads_that_share_it_wait_for_each_other(tmp_path: Path) -> None:
    with closing(LogFile(tmp_path / "log.db")) as file:
        add_session(file)
        written: list[int] = []

        def read_and_write() -> None:
            for _ in range(3):
                with file.reading() as (db, _):
                    count = db.execute("SELECT count(*) FROM session").fetchone()[0]
                add_session(file)
                written.append(count)

        threads = [threading.Thread(target=read_and_write) for _ in range(4)]
        with file.reading():
            for thread in threads:
                thread.start()
            threads[0].join(0.02)
            assert written == []
        for thread in threads:
            thread.join()
        assert len(written) == 12


def test_another_program_that_is_writing_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(LogFile(tmp_path / "log.db")) as file:
        add_session(file)
        with closing(sqlite3.connect(file.path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            end = threading.Timer(0.1, lambda: other.execute("COMMIT"))
            end.start()
            add_session(file)
            end.join()
            other.execute("BEGIN IMMEDIATE")
            monkeypatch.setattr(database, "PATIENCE_S", 0.0)
            began = time.monotonic()
            impatient = LogFile(tmp_path / "log.db")
            with closing(impatient), pytest.raises(TimelineError, match="Another program is writing"):
                add_session(impatient)
            assert time.monotonic() - began < 1.0
            other.execute("COMMIT")


def test_deleting_a_session_takes_all_that_belongs_to_it(tmp_path: Path) -> None:
    with closing(LogFile(tmp_path / "log.db")) as file:
        add_session(file)
        with file.writing() as db:
            db.execute("INSERT INTO event VALUES (1, 0.5, 'note', '', 'a very private remark')")
            db.execute("INSERT INTO recording VALUES (1, '/a/private/folder.mp4')")
        with file.writing() as db:
            db.execute("DELETE FROM session")
        with file.reading() as (db, _):
            for table in ("event", "recording"):
                assert db.execute(f"SELECT * FROM {table}").fetchall() == []
        file.wipe()
        assert (tmp_path / "log.db-wal").stat().st_size == 0
        assert b"private" not in file.path.read_bytes()
