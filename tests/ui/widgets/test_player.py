"""A recording played in step with its lanes: the demo clip, without a screen or a loudspeaker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from fusion.events import EventKind, SessionEvent
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from ui.demo.clip import DEMO_CLIP
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.session_view import SessionView
from ui.wording.looks import looks_of
from ui.wording.recording_place import is_of_a_file, playable
from ui.wording.session_story import Story, tell

BEGAN = datetime(2026, 3, 4, 12, 0, tzinfo=timezone.utc)
LOOKS = looks_of(Settings())


def story_of(folder: Path, made: Any, source: str, recording: Path | None) -> Story:
    with Timeline(folder / "log.db") as timeline:
        number = timeline.begin(Mode.BOTH, source, BEGAN, recording)
        timeline.add(number, [made.moment(i / 10) for i in range(300)])
        timeline.end(number, BEGAN + timedelta(seconds=30))
        return tell(timeline, timeline.session(number), LOOKS)


@pytest.fixture
def view(qtbot: Any) -> Iterator[SessionView]:
    pytest.importorskip("PyQt6.QtMultimedia")
    view = SessionView(Appearance(Settings()))
    qtbot.addWidget(view)
    view.resize(1000, 900)
    view.show()
    yield view
    view.player.let_go()


def show(view: SessionView, story: Story) -> None:
    view.show_opening(story.record)
    view.show_story(story)


def test_it_plays_from_where_one_points_and_the_lanes_follow(
    view: SessionView, qtbot: Any, tmp_path: Path, made: Any
) -> None:
    show(view, story_of(tmp_path, made, DEMO_CLIP.name, DEMO_CLIP))
    assert view.player.isVisible() and not view.player.playing
    view.point_at(10.0)
    QTest.keyClick(view.lanes.shown, Qt.Key.Key_Space)
    assert view.player.playing
    qtbot.waitUntil(lambda: (view.chosen_moment or 0.0) > 10.2, timeout=20_000)
    assert (view.chosen_moment or 0.0) < 15.0
    qtbot.waitUntil(lambda: not view.player.picture.image.isNull(), timeout=20_000)
    view.notes.edit(SessionEvent(9.0, EventKind.NOTE, "a joke"))
    before = view.chosen_moment or 0.0
    qtbot.waitUntil(lambda: (view.chosen_moment or 0.0) > before, timeout=20_000)
    assert view.notes.line.text() == "a joke"  # it can be written on while it plays
    view.point_at(2.0)  # it goes there
    qtbot.waitUntil(lambda: 2.2 < (view.chosen_moment or 0.0) < 8.0, timeout=20_000)
    view.player.button.click()
    assert not view.player.playing


def test_a_selection_is_played_to_its_end_and_stays_selected(
    view: SessionView, qtbot: Any, tmp_path: Path, made: Any
) -> None:
    show(view, story_of(tmp_path, made, DEMO_CLIP.name, DEMO_CLIP))
    view.lanes.view.select(5.0, 5.6)
    view.player.button.click()
    qtbot.waitUntil(lambda: not view.player.playing, timeout=20_000)
    assert view.lanes.view.selection == (5.0, 5.6)
    assert 5.5 < (view.chosen_moment or 0.0) < 8.0


def test_what_is_no_recording_says_so(view: SessionView, qtbot: Any, tmp_path: Path, made: Any) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film at all")
    show(view, story_of(tmp_path, made, broken.name, broken))
    view.player.button.click()
    qtbot.waitUntil(lambda: "cannot be played here" in view.player.words.text(), timeout=20_000)
    assert not view.player.playing


def test_where_the_file_is_gone_it_is_said_calmly_and_without_one_nothing_is(
    view: SessionView, tmp_path: Path, made: Any
) -> None:
    show(view, story_of(tmp_path, made, "gone.mp4", tmp_path / "gone.mp4"))
    assert view.player.isVisible() and not view.player.button.isVisible()
    assert "“gone.mp4” is no longer where it was" in view.player.words.text()
    show(view, story_of(tmp_path, made, "microphone and camera", None))
    assert not view.player.isVisible()


def test_which_file_is_played(tmp_path: Path, made: Any) -> None:
    kept = tmp_path / "kept.mkv"
    kept.touch()
    live = story_of(tmp_path, made, "microphone and camera", kept)
    assert playable(live, DEMO_CLIP).path == kept and not is_of_a_file(live)
    read = story_of(tmp_path, made, kept.name, kept)
    assert playable(read, DEMO_CLIP).path == kept and is_of_a_file(read)
    assert playable(story_of(tmp_path, made, "demo", None), DEMO_CLIP).path == DEMO_CLIP


def test_a_paused_session_is_followed_past_the_pause(
    view: SessionView, qtbot: Any, tmp_path: Path, made: Any
) -> None:
    from dataclasses import replace

    story = story_of(tmp_path, made, DEMO_CLIP.name, DEMO_CLIP)
    pause = (SessionEvent(5.0, EventKind.PAUSE), SessionEvent(15.0, EventKind.RESUME))
    show(view, replace(story, events=pause))
    view.point_at(20.0)  # ten seconds into the recording
    view.player.button.click()
    qtbot.waitUntil(lambda: (view.chosen_moment or 0.0) > 20.2, timeout=20_000)
    assert view.player.words.text().startswith("0:10")
