"""A microphone that gives digital silence is told of; silence of anything else is not."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from fusion.evidence import Modality
from fusion.mode import Mode
from ui.live.state import LiveState
from ui.wording.captured import Captured

VOICE = Modality.VOICE
Open = Callable[..., tuple[LiveState, Any]]


def test_a_microphone_that_lets_nothing_be_heard_from_its_beginning_on_is_told_of_until_something_comes(
    live: Open, session: Any, made: Any
) -> None:
    state, assembly = live(watch=True)

    def at(t: float, level_dbfs: float) -> Any:
        session.clock.t = t
        assembly.onlooker.put_sound(SimpleNamespace(t=t, level_dbfs=level_dbfs))
        return state.update().trouble

    assert at(1.0, -100.0) == {} and at(10.9, -100.0) == {}
    told = at(11.0, -100.0)
    assert list(told) == [VOICE] and "may be muted" in told[VOICE]
    session.set_mode(Mode.FACE)
    assert at(11.1, -100.0) == {}
    session.set_mode(Mode.BOTH)
    assert at(12.0, -75.0) == {}  # a room without a word
    assert at(13.0, -100.0) == {} and at(60.0, -100.0) == {}  # one that takes noise away
    assembly.onlooker.put_sound(None)
    assert at(61.0, -100.0) == {} and at(71.0, -100.0) == told  # another one, as silent


@pytest.mark.parametrize("what", ["the computer's sound", "a recording"])
def test_silence_of_what_is_no_microphone_is_no_trouble(
    live: Open, session: Any, made: Any, what: str
) -> None:
    state, assembly = live(watch=True)
    if what == "a recording":
        assembly.from_devices = False
    else:
        assembly.captured = Captured(screen=True, played=True)
    for t in (1.0, 30.0):
        session.clock.t = t
        assembly.onlooker.put_sound(SimpleNamespace(t=t, level_dbfs=-100.0))
        assert state.update().trouble == {}
