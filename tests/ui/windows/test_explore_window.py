"""The window that draws a recording's sound, and the way to it from a past conversation."""

from __future__ import annotations

import io
import re
import threading
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from matplotlib.text import Text
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QFileDialog

from audio_model.explore.ink import fonts
from audio_model.explore.panels import Take
from audio_model.explore.sheet import draw_sheet
from audio_model.explore.sound import read_sound
from fusion.emotions import Emotion
from fusion.events import EventKind, SessionEvent
from fusion.log.kept import KeptFile
from fusion.log.records import SessionRecord
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.pauses import recording_time
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.theme import contrast
from ui.windows import explore_window
from ui.windows.explore_window import ExploreWindow
from ui.windows.live_foot import LiveFoot
from ui.windows.review.window import ReviewWindow
from ui.windows.sheet_words import say_in_sheet
from ui.wording.explore_source import AROUND_S, NOTHING_KEPT, Stretch, stretch_of
from ui.wording.session_story import moment_of_day
from ui.wording.translation import speak

RATE = 16_000


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Two seconds of 200 Hz."""
    t = np.arange(2 * RATE) / RATE
    path = tmp_path / "tone.wav"
    soundfile.write(path, 0.1 * np.sign(np.sin(2 * np.pi * 200 * t)), RATE)
    return path


@pytest.fixture
def window(qtbot: Any) -> Iterator[ExploreWindow]:
    appearance = Appearance(Settings(theme="dark"))
    window = ExploreWindow(appearance)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def drawn(window: ExploreWindow, qtbot: Any) -> str:
    qtbot.waitUntil(lambda: not window.busy, timeout=120_000)
    return window.words.text()


@pytest.mark.skipif(len(fonts()) < 2, reason="no font with Chinese signs is installed")
def test_in_chinese_the_sheet_is_in_chinese_too(tone: Path) -> None:
    figure = draw_sheet(Take(read_sound(tone)), "tone.wav")
    speak("zh_CN")
    try:
        say_in_sheet(figure)
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # matplotlib's of a sign that is missing
            figure.savefig(io.BytesIO(), format="png")
    finally:
        speak("en")
    said = {text.get_text() for text in figure.findobj(Text)}
    words = {text for text in said if re.search("[A-Za-z]{3}", text)}
    assert {text for text in words if not re.search("[\u4e00-\u9fff]", text)} == {"tone.wav", "MFCC 1–13"}
    foot = next(text for text in said if text.startswith("从第一个声音"))
    assert "200 Hz" in foot.replace("\n", " ") and max(map(len, foot.split("\n"))) <= 75


def record_of(source: str) -> SessionRecord:
    began = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)
    return SessionRecord(1, began, began, 60.0, "both", source, "", False, False)


def test_a_stretch_is_drawn_told_in_words_and_saved(
    window: ExploreWindow, qtbot: Any, tone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not window.save.isEnabled() and not window.draw.isEnabled()
    window.show_stretch(Stretch(tone, 0.5, 1.0))
    words = drawn(window, qtbot)
    assert "pitch about 200 Hz" in words and "Only 1 s from" in words
    assert window.picture.accessibleDescription() == words
    assert not window.grab().isNull()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "sheet.png"), ""))
    window.save.click()
    assert "Saved as" in window.words.text()
    saved = QImage(str(tmp_path / "sheet.png"))
    assert saved.width() == 1120
    assert saved.pixelColor(2, 2).name().upper() == window._appearance.palette.card.upper()
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "no" / "s.png"), "")
    )
    window.save.click()
    assert "cannot be written (no such file or directory)" in window.words.text()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_edges_of_its_fields_stand_out(qtbot: Any, theme: str) -> None:
    """3:1 of the ground, as those of all other fields."""
    appearance = Appearance(Settings(theme=theme))
    appearance.apply()
    window = ExploreWindow(appearance)
    qtbot.addWidget(window)
    window.show()
    window.draw.setFocus()
    for box in (window.start, window.length):
        picture = box.grab().toImage()
        edge = picture.pixelColor(0, picture.height() // 2).name()
        assert contrast(edge, appearance.palette.window) >= 3
    window.close()


def test_what_cannot_be_read_is_said_calmly(window: ExploreWindow, qtbot: Any, tmp_path: Path) -> None:
    (tmp_path / "notes.wav").write_text("no sound at all")
    window.show_stretch(Stretch(tmp_path / "notes.wav"))
    assert "notes.wav" in drawn(window, qtbot)
    assert not window.save.isEnabled()


def test_a_recording_that_was_asked_for_is_shown_at_the_wanted_stretch(
    window: ExploreWindow, qtbot: Any, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path, float, float]] = []

    def note(path: Path, start_s: float, length_s: float, *_more: Any) -> explore_window.Sheet:
        asked.append((path, start_s, length_s))
        return explore_window.Sheet(b"", "told")

    monkeypatch.setattr(explore_window, "draw", note)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(tone), ""))
    window.show_stretch(Stretch(None, 7.0, 10.0, "Where is it?"))
    assert window.words.text() == "Where is it?"
    window.choose.click()
    assert drawn(window, qtbot) == "told"
    window.start.setValue(1.0)
    window.draw.click()
    drawn(window, qtbot)
    window.choose.click()  # another one, on its own
    drawn(window, qtbot)
    assert asked == [(tone, 7.0, 10.0), (tone, 1.0, 10.0), (tone, 0.0, 60.0)]


def test_closing_while_it_draws_leaves_no_thread(
    window: ExploreWindow, qtbot: Any, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_args: Any) -> explore_window.Sheet:
        begun.set()
        go_on.wait(20)
        return explore_window.Sheet(b"", "too late")

    monkeypatch.setattr(explore_window, "draw", slow)
    window.show_stretch(Stretch(tone))
    assert begun.wait(20)
    go_on.set()
    window.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("attune-background")]
    assert window.words.text() != "too late"


def test_what_takes_long_is_told_step_by_step(
    window: ExploreWindow, qtbot: Any, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """“Drawing…” alone stood there for half a minute."""
    steps = [threading.Event() for _ in range(2)]

    def slow(*args: Any) -> explore_window.Sheet:
        for step, what in zip(steps, (explore_window.LOADING, explore_window.READING), strict=True):
            args[-1](what)
            step.wait(20)
        return explore_window.Sheet(b"", "told")

    monkeypatch.setattr(explore_window, "draw", slow)
    monkeypatch.setattr(explore_window, "SLOW_MS", 20)
    window.show_stretch(Stretch(tone))
    assert window.words.text() == "Drawing…"
    qtbot.waitUntil(lambda: window.words.text().startswith("Loading what draws the picture"))
    steps[0].set()
    qtbot.waitUntil(lambda: window.words.text() == "Reading the sound…")
    steps[1].set()
    assert drawn(window, qtbot) == "told"
    window.start.setValue(0.5)
    window.draw.click()
    assert window.words.text() == "Drawing…"
    assert drawn(window, qtbot) == "told"


def test_where_no_sound_was_kept_it_says_so_and_how_to_keep_it(qtbot: Any) -> None:
    stretch = stretch_of(record_of("microphone and camera"), [], 3.0, Path("demo.mp4"))
    assert stretch.path is None and stretch.sentence == NOTHING_KEPT
    foot = LiveFoot(Appearance(Settings()))
    qtbot.addWidget(foot)
    assert f"“{foot.keep.text()}” at the foot of the window" in NOTHING_KEPT


def test_the_stretch_lies_around_the_chosen_moment_of_the_recording(tone: Path) -> None:
    record = record_of(str(tone))
    assert stretch_of(record, [], None, Path("demo.mp4")) == Stretch(tone)
    assert stretch_of(record, [], 1.0, Path("demo.mp4")) == Stretch(tone, 0.0, AROUND_S)
    assert stretch_of(record, [], 61.0, Path("demo.mp4")).start_s == 61.0 - AROUND_S / 2
    # The demo is played over and over.
    assert stretch_of(record_of("demo"), [], 2 * 2.0 + 1.5, tone) == Stretch(tone, 0.0, AROUND_S)


def test_sound_that_was_kept_is_called_as_the_conversation_is(
    window: ExploreWindow, qtbot: Any, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as its file, which nobody has named: timeline.db.session12.55552.mkv."""
    record = replace(record_of("microphone and camera"), title="Coffee with Mira / 2")
    kept = [KeptFile(tone, record.id, 20.0, None)]
    pause = [SessionEvent(5.0, EventKind.PAUSE), SessionEvent(105.0, EventKind.RESUME)]
    stretch = stretch_of(record, pause, 126.0, Path("demo.mp4"), kept=kept)
    assert (stretch.path, stretch.start_s, stretch.length_s) == (tone, 1.0, AROUND_S)
    titles: list[str] = []

    def sheet(take: Take, title: str, *more: Any) -> Any:
        titles.append(title)
        return draw_sheet(take, title, *more)

    monkeypatch.setattr("audio_model.explore.sheet.draw_sheet", sheet)
    window.show_stretch(stretch)
    drawn(window, qtbot)
    assert window.name.whole == "Coffee with Mira / 2" and titles == ["Coffee with Mira / 2"]
    at = moment_of_day(record, 120.0)  # 20 s into what was kept, and 100 s of pause
    place = f"Its second 0 was at {at} in the conversation."
    assert at.startswith("2:00 (") and window.words.text().endswith(place)
    offered: list[str] = []

    def offer(_parent: Any, _heading: str, file: str, *_more: Any) -> tuple[str, str]:
        offered.append(Path(file).name)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", offer)
    window.save.click()
    window.show_stretch(Stretch(tone))
    assert "in the conversation" not in drawn(window, qtbot)
    assert window.name.whole == "tone.wav" and titles[1:] == ["tone.wav"]
    window.save.click()
    assert offered == ["Coffee-with-Mira-2-1s.png", "tone-0s.png"]


