"""A log that another program holds while something is being written into the review."""

import sqlite3
from pathlib import Path

from pytestqt.qtbot import QtBot

from ui.windows.review.window import ReviewWindow


def write_while_locked(qtbot: QtBot, review: ReviewWindow, log: Path, words: str) -> sqlite3.Connection:
    """Type a note once a conversation is shown and the log is locked; closing what is given unlocks it."""
    qtbot.waitUntil(lambda: review.view.story is not None)
    review._timeline._file._db.execute("PRAGMA busy_timeout = 500")
    other = sqlite3.connect(log, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    qtbot.keyClicks(review.view.notes.line, words)
    return other
