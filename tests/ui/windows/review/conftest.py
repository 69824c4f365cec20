"""A review window, opened on made conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from fusion.emotions import Emotion
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Modality
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.windows.review.window import ReviewWindow

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
def review(qtbot: Any) -> Iterator[Callable[..., ReviewWindow]]:
    """Opens the window on a log, in these settings; it is shut in the end."""
    opened: list[ReviewWindow] = []

    def show(timeline: Timeline, settings: Settings) -> ReviewWindow:
        appearance = Appearance(settings)
        appearance.apply()
        opened.append(ReviewWindow(timeline, appearance))
        opened[-1].show()
        return opened[-1]

    yield show
    for window in opened:  # it lets go of the log first; pytest-qt would delete it before that
        window.close()
        window.finish()
        window.deleteLater()


@pytest.fixture
def window(review: Callable[..., ReviewWindow], qtbot: Any, tmp_path: Path, made: Any) -> ReviewWindow:
    """On two conversations."""
    timeline = Timeline(tmp_path / "timeline.db")
    fill(timeline, made)
    window = review(timeline, Settings(theme="light"))
    qtbot.waitUntil(lambda: window.view._story is not None)
    return window


@pytest.fixture
def choose(window: ReviewWindow, qtbot: Any) -> Callable[[int], Any]:
    """Chooses the session in a row of the window; gives its record."""

    def choose(row: int) -> Any:
        wanted = window._records[row].id
        window.side.choose(wanted)
        qtbot.waitUntil(lambda: window.view._story is not None and window.view._story.record.id == wanted)
        return window._records[row]

    return choose