@pytest.mark.parametrize(
    ("moment", "number", "start_s"),
    [
        (None, 0, 0.0),  # the first of them
        (33.4, 0, 0.0),  # the first bookmark
        (46.8, 1, 6.6),  # the second: up to it
        (41.0, 1, 5.8),  # 5 s before and after
        (39.0, 1, 3.8),
        (70.0, 1, 6.6),  # long after what was kept
        (130.0, 2, 10.0),
        (10.0, 0, 0.0),
    ],
)
def test_of_the_seconds_before_bookmarks_those_around_the_moment_are_shown(
    tmp_path: Path, moment: float | None, number: int, start_s: float
) -> None:
    """The first file that began before it was shown, which held no sound by then."""
    spans = ((30.2, 33.4), (30.2, 46.8), (110.0, 130.0))
    kept = [KeptFile(tmp_path / f"{k}.mkv", 1, *span) for k, span in enumerate(spans)]
    stretch = stretch_of(record_of("microphone and camera"), [], moment, Path("demo.mp4"), kept=kept)
    assert stretch.path == kept[number].path and stretch.start_s == pytest.approx(start_s, abs=1e-6)


def test_sound_that_is_not_there_is_told_of_by_the_conversations_name(
    window: ExploreWindow, qtbot: Any, tone: Path
) -> None:
    window.show_stretch(Stretch(tone, 5.0, 1.0, title="Coffee with Mira"))
    assert drawn(window, qtbot).startswith("“Coffee with Mira” holds no sound after 5 s")


