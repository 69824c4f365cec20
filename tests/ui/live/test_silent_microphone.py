"""A microphone that gives digital silence is told of, and that it is back; another silence is no trouble."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from fusion.evidence import Modality
from fusion.mode import Mode
from ui.live.nothing_heard import KNOWN_TO_PAUSE_S, LATER_S
from ui.live.state import LiveState
from ui.wording.captured import Captured

VOICE = Modality.VOICE
Open = Callable[..., tuple[LiveState, Any]]
At = Callable[[float, float], Any]


@pytest.fixture
def heard(live: Open, session: Any, made: Any) -> tuple[LiveState, Any, At]:
    """What is shown at a time, s, at which the sound is so loud, dB of full scale."""
    state, assembly = live(watch=True)

    def at(t: float, level_dbfs: float) -> Any:
        session.clock.t = t
        assembly.onlooker.put_sound(SimpleNamespace(t=t, level_dbfs=level_dbfs))
        return state.update()

    return state, assembly, at


def test_a_microphone_that_lets_nothing_be_heard_from_its_beginning_on_is_told_of_until_something_comes(
    heard: tuple[LiveState, Any, At], session: Any
) -> None:
    _, assembly, at = heard
    assert at(1.0, -100.0).trouble == {} and at(10.9, -100.0).trouble == {}
    told = at(11.0, -100.0).trouble
    assert list(told) == [VOICE] and "may be muted" in told[VOICE]
    session.set_mode(Mode.FACE)
    assert at(11.1, -100.0).trouble == {}
    session.set_mode(Mode.BOTH)
    assert at(12.0, -75.0).trouble == {}  # a room without a word
    assembly.onlooker.put_sound(None)
    assert at(61.0, -100.0).trouble == {} and at(71.0, -100.0).trouble == told  # another one, as silent


def test_a_microphone_that_is_muted_in_the_middle_is_told_of_and_so_is_its_sound_when_it_is_back(
    heard: tuple[LiveState, Any, At],
) -> None:
    state, _, at = heard
    for t in (1.0, 60.0, 120.0):
        assert at(t, -40.0).trouble == {}
    assert at(120.1, -100.0).trouble == {} and at(120.0 + LATER_S, -100.0).trouble == {}
    muted = at(120.2 + LATER_S, -100.0)
    assert "for a while" in muted.trouble[VOICE] and muted.back == ()
    assert muted.reading.voice.note == state.streams().voice.silence == "no sound at all"
    back = at(150.0, -40.0)
    assert back.trouble == {} and back.back == ("The sound is back.",)
    assert back.reading.voice.note != "no sound at all" and not state.streams().voice.silence
    assert at(155.9, -40.0).back and at(156.0, -40.0).back == ()


def test_one_that_is_silent_in_pauses_and_comes_back_by_itself_is_given_longer(
    heard: tuple[LiveState, Any, At],
) -> None:
    _, _, at = heard
    at(1.0, -40.0)
    at(2.0, -100.0)
    at(4.0, -40.0)  # nobody spoke for two seconds
    at(5.0, -100.0)
    assert at(4.9 + KNOWN_TO_PAUSE_S, -100.0).trouble == {}
    assert VOICE in at(5.0 + KNOWN_TO_PAUSE_S, -100.0).trouble


def test_nothing_is_back_that_was_left_out_or_never_gone(
    heard: tuple[LiveState, Any, At], session: Any
) -> None:
    state, assembly, at = heard
    assert at(1.0, -100.0).back == ()
    assert at(11.0, -100.0).trouble
    session.set_mode(Mode.FACE)
    assert at(12.0, -100.0).back == ()
    session.set_mode(Mode.BOTH)
    session.pause()
    assembly.onlooker.put_sound(None)
    assert state.update().back == ()
    session.resume()
    assert state.update().back == ()  # the microphone is open again, and nobody knows yet what it gives
    assert at(14.0, -100.0).back == ()
    assert at(14.5, -40.0).back == ("The sound is back.",)


def test_a_computer_that_is_busy_for_a_while_has_lost_no_sound(
    heard: tuple[LiveState, Any, At], session: Any
) -> None:
    _, _, at = heard
    at(1.0, -40.0)
    live = session.devices[VOICE]
    session.devices[VOICE] = replace(live, sentence="This computer is too busy to keep up.")
    assert VOICE in at(2.0, -40.0).trouble
    session.devices[VOICE] = live
    well = at(3.0, -40.0)
    assert well.trouble == {} and well.back == ()


def test_what_is_softer_than_a_step_of_sixteen_bits_is_nothing_and_the_faintest_hiss_is_something() -> None:
    from ui.live.nothing_heard import SILENT_DBFS

    step = 1 / 2**15
    hiss = np.random.default_rng(1).normal(0, 1.5 * step, 1600)
    sixteen_bits = np.round(hiss / step) * step

    def level(sound: Any) -> float:
        return float(20 * np.log10(np.sqrt(np.square(sound).mean()) + 1e-10))

    assert level(sixteen_bits) > SILENT_DBFS > level(np.zeros(1600))
    assert level(np.where(np.arange(1600) % 2, step, 0)) < SILENT_DBFS  # the last bit alone


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
