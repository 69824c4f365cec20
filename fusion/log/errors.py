"""What can go wrong with the log, each in one plain sentence."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fusion.errors import UserError


class TimelineError(UserError):
    """The log cannot be used; the text is one plain sentence with the remedy."""


class GoneError(TimelineError):
    """The file that is open lies at its path no longer."""


class RowError(TimelineError):
    """A row can never be written, however often it is tried: the fault is its own, not the disk's."""


OPEN_ELSEWHERE = "Attune has the log {path} open in a window or a conversation; close it and try again."
_SENTENCES = (
    ("locked", "Another program is writing the log {path}; try again in a moment."),
    ("full", "The disk is full, so the log {path} cannot be written; free some room on it."),
    ("readonly", "The log {path} may only be read; make it writable, or choose another with --log FILE."),
    ("unable to open", "The log {path} cannot be opened ({error}); choose another with --log FILE."),
    ("disk i/o", "The disk does not take or give the log {path} ({error}); check it."),
    ("closed", "The log {path} is closed already."),
    ("foreign key", "The conversation is no longer in the log {path}; it was deleted meanwhile."),
)
"""By what SQLite's own messages hold (its codes are told from Python 3.11 on only)."""
_OTHERWISE = (
    "{path} is not an Attune log or is damaged ({error}); move it aside, or choose another with --log FILE."
)
_ROWS_OWN_FAULT = {"IntegrityError", "DataError", "InterfaceError", "ProgrammingError"}


def database_errors() -> tuple[type[Exception], ...]:
    """What SQLite raises; SQLCipher, once it is loaded, has classes of its own with the same names."""
    cipher = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error,) if cipher is None else (sqlite3.Error, cipher.Error)


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Raise what SQLite raises as a TimelineError with a sentence of its own."""
    try:
        yield
    except database_errors() as error:
        said = str(error).lower()
        sentence = next((words for part, words in _SENTENCES if part in said), None)
        if type(error).__name__ in _ROWS_OWN_FAULT:
            sentence = sentence or "The log {path} does not take what is to be written ({error})."
            raise RowError(sentence.format(path=path, error=error)) from error
        raise TimelineError((sentence or _OTHERWISE).format(path=path, error=error)) from error
