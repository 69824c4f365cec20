"""What is written elsewhere, and a log that cannot be written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog

from fusion.events import EventKind, SessionEvent
from fusion.log.timeline import Timeline
from ui.windows.review.window import ReviewWindow

NOTE = EventKind.NOTE
BUSY = "Another program is writing the log"
Review = Callable[..., ReviewWindow]
"""Opens the window on a log, in these settings."""
Choose = Callable[[int], Any]
"""Chooses the session in a row of the window; gives its record."""


@pytest.fixture
def locked(window: ReviewWindow) -> Iterator[sqlite3.Connection]:
    """The window's log while another program is writing into it, and does not come to an end."""
    window._timeline._file._db.execute("PRAGMA busy_timeout = 500")  # in place of seconds
    other = sqlite3.connect(window._timeline.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield other
    other.close()


def notes_of(window: ReviewWindow, number: int) -> list[object]:
    """What the log holds as notes of one conversation."""
    return [e.payload for e in window._timeline.events(number) if e.kind is EventKind.NOTE]


def row_of_bookmark(window: ReviewWindow) -> int:
    """Where it stands among what happened."""
    texts = [window.view.events.item(i).text() for i in range(window.view.events.count())]
    return next(i for i, text in enumerate(texts) if "Bookmark" in text)


def what_is_said(window: ReviewWindow, qtbot: Any, beginning: str) -> str:
    """What follows ``beginning`` once it is said; meanwhile the window's thread has gone on."""
    turns: list[None] = []
    timer = QTimer()
    timer.timeout.connect(lambda: turns.append(None))
    timer.start(10)
    status = window.status
    qtbot.waitUntil(lambda: status.accessibleName().startswith(beginning), timeout=20_000)
    timer.stop()
    assert len(turns) > 5
    return str(status.accessibleName()).removeprefix(beginning).strip()


def test_a_locked_log_holds_no_window_up_and_is_told_of_calmly(
    choose: Choose, window: ReviewWindow, qtbot: Any, locked: sqlite3.Connection
) -> None:
    record = choose(1)  # reading goes on
    window.view.title.clear()
    QTest.keyClicks(window.view.title, "Coffee with Mira")
    window.view.title.editingFinished.emit()
    assert what_is_said(window, qtbot, "The title could not be kept.").startswith(BUSY)
    assert window.view.title.text() == "Coffee with Mira"  # to be tried again
    window.view.notes.line.setText("asked about the move")
    QTest.keyClick(window.view.notes.line, Qt.Key.Key_Return)
    assert what_is_said(window, qtbot, "The note could not be kept.").startswith(BUSY)
    assert window.view.notes.line.text() == "asked about the move"
    window.view._delete.click()
    window.deletions.begin()
    assert what_is_said(window, qtbot, "It could not be deleted.").startswith(BUSY)
    assert not window.deletions.isVisible()
    assert len(window.side.listed) == 2 and window.side.number == record.id
    qtbot.waitUntil(lambda: window.view.story is not None and not window.busy)  # it is open again
    locked.rollback()
    QTest.keyClick(window.view.notes.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.view.story is not None and 0.0 in window.view.story.marks)
    assert notes_of(window, record.id) == ["asked about the move"]
    added = window.view.events.currentItem()
    assert added is not None and "asked about the move" in added.text()  # there it is


def test_a_note_belongs_to_the_conversation_it_was_written_for(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    first, other = choose(0), choose(1)
    line = window.view.notes.line
    line.setText("half a thou")
    window.side.choose(first.id)
    assert window.view.story is None and line.text() == ""  # it is being opened
    line.setText("asked about the move")
    QTest.keyClick(line, Qt.Key.Key_Return)
    window.side.choose(other.id)
    assert line.text() == "half a thou"
    qtbot.waitUntil(lambda: not window.busy)
    assert notes_of(window, first.id) == ["asked about the move"]
    assert notes_of(window, other.id) == []


def test_closing_keeps_what_is_written_on_every_conversation_where_it_belongs(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    first, line = choose(0), window.view.notes.line
    window.view.point_at(12.0)
    QTest.keyClicks(line, "asked about the move")
    other = choose(1)
    window.view.point_at(31.0)
    QTest.keyClicks(line, "half a thou")
    closed: list[None] = []
    window.closed.connect(lambda: closed.append(None))
    window.close()
    qtbot.waitUntil(lambda: bool(closed))
    with Timeline(window._timeline.path) as log:
        written = [[(e.t, e.payload) for e in log.events(r.id) if e.kind is NOTE] for r in (first, other)]
    assert written == [[(12.0, "asked about the move")], [(31.0, "half a thou")]]


def test_a_note_that_waited_belongs_where_it_was_begun(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    record, line = choose(0), window.view.notes.line
    window.view.point_at(12.0)
    QTest.keyClicks(line, "asked about the move")
    choose(1)
    window.side.choose(record.id)
    assert window.view.story is None  # it is being opened
    QTest.keyClick(line, Qt.Key.Key_Return)
    note = SessionEvent(12.0, NOTE, "asked about the move")
    qtbot.waitUntil(lambda: note in window._timeline.events(record.id))


def test_a_note_being_changed_is_kept_when_it_is_let_go_of_and_outlives_a_fresh_list(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    record, notes = choose(1), window.view.notes
    row = next(
        i for i in range(window.view.events.count()) if "Bookmark" in window.view.events.item(i).text()
    )

    def words() -> list[object]:
        return [e.payload for e in window._timeline.events(record.id) if e.kind is EventKind.BOOKMARK]

    window.view.events.setCurrentRow(row)
    QTest.keyClicks(notes.line, "she lau")
    window.reload()
    qtbot.waitUntil(lambda: not window.busy)
    assert notes.line.text() == "she lau" and notes.keep.text() == "Save"
    assert window.view.events.currentRow() == row
    QTest.keyClicks(notes.line, "ghed")
    window.view.point_at(40.0)
    qtbot.waitUntil(lambda: words() == ["she laughed"])
    qtbot.waitUntil(lambda: not window.busy)
    window.view.events.setCurrentRow(row)  # by the keys: Enter chooses what is current once more
    window.view.events.itemActivated.emit(window.view.events.item(row))
    QTest.keyClicks(notes.line, " twice")
    notes.line.setFocus()
    QTest.keyClick(notes.line, Qt.Key.Key_Escape)  # as of a title: it stays what it was
    assert notes.line.text() == "" and window.isVisible()
    window.view.events.itemActivated.emit(window.view.events.item(row))
    QTest.keyClicks(notes.line, " out loud")
    choose(0)
    qtbot.waitUntil(lambda: words() == ["she laughed out loud"])


def test_words_that_a_busy_log_did_not_take_are_there_to_be_tried_again(
    choose: Choose, window: ReviewWindow, qtbot: Any, locked: sqlite3.Connection
) -> None:
    choose(1)
    notes = window.view.notes
    row = next(
        i for i in range(window.view.events.count()) if "Bookmark" in window.view.events.item(i).text()
    )
    QTest.keyClicks(notes.line, "half a thou")
    window.view.events.setCurrentRow(row)
    QTest.keyClicks(notes.line, "she laughed")
    QTest.keyClick(notes.line, Qt.Key.Key_Return)
    assert notes.line.text() == "half a thou"
    assert what_is_said(window, qtbot, "The change could not be kept.").startswith(BUSY)
    assert notes.line.text() == "she laughed" and notes.keep.text() == "Save"
    window.view.point_at(40.0)
    assert notes.line.text() == "half a thou"
    locked.rollback()


def test_a_title_being_typed_outlives_a_fresh_list(choose: Choose, window: ReviewWindow, qtbot: Any) -> None:
    choose(1)
    window.view.title.clear()
    QTest.keyClicks(window.view.title, "Coffee with")
    window.reload()
    qtbot.waitUntil(lambda: not window.busy)
    assert window.view.title.text() == "Coffee with"
    choose(0)
    assert window.view.title.text() != "Coffee with"


def test_closing_waits_for_no_log(window: ReviewWindow, qtbot: Any, locked: sqlite3.Connection) -> None:
    closed: list[None] = []
    window.closed.connect(lambda: closed.append(None))
    window.view.title.setText("Coffee with Mira")
    window.view.title.editingFinished.emit()
    window.close()
    assert not window.isVisible() and not closed
    locked.rollback()
    qtbot.waitUntil(lambda: bool(closed))


def test_a_persons_labels_are_one_more_lane(
    choose: Choose, window: ReviewWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(1)
    window.resize(900, 600)  # all of the conversation has no room there
    table = tmp_path / "labels.csv"
    table.write_text("start,end,label\n1,5,sad\n5,9,tired\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(table), ""))
    window.view._labels.click()
    qtbot.waitUntil(lambda: "2 labels of labels.csv" in window.status.accessibleName())
    qtbot.waitUntil(lambda: window.status.visibleRegion().boundingRect().height() > 10)
    lane = window.view.lanes.person
    assert lane.accessibleDescription() == "0:01 sad, for 4 seconds; 0:05 tired, for 4 seconds."
    assert lane.isVisible() and [mark.look for mark in lane.marks] == ["sad", ""]
    table.write_text("time,valence\n0,0.5\n1,0.25\n")
    window.view._labels.click()
    qtbot.waitUntil(lambda: "no labels in words" in window.status.accessibleName())
    assert len(lane.marks) == 2  # those before stay
    table.write_text("nothing")
    window.view._labels.click()
    qtbot.waitUntil(lambda: "damaged" in window.status.accessibleName())
    choose(0)
    assert not lane.isVisible() and not lane.marks


def test_what_is_written_as_the_window_closes_comes_back_with_it_where_the_log_does_not_take_it(
    choose: Choose, window: ReviewWindow, qtbot: Any, locked: sqlite3.Connection
) -> None:
    first, other = choose(0), choose(1)
    window.side.choose(first.id)
    qtbot.waitUntil(lambda: window.view.story is not None)
    window.view.point_at(12.0)
    QTest.keyClicks(window.view.notes.line, "asked about the move")
    choose(1)
    QTest.keyClicks(window.view.notes.line, "half a thou")
    closed: list[None] = []
    window.closed.connect(lambda: closed.append(None))
    with qtbot.waitSignal(window.stayed):
        window.close()
        assert not window.isVisible()
    said = window.status.accessibleName()
    assert window.isVisible() and said.startswith("The note could not be kept.") and BUSY in said
    assert window.view.notes.line.text() == "half a thou"  # and the other one waits where it belongs
    locked.rollback()
    window.close()
    qtbot.waitUntil(lambda: bool(closed))
    with Timeline(window._timeline.path) as log:
        written = [[(e.t, e.payload) for e in log.events(r.id) if e.kind is NOTE] for r in (first, other)]
    assert written == [[(12.0, "asked about the move")], [(0.0, "half a thou")]]


def test_a_program_that_ends_meanwhile_says_what_could_not_be_kept(
    choose: Choose, window: ReviewWindow, locked: sqlite3.Connection
) -> None:
    choose(1)
    QTest.keyClicks(window.view.notes.line, "asked about the move")
    window.close()
    assert window.finish() == ["What you wrote could not be kept: “asked about the move”."]


def test_a_new_note_behind_one_that_is_being_changed_is_kept_too(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    record, notes = choose(1), window.view.notes
    QTest.keyClicks(notes.line, "half a thou")
    window.view.events.setCurrentRow(row_of_bookmark(window))
    QTest.keyClicks(notes.line, "she laughed")
    with qtbot.waitSignal(window.closed):
        window.close()
    with Timeline(window._timeline.path) as log:
        kinds = (NOTE, EventKind.BOOKMARK)
        written = [(e.kind, e.payload) for e in log.events(record.id) if e.kind in kinds]
    assert sorted(written) == [(EventKind.BOOKMARK, "she laughed"), (NOTE, "half a thou")]
