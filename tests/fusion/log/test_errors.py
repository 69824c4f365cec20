"""Each trouble with the log is one sentence of its own; which of them are a row's own fault."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from fusion.log.errors import RowError, TimelineError, in_plain_words

LOG = Path("/home/ana/log.db")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            sqlite3.OperationalError("database is locked"),
            "Another program is writing the log /home/ana/log.db; try again in a moment.",
        ),
        (
            sqlite3.OperationalError("database table is locked: session"),
            "Another program is writing the log /home/ana/log.db; try again in a moment.",
        ),
        (
            sqlite3.OperationalError("database or disk is full"),
            "The disk is full, so the log /home/ana/log.db cannot be written; free some room on it.",
        ),
        (
            sqlite3.OperationalError("attempt to write a readonly database"),
            "The log /home/ana/log.db may only be read; make it writable, or choose another with --log FILE.",
        ),
        (
            sqlite3.OperationalError("unable to open database file"),
            "The log /home/ana/log.db cannot be opened (unable to open database file); choose another with"
            " --log FILE.",
        ),
        (
            sqlite3.OperationalError("disk I/O error"),
            "The disk does not take or give the log /home/ana/log.db (disk I/O error); check it.",
        ),
        (
            sqlite3.DatabaseError("file is not a database"),
            "/home/ana/log.db is not an Attune log or is damaged (file is not a database); move it aside, or"
            " choose another with --log FILE.",
        ),
    ],
)
def test_what_the_disk_or_another_program_does(error: sqlite3.Error, sentence: str) -> None:
    with pytest.raises(TimelineError) as caught, in_plain_words(LOG):
        raise error
    assert str(caught.value) == sentence
    assert type(caught.value) is TimelineError  # such a row is tried again
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            sqlite3.ProgrammingError("Cannot operate on a closed database."),
            "The log /home/ana/log.db is closed already.",
        ),
        (
            sqlite3.IntegrityError("FOREIGN KEY constraint failed"),
            "The conversation is no longer in the log /home/ana/log.db; it was deleted meanwhile.",
        ),
        (
            sqlite3.IntegrityError("NOT NULL constraint failed: estimate.t"),
            "The log /home/ana/log.db does not take what is to be written (NOT NULL constraint failed:"
            " estimate.t).",
        ),
        (
            sqlite3.DataError("string or blob too big"),
            "The log /home/ana/log.db does not take what is to be written (string or blob too big).",
        ),
        (
            sqlite3.InterfaceError("Error binding parameter 0"),
            "The log /home/ana/log.db does not take what is to be written (Error binding parameter 0).",
        ),
    ],
)
def test_what_no_further_try_would_mend(error: sqlite3.Error, sentence: str) -> None:
    with pytest.raises(RowError) as caught, in_plain_words(LOG):
        raise error
    assert str(caught.value) == sentence
    assert caught.value.__cause__ is error


def test_other_faults_stay_what_they_are() -> None:
    with pytest.raises(ZeroDivisionError), in_plain_words(LOG):
        raise ZeroDivisionError
