"""The lanes of a conversation under mouse, wheel and keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent, qGray
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from fusion.labels.human import Label
from fusion.log.timeline import Timeline
from ui.settings import Settings
from ui.studies.stand_ins.conversation import log_conversation
from ui.widgets.appearance import Appearance
from ui.widgets.timeline.jumps import Jumps
from ui.widgets.timeline.lanes import TimelineLanes
from ui.widgets.timeline.marks_lane import Mark
from ui.widgets.timeline.mini_strip import MiniStrip
from ui.wording.looks import looks_of
from ui.wording.session_story import Story, moment_of_day, tell

BEGAN = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Six minutes."""
    with Timeline(tmp_path_factory.mktemp("log") / "log.db") as timeline:
        number = log_conversation(timeline, BEGAN, 360.0)
        return tell(timeline, timeline.session(number), looks_of(Settings()))


@pytest.fixture
def lanes(qtbot: Any, story: Story) -> Iterator[TimelineLanes]:
    appearance = Appearance(Settings(theme="light"))
    lanes = TimelineLanes(appearance)
    qtbot.addWidget(lanes)
    lanes.resize(900, 500)
    lanes.show_story(story)
    lanes.show()
    qtbot.waitExposed(lanes)
    yield lanes


def wheel(lane: QWidget, x: float, turned: QPoint, held: Qt.KeyboardModifier = NONE) -> bool:
    """Turn the wheel over a lane; whether that kept it to itself."""
    at = QPointF(x, 10)
    event = QWheelEvent(
        at,
        lane.mapToGlobal(at),
        QPoint(),
        turned,
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(lane, event)
    return event.isAccepted()


def looked_at(lanes: TimelineLanes) -> tuple[float, float]:
    return round(lanes.view.t_from, 2), round(lanes.view.t_to, 2)


def test_all_of_it_is_shown_at_first_and_said_in_words(lanes: TimelineLanes) -> None:
    assert looked_at(lanes) == (0.0, 359.9)
    assert lanes.shown.accessibleDescription().startswith("calm for 1 minute, then happy for 45 seconds")
    assert lanes.voice.accessibleDescription().startswith("Most likely calm (")
    assert "For 4% of the time there was nothing to read." in lanes.voice.accessibleDescription()
    assert "2:31 he looked away" in lanes.notes.accessibleDescription()
    assert lanes.you.accessibleDescription().startswith("0:00 you spoke, for 8 seconds; 0:40")


def test_the_wheel_zooms_around_the_pointer_and_sideways_moves_along(lanes: TimelineLanes) -> None:
    view, lane = lanes.view, lanes.voice
    before = view.t_from + 0.25 * view.length_s
    wheel(lane, lane.width() * 0.25, QPoint(0, 240))
    assert view.length_s == pytest.approx(359.9 / 1.5**2)
    assert view.t_from + 0.25 * view.length_s == pytest.approx(before)
    start = view.t_from
    wheel(lane, 10, QPoint(-120, 0))
    assert view.t_from == pytest.approx(start + view.length_s / 10)
    for _ in range(40):
        wheel(lane, 10, QPoint(0, 120))
    assert view.length_s == pytest.approx(4.0)
    for _ in range(40):
        wheel(lane, 10, QPoint(0, -120))
    assert looked_at(lanes) == (0.0, 359.9)
    assert not wheel(lane, 10, QPoint(0, -120))  # no further: the page may scroll
    assert wheel(lane, 10, QPoint(0, 120))


def test_a_touchpad_moves_along_and_zooms_by_as_little_as_it_says(lanes: TimelineLanes) -> None:
    view, lane = lanes.view, lanes.voice
    view.show(100.0, 200.0)
    for _ in range(60):
        assert wheel(lane, 10, QPoint(-2, 1))  # a finger goes by no ruler
    assert looked_at(lanes) == (110.0, 210.0)
    wheel(lane, 10, QPoint(0, 120), SHIFT)
    assert looked_at(lanes) == (100.0, 200.0)
    for _ in range(60):
        wheel(lane, lane.width() / 2, QPoint(0, 2), CONTROL)
    assert view.length_s == pytest.approx(100.0 / 1.5)


def test_on_a_page_that_scrolls_the_wheel_alone_is_the_pages(lanes: TimelineLanes, qtbot: Any) -> None:
    view, lane, page = lanes.view, lanes.voice, QScrollArea()
    qtbot.addWidget(page)
    page.setWidget(lanes)
    page.resize(920, 300)
    page.show()
    bar = page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert not wheel(lane, 10, QPoint(0, 120))  # Qt hands it on
    assert looked_at(lanes) == (0.0, 359.9)
    assert wheel(lane, 0, QPoint(0, 120), CONTROL)
    assert view.length_s == pytest.approx(359.9 / 1.5)
    for _ in range(3):
        assert wheel(lane, 0, QPoint(0, -120), CONTROL)  # no further, and still nothing scrolls
    assert looked_at(lanes) == (0.0, 359.9)
    view.show(100.0, 200.0)
    assert wheel(lane, 10, QPoint(-120, 0))
    assert looked_at(lanes) == (110.0, 210.0)


def test_dragging_moves_along_and_with_shift_selects(lanes: TimelineLanes) -> None:
    view, lane = lanes.view, lanes.face
    view.show(100.0, 200.0)
    width = lane.width()
    QTest.mousePress(lane, LEFT, NONE, QPoint(width // 2, 5))
    QTest.mouseMove(lane, QPoint(width // 4, 5))
    QTest.mouseRelease(lane, LEFT, NONE, QPoint(width // 4, 5))
    assert view.t_from == pytest.approx(125.0, abs=0.5)
    assert view.cursor is None  # a drag points at nothing
    QTest.mouseClick(lane, LEFT, NONE, QPoint(width // 2, 5))
    assert view.cursor == pytest.approx(175.0, abs=0.5)
    QTest.keyClick(lane, Qt.Key.Key_Right, SHIFT)
    assert view.selection == pytest.approx((view.cursor - 1.0, view.cursor), abs=0.01)


def test_a_click_on_a_flag_or_its_words_points_at_its_moment(lanes: TimelineLanes) -> None:
    """On the words it pointed where these stand: minutes later in an hour."""
    notes, view = lanes.notes, lanes.view
    notes.grab()
    flag = round(0.42 * notes.width())  # "he looked away"
    for beside in (1, 40):
        view.point(0.0)
        QTest.mouseClick(notes, LEFT, NONE, QPoint(flag + beside, 10))
        assert view.cursor == pytest.approx(0.42 * 360.0)
    QTest.mouseClick(notes, LEFT, NONE, QPoint(30, 10))
    assert view.cursor == pytest.approx(30 / notes.width() * 360.0, abs=1.0)


@pytest.mark.parametrize("name", ["notes", "you", "shown", "voice"])
def test_the_ring_of_the_focus_hides_nothing_of_its_lane(lanes: TimelineLanes, name: str) -> None:
    """A lane with flags was filled with their black."""
    lane = getattr(lanes, name)
    lane.clearFocus()
    before = lane.grab().toImage()
    lanes.activateWindow()
    lane.setFocus()
    after = lane.grab().toImage()
    assert lane.hasFocus() and after != before  # it has a ring
    inside = [(x, y) for x in range(6, lane.width() - 6, 7) for y in range(6, 18, 3)]
    assert all(before.pixel(x, y) == after.pixel(x, y) for x, y in inside)


def test_a_double_click_selects_the_stretch_that_holds_there(lanes: TimelineLanes) -> None:
    QTest.mouseDClick(lanes.shown, LEFT, NONE, QPoint(round(100 / 359.9 * lanes.shown.width()), 5))
    assert lanes.view.selection == pytest.approx((80.0, 125.0), abs=3.0)


def test_keys_zoom_move_and_jump(lanes: TimelineLanes) -> None:
    view, lane = lanes.view, lanes.fused
    QTest.keyClick(lane, Qt.Key.Key_Plus)
    assert view.length_s == pytest.approx(359.9 / 1.5)
    QTest.keyClick(lane, Qt.Key.Key_Right, CONTROL)
    assert view.t_from == pytest.approx(359.9 - 359.9 / 1.5)
    QTest.keyClick(lane, Qt.Key.Key_0)
    assert looked_at(lanes) == (0.0, 359.9)
    QTest.keyClick(lane, Qt.Key.Key_Home)
    QTest.keyClick(lane, Qt.Key.Key_C)
    assert view.cursor == pytest.approx(80.0, abs=3.0)
    QTest.keyClick(lane, Qt.Key.Key_D)
    assert view.cursor == pytest.approx(125.0, abs=0.2)
    QTest.keyClick(lane, Qt.Key.Key_B)
    assert view.cursor == pytest.approx(151.2)
    QTest.keyClick(lane, Qt.Key.Key_B, SHIFT)
    assert view.cursor == pytest.approx(72.0)
    said: list[str] = []
    lanes.glanced.connect(said.append)
    QTest.keyClick(lane, Qt.Key.Key_B, SHIFT)
    assert said == ["There is no earlier bookmark or note."] and view.cursor == pytest.approx(72.0)


def test_words_are_found_among_notes_and_bookmarks_one_after_the_other(lanes: TimelineLanes) -> None:
    view = lanes.view
    found = []
    for wanted in ("HE", "he", "he", "joking nowhere", "looked", "nowhere", ""):
        lanes.point_at_words(wanted)
        found.append(view.cursor)
    away, joking = 0.42 * 360.0, 0.7 * 360.0  # "he looked away", "I asked: he was joking"
    assert found == pytest.approx([away, joking, away, joking, away, away, away])


def test_an_arrow_stands_in_one_line_with_the_word_it_belongs_to(lanes: TimelineLanes, qtbot: Any) -> None:
    jumps = Jumps(lanes)
    qtbot.addWidget(jumps)
    jumps.show()
    for width in range(160, 700, 20):
        jumps.resize(width, jumps.heightForWidth(width))
        QApplication.processEvents()
        at = {b.accessibleName(): b.mapTo(jumps, QPoint()) for b in jumps.findChildren(QPushButton)}
        for kind in ("change", "bookmark", "difference"):
            back, on = at[f"Go to the previous {kind}"], at[f"Go to the next {kind}"]
            assert back.y() == on.y() and back.x() < on.x()


def test_every_button_says_what_it_does_and_does_it(lanes: TimelineLanes, qtbot: Any) -> None:
    jumps = Jumps(lanes)
    qtbot.addWidget(jumps)
    buttons = {b.accessibleName(): b for b in jumps.findChildren(QPushButton)}
    buttons["Go to the next difference"].click()
    assert lanes.view.cursor == pytest.approx(125.0, abs=0.2)
    buttons["Show less time, larger"].click()
    assert lanes.view.length_s < 300
    buttons["Show the whole conversation"].click()
    assert lanes.view.whole


def test_tabbing_goes_from_lane_to_lane_and_moves_nothing(lanes: TimelineLanes, qtbot: Any) -> None:
    lanes.view.point(50.0)
    lanes.activateWindow()
    lanes.overview.setFocus()
    met = []
    for _ in range(6):
        QTest.keyClick(QApplication.focusWidget() or lanes, Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
    assert met == [lanes.shown, lanes.fused, lanes.voice, lanes.face, lanes.you, lanes.notes]
    assert all(lane is not None and lane.accessibleName() for lane in met)
    assert lanes.view.cursor == 50.0 and lanes.view.whole


def test_under_the_pointer_it_is_said_what_was_there(lanes: TimelineLanes) -> None:
    said: list[str] = []
    lanes.glanced.connect(said.append)
    x = round(135 / 359.9 * lanes.voice.width())
    QTest.mouseMove(lanes.voice, QPoint(x, 5))
    assert said and "2:1" in said[-1]
    assert "shown: the two differ" in said[-1]
    assert "voice: angry (" in said[-1] and "face: happy (" in said[-1]
    assert "a person" not in said[-1]
    lanes.show_labels([Label(130.0, 140.0, "a little tense, I'd say"), Label(150.0, 160.0, "at ease")])
    QApplication.processEvents()  # the names at their side are wider now
    x = round(135 / 359.9 * lanes.voice.width())
    QTest.mouseMove(lanes.voice, QPoint(x, 6))  # its bar has no room for the words
    assert said[-1].endswith(" · a person: a little tense, I'd say")


def test_the_layers_are_as_high_as_they_are_likely(lanes: TimelineLanes) -> None:
    lanes.view.show(10.0, 70.0)  # calm, with three quarters and a little more
    picture = lanes.voice.grab().toImage()
    calm = lanes._appearance.colour_of("neutral").lower()
    column = [picture.pixelColor(picture.width() // 3, y).name() for y in range(picture.height())]
    assert column.count(calm) / len(column) == pytest.approx(0.78, abs=0.08)


def test_the_cursor_leaves_the_words_of_a_lane_to_be_read(lanes: TimelineLanes) -> None:
    """It went through them: of “happy” it left “ha py”."""
    for lane, t in ((lanes.fused, 102.5), (lanes.notes, 168.0)):  # happy; he looked away
        plain = lane.grab().toImage()
        x = round(t / lanes.view.length_s * plain.width())
        rows = range(plain.height())
        word = {y for y in rows for at in range(x - 15, x + 16) if qGray(plain.pixel(at, y)) < 90}
        assert 6 <= max(word) - min(word) <= 20
        lanes.view.point(t)
        pointed = lane.grab().toImage()
        beside = [(at, y) for at in range(x - 3, x + 4) for y in rows]
        crossed = {y for at, y in beside if pointed.pixelColor(at, y) != plain.pixelColor(at, y)}
        assert len(crossed) > 4 and not crossed & set(range(min(word), max(word) + 1))
        lanes.view.point(None)


def test_the_overview_shows_and_moves_the_frame(lanes: TimelineLanes) -> None:
    lanes.view.show(0.0, 60.0)
    QTest.mouseClick(lanes.overview, LEFT, NONE, QPoint(lanes.overview.width() // 2, 5))
    assert looked_at(lanes) == pytest.approx((150.0, 210.0), abs=1.0)
    QTest.keyClick(lanes.overview, Qt.Key.Key_Left)
    assert looked_at(lanes) == pytest.approx((135.0, 195.0), abs=1.0)
    view = lanes.view
    assert view.cursor is None
    before, middle = view.length_s, (view.t_from + view.t_to) / 2
    wheel(lanes.overview, 3, QPoint(0, 120), CONTROL)  # the frame, and not where the pointer is
    assert view.length_s == pytest.approx(before / 1.5)
    assert (view.t_from + view.t_to) / 2 == pytest.approx(middle)
    wheel(lanes.overview, 3, QPoint(-120, 0))
    assert (view.t_from + view.t_to) / 2 == pytest.approx(middle + before / 15)


def test_the_axis_tells_the_time_of_day_at_round_times(lanes: TimelineLanes) -> None:
    lanes.axis.show_clock(lambda t: 18 * 3600 + 4 * 60 + 30 + t)
    words = [word for _, word in lanes.axis.ticks()]
    assert words[0] == "18:05" and all(word.startswith("18:") for word in words)
    lanes.axis.show_clock(None)
    assert lanes.axis.ticks()[0] == (0.0, "0:00")


def test_the_clocks_go_back_within_a_conversation(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        lanes = TimelineLanes(appearance := Appearance(Settings(theme="light")))
        qtbot.addWidget(lanes)
        lanes.resize(900, 500)
        began = datetime(2026, 10, 25, 0, 30, tzinfo=timezone.utc)  # 2:30; at 3:00 it is 2:00 again
        with Timeline(tmp_path / "night.db") as timeline:
            number = log_conversation(timeline, began, 3600.0)
            story = tell(timeline, timeline.session(number), appearance.looks)
        lanes.show_story(story)
        words = dict(lanes.axis.ticks())
        assert (words[0.0], words[600.0], words[2400.0]) == ("02:30", "02:40", "02:10")
        assert moment_of_day(story.record, 2400.0) == "40:00 (02:10)"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_equal_steps_of_the_small_line_are_one_so_that_its_pattern_is_seen(qtbot: Any) -> None:
    def painted(*looks: str) -> Any:
        strip = MiniStrip(Appearance(Settings(theme="light")))
        qtbot.addWidget(strip)
        strip.resize(240, strip.height())
        strip.show_looks(looks)
        return strip.grab().toImage()

    assert painted(*["unclear"] * 60) == painted("unclear") != painted("")
    assert painted("happy", "happy", "", "unclear") == painted(*["happy"] * 4, "", "", *["unclear"] * 2)


def test_a_word_of_two_letters_is_written_where_there_is_room(lanes: TimelineLanes) -> None:
    """Of a longer one, two letters say nothing; in Chinese a bookmark has only two."""

    def painted(text: str, next_s: float) -> Any:
        lanes.notes.show_marks([Mark(60.0, 60.0, text), Mark(next_s, next_s, "")])
        return lanes.notes.grab().toImage()

    assert painted("书签", 120.0) != painted("", 120.0)
    assert painted("bookmarked", 72.0) == painted("", 72.0)
