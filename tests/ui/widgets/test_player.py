"""A recording played in step with its lanes: the demo clip, without a screen or a loudspeaker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from heapq import merge
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from fusion.events import EventKind, SessionEvent
from fusion.evidence import Modality
from fusion.keeping.cutting import Cutter
from fusion.keeping.what import Keep
from fusion.log.kept import KeptFile, kept_path
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.session_view import SessionView
from ui.wording.looks import looks_of
from ui.wording.recording_place import is_of_a_file, playable
from ui.wording.session_story import Story, tell
from ui.wording.translation import speak

BEGAN = datetime(2026, 3, 4, 12, 0, tzinfo=timezone.utc)
LOOKS = looks_of(Settings())


def keep_of(folder: Path, number: int, start_s: float, end_s: float | None) -> None:
    """Ten seconds of the demo, kept as sound and picture of a conversation."""
    path = kept_path(folder / "log.db", number, start_s, end_s)
    cutter = Cutter(Keep.ALL, lambda _start, _end: path, frozenset(Modality), Mode.BOTH)
    demo = Recording(DEMO_CLIP)
    chunks = merge(demo.audio_chunks(), demo.video_frames(), key=lambda chunk: chunk.t_start)
    for chunk in chunks:
        if chunk.t_start > 10.0:
            break
        cutter.take(chunk)
    cutter.close()


def story_of(
    folder: Path, made: Any, source: str, recording: Path | None, *kept: tuple[float, float | None]
) -> Story:
    with Timeline(folder / "log.db") as timeline:
        number = timeline.begin(Mode.BOTH, source, BEGAN, recording)
        for start_s, end_s in kept:
            keep_of(folder, number, start_s, end_s)
        timeline.add(number, [made.moment(i / 10) for i in range(300)])
        timeline.end(number, BEGAN + timedelta(seconds=30))
        return tell(timeline, timeline.session(number), LOOKS)


@pytest.fixture
def view(qtbot: Any, request: pytest.FixtureRequest) -> Iterator[SessionView]:
    pytest.importorskip("PyQt6.QtMultimedia")
    speak(getattr(request, "param", "en"))
    view = SessionView(Appearance(Settings()))
    qtbot.addWidget(view)
    view.resize(1000, 900)
    view.show()
    yield view
    view.player.let_go()
    speak("en")


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
    with qtbot.waitSignal(view.player.moved, timeout=20_000) as first:
        pass
    assert 10.0 <= first.args[0] < 15.0
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


@pytest.mark.parametrize("view", ["en", "zh_CN"], indirect=True)
def test_a_selection_is_played_to_its_end_and_stays_selected(
    view: SessionView, qtbot: Any, tmp_path: Path, made: Any
) -> None:
    show(view, story_of(tmp_path, made, DEMO_CLIP.name, DEMO_CLIP))
    view.lanes.view.select(5.0, 5.6)
    view.player.button.click()
    assert view.player.playing
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


def test_a_player_that_has_nothing_to_play_with_says_so(
    view: SessionView, tmp_path: Path, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt's own tells of no error then: a plugin is missing, or what that is linked to."""
    from PyQt6.QtMultimedia import QMediaPlayer

    monkeypatch.setattr(QMediaPlayer, "isAvailable", lambda _: False)
    show(view, story_of(tmp_path, made, DEMO_CLIP.name, DEMO_CLIP))
    view.player.button.click()
    assert "are missing" in view.player.words.text()
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
    story = story_of(tmp_path, made, DEMO_CLIP.name, DEMO_CLIP)
    pause = (SessionEvent(5.0, EventKind.PAUSE), SessionEvent(15.0, EventKind.RESUME))
    show(view, replace(story, events=pause))
    view.point_at(20.0)  # ten seconds into the recording
    view.player.button.click()
    qtbot.waitUntil(lambda: (view.chosen_moment or 0.0) > 20.2, timeout=20_000)
    assert view.player.words.text().startswith("0:10")


def test_what_was_kept_of_a_conversation_plays_in_step(
    view: SessionView, qtbot: Any, tmp_path: Path, made: Any
) -> None:
    show(view, story_of(tmp_path, made, "microphone and camera", None, (4.0, None)))
    assert view.player.isVisible() and "Sound and picture that were kept" in view.player.words.text()
    view.point_at(8.0)
    view.player.button.click()
    qtbot.waitUntil(lambda: (view.chosen_moment or 0.0) > 8.2, timeout=20_000)
    minutes, _, seconds = view.player.words.text().split(" ")[0].partition(":")
    in_file_s = 60 * int(minutes) + int(seconds)
    assert in_file_s == pytest.approx((view.chosen_moment or 0.0) - 4.0, abs=1.1)  # it begins at 4 s
    qtbot.waitUntil(lambda: not view.player.picture.image.isNull(), timeout=20_000)
    view.player.button.click()


def test_a_clip_is_played_from_its_beginning_where_its_bookmark_is_pointed_at(
    view: SessionView, qtbot: Any, tmp_path: Path, made: Any
) -> None:
    show(view, story_of(tmp_path, made, "microphone and camera", None, (2.0, 12.0), (18.0, 28.0)))
    assert "before 2 bookmarks" in view.player.words.text()
    view.point_at(28.0)
    view.player.button.click()
    qtbot.waitUntil(lambda: 18.1 < (view.chosen_moment or 0.0) < 27.0, timeout=20_000)
    view.point_at(5.0)  # the other one
    qtbot.waitUntil(lambda: 5.1 < (view.chosen_moment or 0.0) < 11.0, timeout=20_000)
    view.player.button.click()


def test_which_part_holds_a_moment(tmp_path: Path, made: Any) -> None:
    story = story_of(tmp_path, made, "microphone and camera", None)
    whole = [KeptFile(Path("a.mkv"), 1, 0.2, None), KeptFile(Path("b.mkv"), 1, 10.0, None)]
    clips = [KeptFile(Path("a.mkv"), 1, 2.0, 12.0), KeptFile(Path("b.mkv"), 1, 4.0, 14.0)]
    for kept, t, name, from_s in (
        (whole, 0.0, "a.mkv", 0.2),
        (whole, 5.0, "a.mkv", 5.0),
        (whole, 20.0, "b.mkv", 20.0),
        (clips, 0.0, "a.mkv", 2.0),
        (clips, 5.0, "a.mkv", 5.0),
        (clips, 12.0, "a.mkv", 2.0),  # its bookmark
        (clips, 13.0, "b.mkv", 13.0),
        (clips, 29.0, "b.mkv", 4.0),
    ):
        found = playable(replace(story, kept=tuple(kept)), DEMO_CLIP, t)
        assert (found.path, found.from_s) == (Path(name), from_s)
    pause = (SessionEvent(5.0, EventKind.PAUSE), SessionEvent(15.0, EventKind.RESUME))
    assert playable(replace(story, kept=tuple(whole), events=pause), DEMO_CLIP, 21.0).from_s == 11.0