def test_a_recording_whose_place_is_not_known_is_asked_for() -> None:
    stretch = stretch_of(record_of("talk.mp4"), [], 30.0, Path("demo.mp4"))
    assert stretch.path is None and "talk.mp4" in stretch.sentence
    assert (stretch.start_s, stretch.length_s) == (25.0, AROUND_S)


def test_a_recording_that_still_lies_where_it_was_is_not_asked_for(tone: Path, tmp_path: Path) -> None:
    record, demo = record_of(tone.name), Path("demo.mp4")
    assert stretch_of(record, [], None, demo, recording=tone) == Stretch(tone)
    moved = stretch_of(record, [], 30.0, demo, recording=tmp_path / "gone" / "tone.wav")
    assert moved.path is None and moved.start_s == 25.0
    assert moved.sentence.startswith(
        "This conversation was read from the recording “tone.wav”. It is not where"
    )


@pytest.mark.parametrize(("t", "expected"), [(5.0, 5.0), (12.0, 10.0), (25.0, 15.0), (45.0, 30.0)])
def test_a_paused_recording_stands_still(t: float, expected: float) -> None:
    kinds = [EventKind.PAUSE, EventKind.RESUME] * 2
    events = [SessionEvent(at, kind) for at, kind in zip((10.0, 20.0, 35.0, 40.0), kinds, strict=True)]
    assert recording_time(t, events) == expected


def test_from_a_past_conversation(
    qtbot: Any, tmp_path: Path, made: Any, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeline = Timeline(tmp_path / "log.db")
    for source, place in ((tone.name, tone), ("microphone and camera", None)):
        session = timeline.begin(Mode.BOTH, source, recording=place)
        timeline.add(session, [made.moment(i / 10, voice=Emotion.HAPPY) for i in range(100)])
        timeline.end(session)
    monkeypatch.setattr(explore_window, "draw", lambda *_a: explore_window.Sheet(b"", "told"))
    review = ReviewWindow(timeline, Appearance(Settings()))
    review.show()
    qtbot.waitUntil(lambda: review.view.story is not None)
    review.view.explore_button.click()
    explorer = review.uses.explorer
    assert explorer is not None and explorer.words.text() == NOTHING_KEPT
    review.side.choose(review.side.listed[1])
    qtbot.waitUntil(lambda: review.view.story is not None and review.view.story.record.source == tone.name)
    review.view.point_at(8.0)
    review.view.explore_button.click()
    assert review.uses.explorer is explorer
    assert drawn(explorer, qtbot) == "told"
    assert (explorer.start.value(), explorer.length.value()) == (3.0, AROUND_S)
    with qtbot.waitSignal(review.closed):
        review.close()
    assert review.uses.explorer is None
    review.deleteLater()
