"""The last two minutes as they are shown: worked out by hand for a session that is made."""

from __future__ import annotations

import gc
import random
import time
import tracemalloc
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fusion.emotions import Emotion
from fusion.events import EventKind
from fusion.evidence import State
from fusion.mode import Mode
from ui.live.state import STRIP_S, LiveState
from ui.settings import Settings
from ui.wording import translation
from ui.wording.strip_spans import LookSpan

Open = Callable[..., tuple[LiveState, Any]]


def happy(made: Any, t: float) -> Any:
    return made.moment(t, emotion=Emotion.HAPPY, voice=Emotion.HAPPY, face=Emotion.HAPPY)


def calm(made: Any, t: float) -> Any:
    return made.moment(t, emotion=Emotion.NEUTRAL, voice=Emotion.NEUTRAL, face=Emotion.NEUTRAL)


@pytest.mark.parametrize(("zone", "times"), [("UTC", "18:05 – 18:07"), ("UTC-2", "20:05 – 20:07")])
def test_the_strips_ends_are_the_users_times_of_day(
    live: Open, session: Any, monkeypatch: pytest.MonkeyPatch, zone: str, times: str
) -> None:
    monkeypatch.setenv("TZ", zone)  # the session began at 18:04 UTC
    time.tzset()
    state, _ = live()
    session.clock.t = 180.0
    scene = state.update()
    monkeypatch.undo()
    time.tzset()
    assert scene.times == times
    assert (scene.strip.t_from, scene.strip.t_to) == (180.0 - STRIP_S, 180.0)


def test_the_strip_holds_what_was_shown_and_the_pause_in_it(live: Open, session: Any, made: Any) -> None:
    state, _ = live()
    for t in (1.0, 1.1, 1.2):
        session.say(happy(made, t))
    session.say(calm(made, 1.3))
    state.update()
    session.pause()
    session.clock.t = 2.0
    assert state.update().strip.spans[-1] == LookSpan(1.3, pytest.approx(1.4), "neutral")
    session.clock.t = 3.0
    state.update()
    session.clock.t = 5.0
    assert state.update().strip.spans == (
        LookSpan(1.0, 1.3, "happy"),
        LookSpan(1.3, pytest.approx(1.4), "neutral"),
        LookSpan(2.0, 5.0, "paused"),
    )
    session.resume()
    session.clock.t = 9.0
    assert state.update().strip.spans[-1] == LookSpan(2.0, 5.0, "paused")


def test_spans_and_bookmarks_leave_after_two_minutes(live: Open, session: Any, made: Any) -> None:
    state, _ = live()
    session.say(happy(made, 1.0))
    session.bookmark()
    session.clock.t = 1.0 + STRIP_S
    scene = state.update()
    assert scene.strip.marks == (1.0,) and len(scene.strip.spans) == 1
    session.clock.t = 1.05 + STRIP_S
    assert state.update().strip.marks == () and state._marks == []
    session.clock.t = 1.2 + STRIP_S
    assert state.update().strip.spans == () and state._spans == []


def test_only_bookmarks_are_flagged_and_only_words_are_words(live: Open, session: Any, made: Any) -> None:
    state, _ = live(words="listening")
    session.say(happy(made, 1.0))
    session.set_mode(Mode.VOICE)
    session.pause()
    session.resume()
    scene = state.update()
    assert scene.strip.marks == () and scene.words == ""
    session._announce(EventKind.WORDS, 0.7)
    scene = state.update()
    assert scene.strip.marks == () and scene.words == "The words seem friendly, and so does the voice."
    session.say(made.moment(1.1, emotion=Emotion.HAPPY, voice=Emotion.ANGRY))
    scene = state.update()  # the card tells of the happy voice a moment longer, and so does this line
    assert "sounds happy" in scene.reading.sentence
    assert scene.words == "The words seem friendly, and so does the voice."


def test_what_the_card_tells_as_from_earlier_is_not_now(live: Open, session: Any, made: Any) -> None:
    state, _ = live(Settings(show_map=True))
    session.say(happy(made, 1.0))
    scene = state.update()
    assert scene.strip.present and scene.affect is not None
    for tick in range(11, 40):  # calm by now; the word is held
        session.say(replace(calm(made, tick / 10), shown=happy(made, 1.0).shown))
        scene = state.update()
    assert "The word “happy” is from earlier" in scene.reading.sentence
    assert scene.strip.spans[-1].look == "happy" and not scene.strip.present
    assert scene.mapped and scene.affect is None  # where calm lies is not where the word is


def test_two_feelings_that_are_named_are_both_named_at_the_edge(live: Open, session: Any, made: Any) -> None:
    state, _ = live()
    session.say(made.moment(1.0, State.MIXED, Emotion.HAPPY, voice=Emotion.HAPPY, face=Emotion.SURPRISED))
    session.clock.t = 1.1
    scene = state.update()
    assert scene.strip.spans[-1].look == "happy" and scene.strip.second == "surprised"
    session.say(happy(made, 1.1))
    assert state.update().strip.second == ""


def test_a_long_session_takes_no_more_memory_for_words(
    live: Open, session: Any, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation, "_said", {})  # full of what others said it would grow by a step
    monkeypatch.setattr(translation, "_newest", {})
    state, _ = live()
    state.recent = deque(maxlen=1)  # it fills for longer, with no words
    changes = random.Random(1)
    of = happy

    def until(minutes: int) -> int:
        nonlocal of
        while session.clock.t < 60 * minutes:
            of = changes.choice((happy, calm)) if changes.random() < 0.1 else of
            session.say(of(made, session.clock.t + 1.0))
            state.update()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = until(10)
        assert until(40) - before < 100_000  # each second's words take more than a million
    finally:
        tracemalloc.stop()
