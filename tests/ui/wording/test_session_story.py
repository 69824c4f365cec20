"""A conversation that is looked back at: what was read of a stranger, its curves, its times."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fusion.emotions import Emotion
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Modality
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.log.means import Means
from fusion.log.records import SessionRecord
from fusion.log.rows import LoggedMoments, row_of
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from ui.settings import Settings
from ui.wording import session_story
from ui.wording.durations import moment_words
from ui.wording.look_times import LookTimes
from ui.wording.looks import looks_of
from ui.wording.session_story import Story, event_words

BEGAN = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)
RECORD = SessionRecord(1, BEGAN, BEGAN, 3.0, Mode.BOTH, "demo", "", running=False, cut_off=False)


def test_it_says_what_was_read_before_only_where_that_was_something_else(made: Any) -> None:
    plain = made.moment(1.0, face=Emotion.NEUTRAL, voice=Emotion.NEUTRAL)
    learnt = made.moment(2.0, face=Emotion.NEUTRAL, voice=Emotion.NEUTRAL)
    angry = np.full(7, 0.02)
    angry[Emotion.ANGRY.position] = 0.88
    estimate = learnt.estimate
    learnt = replace(
        learnt,
        estimate=replace(
            estimate,
            face=replace(estimate.face, raw=angry),
            voice=replace(estimate.voice, raw=estimate.voice.probabilities),
        ),
    )
    logged = LoggedMoments([row_of(1, m) for m in (plain, learnt)])
    means = Means(logged.times, logged.probabilities)
    story = Story(RECORD, logged, (), (), None, LookTimes(()), means, means, means, means)
    looks = looks_of(Settings())
    assert story.to_a_stranger_at(1.0, looks) == ""
    said = story.to_a_stranger_at(2.0, looks)
    assert said.startswith("Before allowing for how they usually are: the face ") and "angry" in said
    assert "voice" not in said
    assert story.to_a_stranger_at(9.0, looks) == ""


@pytest.mark.parametrize(("t", "words"), [(0, "0:00"), (65.9, "1:05"), (3725, "1:02:05")])
def test_moment_words(t: float, words: str) -> None:
    assert moment_words(t) == words


@pytest.mark.parametrize(("seconds", "face"), [(0, "00:00"), (66_665, "18:31:05"), (86_460, "00:01")])
def test_clock_face(seconds: float, face: str) -> None:
    assert session_story.clock_face(seconds) == face


def device_event(t: float, modality: Modality, state: DeviceState, sentence: str = "") -> SessionEvent:
    return SessionEvent(t, EventKind.DEVICE, DeviceStatus(modality, "of its own name", state, sentence))


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


def test_of_a_recording_no_device_is_told() -> None:
    at_its_end = [device_event(1.0, modality, DeviceState.ENDED) for modality in Modality]
    told = [event_words(event, recorded=True) for event in at_its_end]
    assert told == ["Sound of the recording: at its end", "Picture of the recording: at its end"]


def test_a_word_written_on_a_bookmark_is_told_once() -> None:
    from ui.wording.session_story import told_events

    bare, later = SessionEvent(12.0, EventKind.BOOKMARK, ""), SessionEvent(40.0, EventKind.BOOKMARK, "")
    word = SessionEvent(11.9999, EventKind.NOTE, "he looked away")
    assert told_events([bare, word, later]) == [word, later]
    labelled = SessionEvent(12.0, EventKind.BOOKMARK, "here")
    assert told_events([labelled, word]) == [labelled, word]


def test_that_a_device_runs_is_told_where_it_had_failed_or_there_is_more_to_say() -> None:
    def happened(*states: DeviceState) -> list[SessionEvent]:
        return [device_event(float(t), Modality.FACE, state) for t, state in enumerate(states)]

    starting, live, off = DeviceState.STARTING, DeviceState.LIVE, DeviceState.OFF
    lost, busy = DeviceState.LOST, DeviceState.BUSY
    events = happened(starting, live, off, starting, live, lost, starting, busy, starting, live, off, live)
    heard = device_event(5.5, Modality.VOICE, live)
    told = session_story.told_events([*events, heard])
    assert told == [events[5], events[7], events[9]]  # lost, in use elsewhere, and there again: once
    other = device_event(20.0, Modality.FACE, live, "The other camera stands in.")
    assert session_story.told_events([*events, other])[-1] == other


def test_the_axis_ends_with_what_was_played_and_not_with_the_window(made: Any, tmp_path: Path) -> None:
    began = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)
    with Timeline(tmp_path / "log.db") as timeline:
        number = timeline.begin(Mode.BOTH, "talk.mp4", began)
        off = [device_event(60.0, m, DeviceState.OFF) for m in Modality]
        timeline.add(number, [made.moment(4.0), device_event(4.2, Modality.FACE, DeviceState.ENDED), *off])
        timeline.end(number, began + timedelta(seconds=4.2))
        played = session_story.tell(timeline, timeline.session(number), looks_of(Settings()))
        assert played.end_s == 4.2
        timeline.add(number, [SessionEvent(30.0, EventKind.NOTE, "of before it was so")])
        noted = session_story.tell(timeline, timeline.session(number), looks_of(Settings()))
        assert noted.end_s == 30.0  # nothing that somebody wrote is out of reach
