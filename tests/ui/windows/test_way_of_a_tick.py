"""The way from a session to the window: one scene a tick, few rooms, none of them entered twice."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import FrozenInstanceError
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import State
from ui.windows.live_window import LiveWindow

ROOT = Path(__file__).parents[3]
ROOMS = ("fusion", "audio_model", "face_model", "ui")
DICTIONARY = "ui/wording/translation"
"""Words are looked up in it wherever they are said; it calls nothing, so that looking up is no detour."""


class Way:
    """The modules that are called into, one after the other, leaving out those that call themselves."""

    def __init__(self) -> None:
        self.entered: list[str] = []
        self.calls: dict[str, int] = {}

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        name, caller = _module(frame), _module(frame.f_back)
        if event != "call" or name is None or DICTIONARY in (name, caller):
            return
        self.calls[name] = self.calls.get(name, 0) + 1
        if name != caller and self.entered[-1:] != [name]:
            self.entered.append(name)

    @property
    def again(self) -> int:
        """How often a module was entered that had been left before."""
        return len(self.entered) - len(set(self.entered))


def _module(frame: FrameType | None) -> str | None:
    """The project's module a frame runs in; None for any other."""
    path = Path(frame.f_code.co_filename) if frame is not None else None
    inside = path is not None and path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ROOMS
    return path.relative_to(ROOT).with_suffix("").as_posix() if path is not None and inside else None


@contextmanager
def followed() -> Iterator[Way]:
    way, before = Way(), sys.getprofile()
    sys.setprofile(way)
    try:
        yield way
    finally:
        sys.setprofile(before)


@pytest.fixture
def busy(window: LiveWindow, made: Any) -> Callable[..., None]:
    """A window in the middle of a conversation; says the next moment when called."""
    session, assembly = made.attach(window)

    def say(emotion: Emotion, state: State = State.CLEAR) -> None:
        t = session.clock.t + 0.1
        session.say(made.moment(t, state, emotion, voice=emotion, face=Emotion.HAPPY))
        assembly.onlooker.put_picture(made.face_view(t))
        assembly.onlooker.put_sound(made.voice_view(t))

    for i in range(600):
        say(EMOTIONS[i // 60 % len(EMOTIONS)])
    say(Emotion.HAPPY)
    window.refresh_words()
    window.refresh_pictures()
    return say


def test_a_tick_passes_through_few_rooms_and_enters_none_twice(
    window: LiveWindow, busy: Callable[..., None]
) -> None:
    busy(Emotion.HAPPY)
    with followed() as way:
        window.refresh_words()
    assert way.entered[0] == "ui/windows/live_window"
    assert len(way.calls) <= 12, way.entered
    assert way.again == 0, way.entered
    assert sum(way.calls.values()) <= 105, way.calls


def test_another_word_is_painted_with_few_detours(window: LiveWindow, busy: Callable[..., None]) -> None:
    busy(Emotion.SAD, State.MIXED)
    with followed() as way:
        window.refresh_words()
    assert window.card.labels()[0].text() == "Seems sad or happy"
    assert len(way.calls) <= 16, way.entered
    assert way.again <= 6, way.entered
    assert sum(way.calls.values()) <= 200, way.calls


def test_pictures_pass_through_few_rooms(window: LiveWindow, busy: Callable[..., None]) -> None:
    busy(Emotion.HAPPY)
    with followed() as way:
        window.refresh_pictures()
    assert len(way.calls) <= 8, way.entered
    assert way.again <= 2, way.entered


@pytest.mark.parametrize("turn", ["refresh_words", "refresh_pictures"])
def test_no_turn_asks_the_settings_and_each_asks_the_session_once(
    window: LiveWindow, busy: Callable[..., None], monkeypatch: pytest.MonkeyPatch, turn: str
) -> None:
    assert window._assembly is not None
    session, asked = window._assembly.session, list[str]()
    status = session.status
    monkeypatch.setattr(session, "status", lambda: asked.append("status") or status())
    busy(Emotion.SAD)
    with followed() as way:
        getattr(window, turn)()
    assert asked == ["status"]
    assert "ui/settings" not in way.calls
    assert not [
        name for name in way.calls if name.startswith(("audio_model", "face_model", "ui/live/assemble"))
    ]


def test_a_scene_is_frozen_and_holds_all_that_is_shown(window: LiveWindow, busy: Callable[..., None]) -> None:
    busy(Emotion.HAPPY)
    window.refresh_words()
    scene = window.scene
    assert scene is not None
    with pytest.raises(FrozenInstanceError):
        scene.paused = True  # type: ignore[misc]
    assert scene.reading.headline == window.card.labels()[0].text() == "Seems happy"
    assert scene.strip.words == window.strip.accessibleDescription()
    assert scene.footer == window.foot.words.text()
    assert scene.times == window._times.accessibleName()


def test_settings_that_change_hold_at_the_next_tick(window: LiveWindow, busy: Callable[..., None]) -> None:
    busy(Emotion.HAPPY)
    window.appearance.settings.look(Emotion.HAPPY).word = "glad"
    window.appearance.settings.show_privacy_reminder = False
    window.appearance.apply()
    assert window.card.labels()[0].text() == "Seems glad"
    assert "should know" not in window.foot.words.text()
    window.appearance.settings.look(Emotion.HAPPY).hidden = True
    window.appearance.apply()
    assert window.card.labels()[0].text() == "Hard to tell"
