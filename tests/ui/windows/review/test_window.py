"""Looking back: the list, one session, and what can be done with it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from fusion.emotions import Emotion
from fusion.events import EventKind, OwnLabel, SessionEvent
from fusion.evidence import Modality
from fusion.exports.formats import FORMATS
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from ui.settings import Settings
from ui.studies.stand_ins.conversation import log_conversation
from ui.widgets.appearance import Appearance
from ui.windows.review import keeping
from ui.windows.review.window import EMPTY, ReviewWindow
from ui.wording import session_story
from ui.wording.session_story import event_words

BUSY = "Another program is writing the log"
BEGAN = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)


def device_event(t: float, modality: Modality, state: DeviceState, sentence: str = "") -> SessionEvent:
    return SessionEvent(t, EventKind.DEVICE, DeviceStatus(modality, "of its own name", state, sentence))


def fill(timeline: Timeline, made: Any) -> list[int]:
    """Two sessions: one whole and of half calm, half happy, one that was cut off."""
    ids = []
    for k in range(2):
        session = timeline.begin(Mode.BOTH, "microphone and camera", BEGAN + timedelta(days=k))
        rows: list[Any] = [
            made.moment(i / 10, emotion=Emotion.NEUTRAL if i < 300 else Emotion.HAPPY, voice=Emotion.HAPPY)
            for i in range(600)
        ]
        rows += [
            device_event(0.0, Modality.VOICE, DeviceState.STARTING),
            device_event(0.1, Modality.VOICE, DeviceState.LIVE),
            SessionEvent(20.0, EventKind.BOOKMARK, ""),
            device_event(30.0, Modality.FACE, DeviceState.LOST, "The camera is gone; plug it in again."),
        ]
        timeline.add(session, rows)
        ids.append(session)
    timeline.end(ids[0], BEGAN + timedelta(seconds=60))
    with timeline._file.writing() as db:
        db.execute("UPDATE session SET process = 2147483646 WHERE id = ?", (ids[1],))
    return ids


@pytest.fixture
def window(qtbot: Any, tmp_path: Path, made: Any) -> Iterator[ReviewWindow]:
    timeline = Timeline(tmp_path / "timeline.db")
    fill(timeline, made)
    appearance = Appearance(Settings(theme="light"))
    appearance.apply()
    window = ReviewWindow(timeline, appearance)
    window.show()
    qtbot.waitUntil(lambda: window.view._story is not None)
    yield window
    shut(window)


def shut(window: ReviewWindow) -> None:
    """Close it and wait until it has let go of the log; pytest-qt would delete it before that."""
    window.close()
    window.finish()
    window.deleteLater()


def choose(window: ReviewWindow, qtbot: Any, row: int) -> Any:
    wanted = window._records[row].id
    window.side.choose(wanted)
    qtbot.waitUntil(lambda: window.view._story is not None and window.view._story.record.id == wanted)
    return window._records[row]


def test_the_list_says_when_how_long_and_what_was_cut_off(window: ReviewWindow) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    rows = [window.side.list.item(i).data(role) for i in range(window.side.list.count())]
    assert rows[::2] == ["Thursday 5 March", "Wednesday 4 March"]
    newest, oldest = rows[1::2]
    assert "cut off" in newest and "cut off" not in oldest
    assert "1 minute" in oldest and "voice and face" in oldest


def test_a_session_is_summed_up_in_words_and_painted(window: ReviewWindow, qtbot: Any) -> None:
    choose(window, qtbot, 1)
    assert window.view.summary.text() == (
        "Seemed calm about half of the time and happy about half of the time. "
        "These are guesses from voice and face, not facts."
    )
    lanes = window.view.lanes
    assert lanes.overview.accessibleDescription() == "calm for 30 seconds, then happy for 30 seconds."
    assert lanes.voice.accessibleDescription().startswith("Most likely happy")
    assert not window.grab().isNull()


def test_twice_the_text_size_is_shown_without_loss_in_a_small_window(
    window: ReviewWindow, qtbot: Any
) -> None:
    choose(window, qtbot, 1)
    window.resize(900, 600)
    window._appearance.settings.text_scale = 2.0
    window._appearance.apply()
    window.view.events.setCurrentRow(1)  # with all the buttons of a note
    bar = window._scroll.horizontalScrollBar()
    qtbot.waitUntil(lambda: window._scroll.widget().width() <= 900 - window.side.width())
    QTest.qWait(0)
    assert bar is not None and bar.maximum() == 0
    for part in (*window.view.findChildren(QPushButton), *window.side.findChildren(QPushButton)):
        if part.isVisible():
            assert part.width() >= part.minimumSizeHint().width(), part.text()
    assert window.view.lanes.voice.width() > 250
    window._appearance.settings.text_scale = 1.0
    window._appearance.apply()


def test_on_a_small_screen_the_parts_do_not_overlap(window: ReviewWindow, qtbot: Any) -> None:
    choose(window, qtbot, 1)
    window.resize(820, 560)
    QTest.qWait(0)
    view = window.view
    qtbot.waitUntil(lambda: view.height() >= view.minimumSizeHint().height())
    assert all(lane.height() >= 20 for lane in view.lanes.lanes.values() if lane.isVisible())
    assert view.lanes.geometry().bottom() < view.jumps.geometry().top()


def test_events_are_told_plainly_and_point_into_the_strip(window: ReviewWindow, qtbot: Any) -> None:
    choose(window, qtbot, 1)
    told = [window.view.events.item(i).text() for i in range(window.view.events.count())]
    assert [text.split("   ")[1] for text in told] == [
        "Microphone: running",
        "Bookmark",
        "Camera: The camera is gone; plug it in again.",
    ]
    window.view.events.setCurrentRow(1)
    assert window.view.moment.text().startswith("At 0:20")
    assert "Seems calm" in window.view.moment.text()


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (SessionEvent(1.0, EventKind.WORDS, -0.4), "The words seemed unhappy"),
        (SessionEvent(1.0, EventKind.BASELINE, "Ana"), "Allowing for how Ana usually is"),
        (SessionEvent(1.0, EventKind.BASELINE, None), "Allowing for nobody in particular"),
        (SessionEvent(1.0, EventKind.MODE, Mode.VOICE), "What is read: voice only"),
        (SessionEvent(1.0, EventKind.PAUSE), "Paused"),
        (SessionEvent(1.0, EventKind.RESUME), "Went on"),
        (SessionEvent(1.0, EventKind.FAULT), "A reading failed by a fault of Attune's own; it goes on"),
        (SessionEvent(1.0, EventKind.BOOKMARK, ""), "Bookmark"),
        (SessionEvent(1.0, EventKind.BOOKMARK, "she laughed"), "Bookmark: she laughed"),
        (SessionEvent(1.0, EventKind.NOTE, "asked about it"), "Note: asked about it"),
        (device_event(1.0, Modality.VOICE, DeviceState.LIVE), "Microphone: running"),
        (device_event(1.0, Modality.FACE, DeviceState.ENDED), "Camera: at its end"),
    ],
)
def test_what_else_happened_is_told_without_numbers(event: SessionEvent, words: str) -> None:
    assert event_words(event) == words


def test_a_long_note_is_readable_whole_and_escape_does_not_lose_one(window: ReviewWindow, qtbot: Any) -> None:
    record = choose(window, qtbot, 1)
    assert window.view.notes.line.placeholderText() == "Add a note at the beginning"
    window.view.point_at(20.0)
    assert window.view.notes.line.placeholderText() == "Add a note at 0:20"
    window.view.notes.line.setText("word " * 60)
    window.view.notes.line.setFocus()
    QTest.keyClick(window.view.notes.line, Qt.Key.Key_Escape)
    assert window.isVisible() and window.view.notes.line.text()
    window.view.notes.keep.click()
    qtbot.waitUntil(lambda: window.view.events.count() == 4)
    assert any(e.kind is EventKind.NOTE for e in window._timeline.events(record.id))
    QTest.qWait(0)
    bar = window.view.events.horizontalScrollBar()
    assert bar is not None and not bar.isVisible()
    events = window.view.events
    heights = [events.visualItemRect(events.item(i)).height() for i in range(4)]
    assert max(heights) > 1.5 * min(heights)


def test_every_focusable_part_of_the_review_has_a_name(window: ReviewWindow, qtbot: Any) -> None:
    choose(window, qtbot, 1)
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def test_the_arrow_keys_walk_along_the_strip(window: ReviewWindow, qtbot: Any) -> None:
    choose(window, qtbot, 1)
    QTest.keyClick(window.view.lanes.shown, Qt.Key.Key_End)
    assert window.view.moment.text().startswith("At 0:59")
    assert "Seems happy" in window.view.moment.text()
    QTest.keyClick(window.view.lanes.shown, Qt.Key.Key_Home)
    assert window.view.moment.text().startswith("At 0:00")


def test_renaming(window: ReviewWindow, qtbot: Any) -> None:
    record = choose(window, qtbot, 1)
    window.activateWindow()
    QTest.keyClick(window.side.list, Qt.Key.Key_F2)
    assert window.view.title.hasFocus()
    window.view.title.setText("  Coffee   with Mira ")
    window.view.title.editingFinished.emit()
    qtbot.waitUntil(
        lambda: "Coffee with Mira" in window.side.list.item(3).data(Qt.ItemDataRole.AccessibleTextRole)
    )
    assert window._timeline.session(record.id).title == "Coffee with Mira"


def test_a_note_is_added_at_the_chosen_moment(window: ReviewWindow, qtbot: Any) -> None:
    record = choose(window, qtbot, 1)
    window.view.point_at(12.0)
    window.view.notes.line.setText("asked about the move")
    QTest.keyClick(window.view.notes.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.view._story is not None and 12.0 in window.view._story.marks)
    assert SessionEvent(12.0, EventKind.NOTE, "asked about the move") in window._timeline.events(record.id)


def test_notes_and_bookmarks_are_changed_and_deleted(window: ReviewWindow, qtbot: Any) -> None:
    record, notes = choose(window, qtbot, 1), window.view.notes
    kinds = (EventKind.BOOKMARK, EventKind.NOTE)

    def written() -> list[Any]:
        return [e.payload for e in window._timeline.events(record.id) if e.kind in kinds]

    notes.line.setText("half a thou")
    assert not notes.delete.isVisible()
    window.view.events.setCurrentRow(1)
    assert notes.keep.accessibleName() == "Save bookmark" and notes.line.text() == ""
    notes.line.setText("she laughed")
    QTest.keyClick(notes.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: written() == ["she laughed"])
    assert notes.line.text() == "half a thou"  # what was being written is not lost
    qtbot.waitUntil(lambda: "she laughed" in window.view.events.item(1).text())
    window.view.events.setCurrentRow(2)  # a device: nothing to be changed
    assert notes.keep.text() == "Add note" and not notes.delete.isVisible()
    window.view.events.setCurrentRow(1)
    assert notes.delete.accessibleName() == "Delete bookmark"
    notes.delete.click()
    qtbot.waitUntil(lambda: written() == [])


def test_a_stretch_is_summed_up_and_noted_at_its_beginning(window: ReviewWindow, qtbot: Any) -> None:
    record = choose(window, qtbot, 1)
    view = window.view.lanes.view
    view.select(10.0, 50.0)
    assert window.view.moment.text() == (
        "From 0:10 (18:04) to 0:50 (18:04), 40 seconds: calm for 20 seconds, happy for 20 seconds."
    )
    window.view.notes.line.setText("the whole of it")
    window.view.notes.keep.click()
    note = SessionEvent(10.0, EventKind.NOTE, "the whole of it")
    qtbot.waitUntil(lambda: note in window._timeline.events(record.id))
    window.side.list.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert view.selection is None and window.isVisible()


def test_what_it_was_is_said_of_a_stretch_shown_counted_and_taken_back(
    window: ReviewWindow, qtbot: Any
) -> None:
    record = choose(window, qtbot, 1)
    button, lane = window.view.own_label, window.view.lanes.own
    assert not button.isEnabled()
    window.view.lanes.view.select(35.0, 50.0)
    assert button.isEnabled()
    next(a for a in button.choices.actions() if a.text() == "happy").trigger()
    label = SessionEvent(50.0, EventKind.OWN_LABEL, OwnLabel(Emotion.HAPPY, 15.0))
    qtbot.waitUntil(lambda: label in window._timeline.events(record.id))
    qtbot.waitUntil(lambda: lane.accessibleDescription() == "0:35 happy, for 15 seconds.")
    assert "You labelled 1 stretch yourself. That is too few" in window.view.summary.text()
    rows = [window.view.events.item(i).text() for i in range(window.view.events.count())]
    window.view.events.setCurrentRow(next(i for i, row in enumerate(rows) if "You say it was: happy" in row))
    assert window.view.notes.line.isReadOnly() and window.view.notes.delete.accessibleName() == "Delete label"
    window.view.notes.delete.click()
    qtbot.waitUntil(lambda: label not in window._timeline.events(record.id))
    assert not window.view.notes.line.isReadOnly()
    qtbot.waitUntil(lambda: not lane.isVisible())


def test_what_is_deleted_can_be_taken_back_until_the_window_closes(window: ReviewWindow, qtbot: Any) -> None:
    record = choose(window, qtbot, 1)
    other = window._records[0]
    window.view._delete.click()
    assert window.side.listed == [other.id] and window.side.number == other.id
    assert window.deletions.isVisible()
    assert window.deletions.accessibleName() == (
        f"“{session_story.title_of(record)}” is deleted when this window closes."
    )
    assert len(window._timeline.sessions()) == 2
    window.deletions.undo.click()
    assert window.side.listed == [other.id, record.id] and not window.deletions.isVisible()
    choose(window, qtbot, 1)
    window.view._delete.click()
    window.close()
    window.finish()
    with Timeline(window._timeline.path) as log:
        assert [r.id for r in log.sessions()] == [other.id]


def test_all_are_deleted_one_by_one_and_a_kind_word_is_left(
    window: ReviewWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    past = list(window._records)
    window.deletions.add(past)
    assert window.side.listed == [] and len(window._timeline.sessions()) == 2
    window.deletions.gone.connect(lambda _n: said.append(window.deletions.accessibleName()))
    window.deletions.now.click()
    assert window.deletions.accessibleName() == "Deleting 1 of 2…"
    qtbot.waitUntil(lambda: len(said) == 2)
    assert window._timeline.sessions() == []
    assert window._empty.isVisible() and window._empty.text() == EMPTY
    assert not window.deletions.isVisible()


@pytest.mark.parametrize("answer", [True, False])
def test_deleting_all_is_asked_about(
    window: ReviewWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(keeping, "sure", lambda _p, question, _c: bool(asked.append(question)) or answer)
    dialog = keeping.KeepingDialog(window, 2, None)
    qtbot.addWidget(dialog)
    wanted: list[None] = []
    dialog.delete_all.connect(lambda: wanted.append(None))
    dialog.all.click()
    assert asked == ["Delete all 2 conversations?"] and len(wanted) == answer


def test_keeping_for_a_time_puts_what_is_older_aside(window: ReviewWindow, qtbot: Any) -> None:
    past = [r.id for r in window._records]
    saved: list[int | None] = []
    window.settings_changed.connect(lambda: saved.append(window._appearance.settings.keep_days))
    dialog = keeping.KeepingDialog(window, 2, None)
    dialog.keep_for.connect(window._keep_for)
    dialog.days.setCurrentIndex(2)
    dialog.deleteLater()
    assert saved == [30]
    assert window.deletions.waiting == tuple(past)  # of March
    window.reload()
    window.deletions.undo.click()
    assert saved == [30, None]
    assert window.side.listed == past and len(window._timeline.sessions()) == 2


def test_what_is_older_than_it_is_to_be_kept_is_gone_at_the_next_opening(qtbot: Any, tmp_path: Path) -> None:
    timeline = Timeline(tmp_path / "log.db")
    log_conversation(timeline, BEGAN, 60.0)
    window = ReviewWindow(timeline, Appearance(Settings(keep_days=30)))
    window.show()
    qtbot.waitUntil(lambda: window._empty.text() == EMPTY)
    assert timeline.sessions() == []
    shut(window)


def test_tab_meets_nothing_that_deletes_before_all_else(window: ReviewWindow, qtbot: Any) -> None:
    window.activateWindow()
    window.side.search.setFocus()
    met: list[QWidget | None] = []
    while not met or met[-1] is not window.side.search:
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
        assert len(met) < 60
    assert met[0] is window.side.list
    assert met[-2] is window.side.keeping_button and met[-4] is window.view._delete
    assert window.view.lanes.voice in met


def test_the_list_is_searched_and_filtered_by_person(qtbot: Any, tmp_path: Path) -> None:
    timeline = Timeline(tmp_path / "log.db")
    sam = log_conversation(timeline, BEGAN, 60.0, title="Coffee", person="Sam")
    call = log_conversation(timeline, BEGAN + timedelta(hours=2), 60.0, title="Team call", person="Ana")
    window = ReviewWindow(timeline, Appearance(Settings()))
    window.show()
    qtbot.waitUntil(lambda: window.view._story is not None)
    side = window.side
    assert side.listed == [call, sam] and side.list.count() == 3
    side.search.setText("coff")
    assert side.listed == [sam] and side.number == sam
    side.search.setText("JOKING")
    assert side.listed == [call, sam]
    side.search.setText("joking nowhere")
    assert side.listed == [] and side._nothing.isVisible()
    side.search.clear()
    assert [side.person.itemText(i) for i in range(3)] == ["With anybody", "Ana", "Sam"]
    side.person.setCurrentText("Sam")
    assert side.listed == [sam]
    qtbot.waitUntil(lambda: len(side._shorts) == 2)
    assert set(side._shorts[sam]) == {"neutral"}
    shut(window)


def test_a_conversation_that_goes_on_cannot_be_deleted(qtbot: Any, tmp_path: Path, made: Any) -> None:
    timeline = Timeline(tmp_path / "running.db")
    session = timeline.begin(Mode.BOTH, "demo")
    timeline.add(session, [made.moment(1.0, voice=Emotion.HAPPY)])
    window = ReviewWindow(timeline, Appearance(Settings()))
    window.show()
    qtbot.waitUntil(lambda: window.view._story is not None)
    assert not window.view._delete.isEnabled()
    window.view.delete.emit()
    assert window.deletions.waiting == ()
    shut(window)


@pytest.fixture
def locked(window: ReviewWindow) -> Iterator[sqlite3.Connection]:
    """The window's log while another program is writing into it, and does not come to an end."""
    window._timeline._file._db.execute("PRAGMA busy_timeout = 500")  # in place of seconds
    other = sqlite3.connect(window._timeline.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield other
    other.close()


def what_is_said(window: ReviewWindow, qtbot: Any, beginning: str) -> str:
    """What follows ``beginning`` once it is said; meanwhile the window's thread has gone on."""
    turns: list[None] = []
    timer = QTimer()
    timer.timeout.connect(lambda: turns.append(None))
    timer.start(10)
    status = window.view._status
    qtbot.waitUntil(lambda: status.accessibleName().startswith(beginning), timeout=20_000)
    timer.stop()
    assert len(turns) > 5
    return str(status.accessibleName()).removeprefix(beginning).strip()


def test_a_locked_log_holds_no_window_up_and_is_told_of_calmly(
    window: ReviewWindow, qtbot: Any, locked: sqlite3.Connection
) -> None:
    choose(window, qtbot, 1)  # reading goes on
    window.view.title.setText("Coffee with Mira")
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
    assert len(window.side.listed) == 2
    locked.rollback()
    QTest.keyClick(window.view.notes.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.view._story is not None and 0.0 in window.view._story.marks)


def test_closing_waits_for_no_log(window: ReviewWindow, qtbot: Any, locked: sqlite3.Connection) -> None:
    closed: list[None] = []
    window.closed.connect(lambda: closed.append(None))
    window.view.title.setText("Coffee with Mira")
    window.view.title.editingFinished.emit()
    window.close()
    assert not window.isVisible() and not closed
    locked.rollback()
    qtbot.waitUntil(lambda: bool(closed))


@pytest.mark.parametrize(
    ("asked", "kind", "written"),
    [
        ("out.csv", "Table (*.csv)", "out.csv"),
        ("out.csv", "JSON (*.json)", "out.json"),
        ("out", "ELAN annotations (*.eaf)", "out.eaf"),
        ("talk.TextGrid", "Praat TextGrid (*.TextGrid)", "talk.TextGrid"),
    ],
)
def test_export(
    window: ReviewWindow,
    qtbot: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    kind: str,
    written: str,
) -> None:
    choose(window, qtbot, 1)
    offered: list[str] = []

    def ask(_parent: Any, _title: str, _name: str, kinds: str, _usual: str) -> tuple[str, str]:
        offered.extend(kinds.split(";;"))
        return str(tmp_path / asked), kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    window.view._export.click()
    qtbot.waitUntil(lambda: "Saved as" in window.view._status.accessibleName())
    assert kind in offered and len(offered) == len(FORMATS)
    text = (tmp_path / written).read_text()
    if written == "out.json":
        assert len(json.loads(text)["estimates"]) == 600
    elif written == "out.csv":
        assert len(text.splitlines()) == 601
    else:
        assert "shown" in text


def test_a_persons_labels_are_one_more_lane(
    window: ReviewWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(window, qtbot, 1)
    table = tmp_path / "labels.csv"
    table.write_text("start,end,label\n1,5,sad\n5,9,tired\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(table), ""))
    window.view._labels.click()
    qtbot.waitUntil(lambda: "2 labels of labels.csv" in window.view._status.accessibleName())
    lane = window.view.lanes.person
    assert lane.accessibleDescription() == "0:01 sad, for 4 seconds; 0:05 tired, for 4 seconds."
    assert lane.isVisible() and [mark.look for mark in lane.marks] == ["sad", ""]
    table.write_text("nothing")
    window.view._labels.click()
    qtbot.waitUntil(lambda: "damaged" in window.view._status.accessibleName())
    choose(window, qtbot, 0)
    assert not lane.isVisible() and not lane.marks


def test_an_export_that_fails_says_why(window: ReviewWindow, qtbot: Any, tmp_path: Path) -> None:
    choose(window, qtbot, 1)
    window.view.export.emit("csv", str(tmp_path / "no such folder" / "out.csv"))
    qtbot.waitUntil(lambda: "could not be written" in window.view._status.accessibleName())


def test_a_log_without_sessions(qtbot: Any, tmp_path: Path) -> None:
    window = ReviewWindow(Timeline(tmp_path / "empty.db"), Appearance(Settings()))
    window.show()
    qtbot.waitUntil(lambda: window._empty.text() == EMPTY)
    assert window._empty.isVisible()
    shut(window)
