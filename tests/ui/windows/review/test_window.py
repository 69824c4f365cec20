"""Looking back at one conversation, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLabel, QPushButton, QWidget

from fusion.emotions import Emotion
from fusion.events import EventKind, OwnLabel, SessionEvent
from fusion.log.timeline import Timeline
from ui.settings import Settings
from ui.studies.stand_ins.conversation import log_conversation
from ui.windows.review.window import ReviewWindow

BEGAN = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)
Review = Callable[..., ReviewWindow]
"""Opens the window on a log, in these settings."""
Choose = Callable[[int], Any]
"""Chooses the session in a row of the window; gives its record."""


def test_a_session_is_summed_up_in_words_and_painted(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    choose(1)
    assert window.view.summary.text() == (
        "Seemed calm about half of the time and happy about half of the time. "
        "These are guesses from voice and face, not facts."
    )
    lanes = window.view.lanes
    assert lanes.overview.accessibleDescription() == "calm for 30 seconds, then happy for 30 seconds."
    assert lanes.voice.accessibleDescription().startswith("Most likely happy")
    assert not window.grab().isNull()


def test_enter_in_the_search_points_at_what_was_found(review: Review, qtbot: Any, tmp_path: Path) -> None:
    """The list told which conversation has the words, and nobody where in its hour they stand."""
    timeline = Timeline(tmp_path / "log.db")
    log_conversation(timeline, BEGAN, 360.0)
    window = review(timeline, Settings())
    qtbot.waitUntil(lambda: window.view.story is not None)
    QTest.keyClicks(window.side.search, "joking")
    assert window.view.chosen_moment is None
    QTest.keyClick(window.side.search, Qt.Key.Key_Return)
    assert window.view.chosen_moment == pytest.approx(0.7 * 360.0)
    assert window.view.moment.text().startswith("At 4:12")


def test_twice_the_text_size_is_shown_without_loss_in_a_small_window(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    choose(1)
    window.resize(900, 600)
    window._appearance.settings.text_scale = 2.0
    window._appearance.apply()
    window.view.events.setCurrentRow(0)  # with all the buttons of a note
    bar = window._scroll.horizontalScrollBar()
    qtbot.waitUntil(lambda: window._scroll.widget().width() <= 900 - window.side.width())
    QTest.qWait(0)
    assert bar is not None and bar.maximum() == 0
    for part in (*window.view.findChildren(QPushButton), *window.side.findChildren(QPushButton)):
        if part.isVisible():
            assert part.width() >= part.minimumSizeHint().width(), part.text()
    assert window.view.lanes.voice.width() > 250
    for words in window.side.findChildren(QLabel):
        box, room = words.fontMetrics().boundingRect(words.text()), words.contentsRect()
        assert words.wordWrap() or box.width() <= room.width(), words.text()
    days = [words for words in window.side.list.findChildren(QLabel) if words.wordWrap()]
    assert days
    for day in days:
        assert not day.isVisible() or day.height() >= day.heightForWidth(day.width()), day.text()
    heading = next(w for w in window.side.findChildren(QLabel) if w.text() == "Past conversations")
    for word in heading.text().split():
        assert heading.fontMetrics().horizontalAdvance(word) <= heading.width()
    window._appearance.settings.text_scale = 1.0
    window._appearance.apply()


def test_on_a_small_screen_the_parts_do_not_overlap(choose: Choose, window: ReviewWindow, qtbot: Any) -> None:
    choose(1)
    window.resize(820, 560)
    QTest.qWait(0)
    view = window.view
    qtbot.waitUntil(lambda: view.height() >= view.minimumSizeHint().height())
    assert all(lane.height() >= 20 for lane in view.lanes.lanes.values() if lane.isVisible())
    assert view.lanes.geometry().bottom() < view.jumps.geometry().top()


def test_events_are_told_plainly_and_point_into_the_strip(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    choose(1)
    told = [window.view.events.item(i).text() for i in range(window.view.events.count())]
    assert [text.split("   ")[1] for text in told] == [
        "Bookmark",
        "Camera: The camera is gone; plug it in again.",
    ]
    window.view.events.setCurrentRow(0)
    assert window.view.moment.text().startswith("At 0:20")
    assert "Seemed calm" in window.view.moment.text()


def test_what_is_still_being_written_is_kept_when_the_window_closes(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    record = choose(1)
    window.view.point_at(30.0)
    QTest.keyClicks(window.view.notes.line, "she looked tired")
    QTest.keyClicks(window.view.title, "Sunday")
    window.close()
    window.finish()
    with Timeline(window._timeline.path) as log:
        assert log.session(record.id).title == "Sunday"
        notes = [(e.t, e.payload) for e in log.events(record.id) if e.kind is EventKind.NOTE]
        assert notes == [(30.0, "she looked tired")]


def test_escape_leaves_a_title_as_it_was_and_the_window_open(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    choose(1)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F2)
    qtbot.waitUntil(window.view.title.hasFocus)
    QTest.keyClicks(window.view.title, "no")
    QTest.keyClick(window.view.title, Qt.Key.Key_Escape)
    assert window.isVisible() and window.side.list.hasFocus() and window.view.title.text() == ""
    qtbot.waitUntil(lambda: not window.busy)
    assert not any(record.title for record in window._timeline.sessions())


@pytest.mark.parametrize(("seconds", "events_told"), [(20.0, 2), (21.0, 3)])  # on the bookmark, and beside it
def test_a_long_note_is_readable_whole_and_escape_does_not_lose_one(
    choose: Choose, window: ReviewWindow, qtbot: Any, seconds: float, events_told: int
) -> None:
    record = choose(1)
    assert window.view.notes.line.placeholderText() == "Add a note at the beginning"
    window.view.point_at(seconds)
    assert window.view.notes.line.placeholderText() == f"Add a note at 0:{seconds:.0f}"
    window.view.notes.line.setText("word " * 60)
    window.view.notes.line.setFocus()
    QTest.keyClick(window.view.notes.line, Qt.Key.Key_Escape)
    assert window.isVisible() and window.view.notes.line.text()
    window.view.notes.keep.click()
    events = window.view.events
    qtbot.waitUntil(lambda: any("word word" in events.item(i).text() for i in range(events.count())))
    assert events.count() == events_told
    assert {EventKind.NOTE, EventKind.BOOKMARK} <= {e.kind for e in window._timeline.events(record.id)}
    QTest.qWait(0)
    bar = window.view.events.horizontalScrollBar()
    assert bar is not None and not bar.isVisible()
    heights = [events.visualItemRect(events.item(i)).height() for i in range(events_told)]
    assert max(heights) > 1.5 * min(heights)


def test_every_focusable_part_of_the_review_has_a_name(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    choose(1)
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def test_the_arrow_keys_walk_along_the_strip(choose: Choose, window: ReviewWindow, qtbot: Any) -> None:
    choose(1)
    QTest.keyClick(window.view.lanes.shown, Qt.Key.Key_End)
    assert window.view.moment.text().startswith("At 0:59")
    assert "Seemed happy" in window.view.moment.text()
    QTest.keyClick(window.view.lanes.shown, Qt.Key.Key_Home)
    assert window.view.moment.text().startswith("At 0:00")


def test_a_screen_reader_is_told_what_is_at_the_cursor_on_the_lane_where_it_is_moved(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    choose(1)
    window.activateWindow()
    lane = window.view.lanes.voice
    lane.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lane.hasFocus)
    own = lane.accessibleDescription()
    QTest.keyClick(lane, Qt.Key.Key_Home)
    assert lane.accessibleDescription() == window.view.moment.text() != ""
    QTest.keyClick(lane, Qt.Key.Key_End)
    assert lane.accessibleDescription().startswith("At 0:59")
    QTest.keyClick(lane, Qt.Key.Key_D)
    assert "differ" in lane.accessibleDescription()  # where a key leads nowhere, that is told
    window.view.lanes.face.setFocus(Qt.FocusReason.TabFocusReason)
    assert lane.accessibleDescription() == own
    window.view.point_at(12.0)  # by what is not a lane: nothing is lent
    window.view.events.setFocus()
    face = window.view.lanes.face.accessibleDescription()
    window.view.point_at(20.0)
    assert window.view.lanes.face.accessibleDescription() == face


def test_renaming(choose: Choose, window: ReviewWindow, qtbot: Any) -> None:
    record = choose(1)
    window.activateWindow()
    QTest.keyClick(window.side.list, Qt.Key.Key_F2)
    assert window.view.title.hasFocus()
    window.view.title.setText("  Coffee   with Mira ")
    window.view.title.editingFinished.emit()
    qtbot.waitUntil(
        lambda: "Coffee with Mira" in window.side.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    )
    assert window._timeline.session(record.id).title == "Coffee with Mira"


def test_a_note_is_added_at_the_chosen_moment(choose: Choose, window: ReviewWindow, qtbot: Any) -> None:
    record = choose(1)
    window.view.point_at(12.0)
    window.view.notes.line.setText("asked about the move")
    QTest.keyClick(window.view.notes.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.view._story is not None and 12.0 in window.view._story.marks)
    assert SessionEvent(12.0, EventKind.NOTE, "asked about the move") in window._timeline.events(record.id)


def test_notes_and_bookmarks_are_changed_and_deleted(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    record, notes = choose(1), window.view.notes
    kinds = (EventKind.BOOKMARK, EventKind.NOTE)

    def written() -> list[Any]:
        return [e.payload for e in window._timeline.events(record.id) if e.kind in kinds]

    notes.line.setText("half a thou")
    assert not notes.delete.isVisible()
    window.view.events.setCurrentRow(0)
    assert notes.keep.accessibleName() == "Save bookmark" and notes.line.text() == ""
    notes.line.setText("she laughed")
    QTest.keyClick(notes.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: written() == ["she laughed"])
    assert notes.line.text() == "half a thou"  # what was being written is not lost
    qtbot.waitUntil(lambda: "she laughed" in window.view.events.item(0).text())
    window.view.events.setCurrentRow(1)  # a device: nothing to be changed
    assert notes.keep.text() == "Add note" and not notes.delete.isVisible()
    window.view.events.setCurrentRow(0)
    assert notes.delete.accessibleName() == "Delete bookmark"
    notes.delete.click()
    qtbot.waitUntil(lambda: written() == [])


def test_a_stretch_is_summed_up_and_noted_at_its_beginning(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    record = choose(1)
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
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    record = choose(1)
    button, lane = window.view.own_label, window.view.lanes.own
    assert not button.isEnabled()
    window.view.lanes.view.select(35.0, 50.0)
    assert button.isEnabled()
    next(a for a in button.choices.actions() if a.text() == "happy").trigger()
    label = SessionEvent(50.0, EventKind.OWN_LABEL, OwnLabel(Emotion.HAPPY, 15.0))
    qtbot.waitUntil(lambda: label in window._timeline.events(record.id))
    qtbot.waitUntil(lambda: lane.accessibleDescription() == "0:35 happy, for 15 seconds.")
    assert "You labelled 1 stretch yourself. That is too few" in window.view.summary.text()
    added = window.view.events.currentItem()
    assert added is not None and "You say it was: happy" in added.text()
    window.view.events.itemActivated.emit(added)  # Enter
    assert window.view.notes.line.isReadOnly() and window.view.notes.delete.accessibleName() == "Delete label"
    window.view.notes.delete.click()
    qtbot.waitUntil(lambda: label not in window._timeline.events(record.id))
    assert not window.view.notes.line.isReadOnly()
    qtbot.waitUntil(lambda: not lane.isVisible())


def test_a_long_line_at_the_foot_folds_and_its_remedy_is_seen(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    """It was one line, and ended in … where it says what can be done."""
    choose(0)
    window.resize(900, 600)
    path = "/home/someone/" + "a_folder_of_recordings_with_a_long_name" * 5 + "/valence.csv"
    window.tell(f"“{path}” cannot be read (no such file or directory); check its path and who may read it.")
    qtbot.waitUntil(window.status.isVisible)
    needed = window.status.heightForWidth(window.status.width())
    qtbot.waitUntil(lambda: window.status.height() >= needed > window.status.fontMetrics().height())
    assert window.status.text().endswith("who may read it.") and window.width() == 900


def test_the_line_at_the_foot_has_room_only_while_it_says_something(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    choose(0)
    foot = window.side.geometry().bottom()
    qtbot.waitUntil(lambda: window._scroll.geometry().bottom() == foot)
    window.tell("Saved as talk.csv.")
    qtbot.waitUntil(lambda: window.status.isVisible() and window.status.geometry().bottom() == foot)
    assert window._scroll.geometry().bottom() < window.status.geometry().top()
    window.tell("")
    window.resize(900, 600)
    bar = window._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    window.tell("Saved as talk.csv.")  # said of a button at the very foot, which stays in sight
    last = window.view.last_stop
    qtbot.waitUntil(lambda: window.status.isVisible() and bar.value() == bar.maximum())
    assert last.visibleRegion().boundingRect() == last.rect()
    choose(1)  # what was said of another one is not said any more
    foot = window.side.geometry().bottom()
    qtbot.waitUntil(lambda: window._scroll.geometry().bottom() == foot)


def test_another_conversation_is_seen_from_its_top(choose: Choose, window: ReviewWindow, qtbot: Any) -> None:
    window.resize(900, 560)
    bar = window._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    window.reload()
    qtbot.waitUntil(lambda: not window.busy)
    assert bar.value() > 0  # the same one stays where it is
    choose(1)
    assert bar.value() == 0


def test_the_line_of_a_conversation_of_seconds_has_no_gaps(
    review: Review, qtbot: Any, tmp_path: Path
) -> None:
    timeline = Timeline(tmp_path / "log.db")
    brief = log_conversation(timeline, BEGAN, 4.0)
    rows = review(timeline, Settings()).side.list
    qtbot.waitUntil(lambda: brief in rows._shorts)
    assert len(rows._shorts[brief]) == 20 and "" not in rows._shorts[brief]


def test_all_that_is_told_follows_the_language_and_the_words_of_the_settings(
    choose: Choose, window: ReviewWindow, qtbot: Any
) -> None:
    choose(1)
    QTest.keyClicks(window.view.notes.line, "half a thou")
    settings = window._appearance.settings

    def told() -> list[str]:
        view, rows = window.view, window.side.list
        found = [view.summary.text(), view._details.text(), view.moment.text()]
        found += [view.events.item(i).text() for i in range(view.events.count())]
        found += [rows.item(i).data(Qt.ItemDataRole.AccessibleTextRole) for i in range(rows.count())]
        return found + [button.text() for button in view.jumps.findChildren(QPushButton)]

    def follows(sign: str, then: str) -> None:
        window._appearance.apply()
        qtbot.waitUntil(lambda: not window.busy and sign in window.view.summary.text())
        names = "Ctrl|Shift|The camera is gone; plug it in again."  # which no device ever said
        assert re.findall(then, re.sub(names, "", " ".join(told()))) == []

    english = told()
    try:
        settings.language = "zh_CN"
        follows("平静", "[A-Za-z]{3,}")
        settings.emotions[Emotion.NEUTRAL].word = "自在"
        follows("自在", "平静")
        settings.emotions[Emotion.NEUTRAL].word, settings.language = "calm", "en"
        follows("calm", "[\u4e00-\u9fff]")
        assert told() == english and window.view.notes.line.text() == "half a thou"
    finally:
        settings.language = "en"
        window._appearance.apply()
