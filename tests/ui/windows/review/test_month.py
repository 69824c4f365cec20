"""The page of a month: what stands in it, read elsewhere, and saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtGui import QTextTable
from PyQt6.QtWidgets import QFileDialog, QWidget

from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.whom import Whom
from ui.settings import Settings
from ui.studies.stand_ins.conversation import log_conversation
from ui.widgets.appearance import Appearance
from ui.windows.background import Background
from ui.windows.review.month import MonthDialog, by_month, sums_of
from ui.windows.review.pages import PageDialog, document_of
from ui.wording.looks import looks_of
from ui.wording.summary_page import month_page

BEGAN = datetime(2026, 3, 4, 12, 0, tzinfo=timezone.utc)
LOOKS = looks_of(Settings())


def plain(html: str) -> str:
    return document_of(html, None).toPlainText()


def test_a_month_tells_how_much_its_conversations_differ(timeline: Timeline) -> None:
    for days, length in ((0, 360.0), (3, 120.0), (5, 250.0), (40, 60.0)):
        log_conversation(timeline, BEGAN + timedelta(days=days), length)
    records = timeline.sessions()
    assert list(by_month(records)) == [date(2026, 4, 1), date(2026, 3, 1)]
    march = [r for r in records if r.started_at.month == 3]
    words = plain(month_page(date(2026, 3, 1), sums_of(timeline, march, LOOKS), LOOKS))
    lines = words.splitlines()
    assert lines[0] == "March 2026" and lines[1] == "3 conversations, 12 minutes together."
    at = lines.index("nobody heard or seen")
    assert lines[at + 1 : at + 4] == ["30 seconds", "4%", "0% to 6%"]
    april = [r for r in records if r.started_at.month == 4]
    words = plain(month_page(date(2026, 4, 1), sums_of(timeline, april, LOOKS), LOOKS))
    assert "So few conversations do not say what is usual." in words and "too few to say" in words
    assert "No conversation was logged" in plain(month_page(date(2026, 5, 1), [], LOOKS))
    sums = sums_of(timeline, april, LOOKS)
    own = [replace(s, record=replace(s.record, whom=Whom.MYSELF)) for s in sums]
    lines = plain(month_page(date(2026, 4, 1), [*sums, *own], LOOKS)).splitlines()
    apart = lines.index("Of yourself")
    assert lines[apart + 1] == "1 conversation, 1 minute together." and lines.count(lines[apart + 1]) == 2


def test_a_month_of_a_thousand_conversations_is_seen_before_all_of_it_is_laid_out(
    timeline: Timeline, qtbot: Any
) -> None:
    """Qt shows none of a table before all of it is laid out: as one it held the window up for half a second.

    Every conversation stands in it, in order and in line.
    """
    log_conversation(timeline, BEGAN, 60.0)
    (one,) = sums_of(timeline, timeline.sessions(), LOOKS)
    titles = [f"Talk {number}" for number in range(1000)]
    sums = [replace(one, record=replace(one.record, title=title)) for title in titles]
    html = month_page(BEGAN.date(), sums, LOOKS)
    words = plain(html).splitlines()
    assert [line.rpartition(" · ")[2] for line in words if "Talk " in line] == titles
    assert words.count("named the longest") == 1
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PageDialog(parent, "attune")
    dialog.show()
    dialog.show_page(html, None)
    page = dialog.page.document()
    tables = [frame for frame in page.rootFrame().childFrames() if isinstance(frame, QTextTable)]
    assert sum(table.rows() for table in tables) > 1000
    assert max(table.rows() for table in tables) <= 110
    places = {}
    for title in ("Talk 0", "Talk 500", "Talk 999"):
        cursor = page.find(title)
        table = cursor.currentTable()
        row = table.cellAt(cursor).row()
        length = table.cellAt(row, 1).firstCursorPosition()
        places[title] = page.documentLayout().blockBoundingRect(length.block()).left()
    assert len(set(places.values())) == 1, places


def test_one_that_goes_on_and_an_empty_one_give_no_share_beyond_all_or_out_of_nothing(
    timeline: Timeline,
) -> None:
    """While a month is read a conversation goes on; its length was listed before."""
    for days in (0, 1, 2):
        log_conversation(timeline, BEGAN + timedelta(days=days), 60.0)
    empty = timeline.begin(Mode.BOTH, "microphone and camera", BEGAN + timedelta(days=3))
    timeline.end(empty, BEGAN + timedelta(days=3))
    log_conversation(timeline, BEGAN + timedelta(days=4), 120.0)
    records = [replace(r, duration_s=2.0) if r.duration_s == 120.0 else r for r in timeline.sessions()]
    lines = plain(month_page(date(2026, 3, 1), sums_of(timeline, records, LOOKS), LOOKS)).splitlines()
    assert lines[1] == "5 conversations, 5 minutes together."
    calm = lines[lines.index("calm") + 1 :][:3]  # but for flickers all of each 60 s, and 80 of the 120 s
    assert calm[1:] == ["86%", "66% to 99%"]
    assert "2 minutes" in lines  # of the one that goes on


def test_the_month_is_read_elsewhere_and_saved(
    qtbot: Any, timeline: Timeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for days in (0, 40):
        log_conversation(timeline, BEGAN + timedelta(days=days), 60.0)
    parent, background = QWidget(), Background()
    qtbot.addWidget(parent)
    dialog = MonthDialog(parent, timeline, timeline.sessions(), Appearance(Settings()), background)
    assert not dialog.save.isEnabled()
    qtbot.waitUntil(lambda: dialog.page.toPlainText().startswith("April 2026"))
    assert dialog.save.isEnabled()
    dialog.month.setCurrentIndex(1)
    assert dialog.page.toPlainText() == "" and not dialog.save.isEnabled()  # April is not saved as March
    qtbot.waitUntil(lambda: dialog.page.toPlainText().startswith("March 2026"))
    offered: list[str] = []

    def ask(_parent: Any, _title: str, name: str, *_more: Any) -> tuple[str, str]:
        offered.append(name)
        return str(tmp_path / "march"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    dialog.save.click()
    assert offered == [str(home / "attune-2026-03.pdf")]  # there are no documents there
    assert (tmp_path / "march.pdf").stat().st_size > 1000
    assert "Saved as" in dialog._said.text()
    dialog.close()
    background.finish()
