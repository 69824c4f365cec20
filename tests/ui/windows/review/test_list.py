"""The list of conversations: how they are told, found, filtered and deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QListWidgetItem

from fusion.log.records import SessionRecord
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from ui.settings import Settings
from ui.studies.stand_ins.conversation import log_conversation
from ui.widgets.appearance import Appearance
from ui.windows.review.sessions_list import SessionsList
from ui.windows.review.window import EMPTY, ReviewWindow

BEGAN = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)
Review = Callable[..., ReviewWindow]
"""Opens the window on a log, in these settings."""
Choose = Callable[[int], Any]
"""Chooses the session in a row of the window; gives its record."""


def test_the_list_says_when_how_long_and_what_was_cut_off(window: ReviewWindow) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    rows = [window.side.list.item(i).data(role) for i in range(window.side.list.count())]
    newest, oldest = rows  # a day is no item: a screen reader counts two conversations
    assert newest.startswith("Thursday 5 March. ") and oldest.startswith("Wednesday 4 March. ")
    assert "cut off" in newest and "cut off" not in oldest
    assert "1 minute" in oldest and "voice and face" in oldest


def test_of_hundreds_only_those_in_view_are_drawn(review: Review, qtbot: Any, tmp_path: Path) -> None:
    timeline = Timeline(tmp_path / "log.db")
    for k in range(300):
        number = timeline.begin(Mode.BOTH, "microphone and camera", BEGAN + timedelta(hours=5 * k))
        timeline.rename(number, f"Talk k{k}")
        timeline.end(number, BEGAN + timedelta(hours=5 * k, minutes=3))
    window = review(timeline, Settings())
    qtbot.waitUntil(lambda: window.view._story is not None and not window.busy)
    rows = window.side.list

    def drawn() -> list[QListWidgetItem]:
        all_rows = [rows.item(i) for i in range(rows.count())]
        return [item for item in all_rows if item is not None and rows.itemWidget(item) is not None]

    def in_view() -> list[QListWidgetItem]:
        box = rows.viewport().rect()
        all_rows = [rows.item(i) for i in range(rows.count())]
        return [item for item in all_rows if item is not None and rows.visualItemRect(item).intersects(box)]

    assert len(rows.listed) == 300
    assert 3 < len(drawn()) < 40 and all(rows.itemWidget(item) for item in in_view())
    QTest.keyClick(rows, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: (story := window.view.story) is not None and story.record.title == "Talk k0")
    QTest.qWait(0)
    assert rows.currentItem() in in_view() and all(rows.itemWidget(item) for item in in_view())
    assert len(drawn()) < 80
    drawn_before = {id(item) for item in drawn()}
    QTest.keyClicks(window.side.search, "talk k")
    assert {id(item) for item in drawn()} == drawn_before  # nothing is made anew where all are found still
    window.side.search.setText("K27")
    assert len(rows.listed) == 11 and all(rows.itemWidget(item) for item in in_view())
    QTest.keyClick(window.side.search, Qt.Key.Key_Escape)
    assert len(rows.listed) == 300 and window.isVisible()


def test_of_thousands_those_in_view_are_worded_at_once_and_all_in_the_end(qtbot: Any) -> None:
    """Wording all of ten thousand for a screen reader held the window up for half a second and more."""
    one = SessionRecord(1, BEGAN, BEGAN, 60.0, Mode.BOTH, "demo", "", False, False)
    records = [replace(one, id=n, title=f"Talk {n}") for n in range(900)]
    listed = SessionsList(Appearance(Settings()))
    qtbot.addWidget(listed)
    listed.resize(300, 400)
    listed.show()
    listed.show_sessions(records)

    def worded() -> list[int]:
        rows = [listed.item(k) for k in range(listed.count())]
        said = [row.data(Qt.ItemDataRole.AccessibleTextRole) or "" for row in rows if row is not None]
        return [k for k, words in enumerate(said) if f"Talk {k}, " in words]

    assert listed.listed == list(range(900))
    assert 0 in worded() and len(worded()) < 300
    listed.scrollToBottom()
    assert 899 in worded() and len(worded()) < 300
    qtbot.waitUntil(lambda: worded() == list(range(900)))


def test_of_a_long_title_the_beginning_is_seen(review: Review, qtbot: Any, tmp_path: Path) -> None:
    timeline = Timeline(tmp_path / "log.db")
    log_conversation(timeline, BEGAN, 30.0, title="A long title " * 9)
    view = review(timeline, Settings()).view
    qtbot.waitUntil(lambda: view.story is not None)
    assert view.title.cursorPosition() == 0 and view.title.text().startswith("A long title")


def test_the_list_is_searched_and_filtered_by_person(review: Review, qtbot: Any, tmp_path: Path) -> None:
    timeline = Timeline(tmp_path / "log.db")
    sam = log_conversation(timeline, BEGAN, 60.0, title="Coffee", person="Sam")
    call = log_conversation(timeline, BEGAN + timedelta(hours=2), 60.0, title="Team call", person="Ana")
    window = review(timeline, Settings())
    qtbot.waitUntil(lambda: window.view._story is not None)
    side = window.side
    assert side.listed == [call, sam] and side.list.count() == 2
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
    qtbot.waitUntil(lambda: len(side.list._shorts) == 2)
    assert set(side.list._shorts[sam]) == {"neutral"}


def test_a_log_without_sessions(review: Review, qtbot: Any, tmp_path: Path) -> None:
    window = review(Timeline(tmp_path / "empty.db"), Settings())
    qtbot.waitUntil(lambda: window._empty.text() == EMPTY)
    assert window._empty.isVisible()


def test_what_one_looks_at_is_deleted_though_a_search_took_it_out_of_the_list(
    window: ReviewWindow, choose: Callable[[int], Any]
) -> None:
    record = choose(0)
    window.side.search.setText("nowhere to be found")
    assert window.side.listed == []
    window.view.delete.emit()
    assert window.deletions.waiting == (record.id,)


def test_where_nothing_is_found_no_choice_is_named_that_is_not_there(window: ReviewWindow) -> None:
    side = window.side
    side.search.setText("nowhere to be found")
    assert side.person.isHidden() == ("With anybody" not in side._nothing.text())
    assert side._nothing.text().startswith("None is found.")
