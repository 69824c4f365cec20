"""A number once given to a conversation is not given to another."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fusion.errors import UserError
from fusion.log.timeline import Timeline
from fusion.mode import Mode


def ended(timeline: Timeline) -> int:
    number = timeline.begin(Mode.BOTH, "demo")
    timeline.end(number)
    return number


def test_forgotten_numbers_are_not_given_again(tmp_path: Path) -> None:
    with Timeline(tmp_path / "log.db") as timeline:
        assert [ended(timeline) for _ in range(3)] == [1, 2, 3]
        timeline.delete(3)
        assert ended(timeline) == 4
        timeline.delete_all()
    with Timeline(tmp_path / "log.db") as timeline:
        assert not timeline.sessions()
        assert ended(timeline) == 5


def test_nor_those_of_a_log_that_did_not_keep_them(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with Timeline(path) as timeline:
        for _ in range(3):
            ended(timeline)
    with closing(sqlite3.connect(path)) as db:  # as builds left it that did not know the table
        db.execute("DROP TABLE number")
        db.execute("DELETE FROM session WHERE id = 1")
        db.commit()
    with Timeline(path) as timeline:
        timeline.delete(3)
        assert ended(timeline) == 4


def test_what_an_older_build_began_meanwhile_counts(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with Timeline(path) as timeline:
        ended(timeline)
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO session VALUES (9, '2026-01-01T10:00:00+00:00', NULL, 'both', 'demo', '', 1)")
        db.commit()
    with Timeline(path) as timeline:
        assert ended(timeline) == 10


def test_a_log_that_does_not_give_them_back_is_told_of_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with Timeline(path) as timeline:
        ended(timeline)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM number")
        db.execute("CREATE TRIGGER lost BEFORE INSERT ON number BEGIN SELECT RAISE(IGNORE); END")
        db.commit()
    with (
        Timeline(path) as timeline,
        pytest.raises(UserError, match=r"log\.db is not an Attune log or is"),
    ):
        ended(timeline)
