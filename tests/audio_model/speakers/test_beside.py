"""The user's microphone beside a call: who speaks, and what is only the loudspeaker heard again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from audio_model.speakers.beside import CallSides, Ears, OwnMicrophone, is_echo
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES, MISSED
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk

Course = Callable[[float], float]


def them(t: float) -> float:
    """How loud the other person is: syllables, four a second."""
    return 0.15 + 0.14 * float(np.sin(2 * np.pi * 4.0 * t))


def me(t: float) -> float:
    """How loud the user is, at a pace of their own."""
    return 0.15 + 0.14 * float(np.sin(2 * np.pi * 2.7 * t + 1.0))


def hear(ears: Ears, course: Course, speech: float, seconds: float = 2.5) -> None:
    for i in range(round(seconds / FRAME_S)):
        t = (i + 1) * FRAME_S
        ears.hear(np.full(FRAME_SAMPLES, course(t), np.float32), speech, t)


@pytest.fixture
def sides() -> tuple[Ears, Ears]:
    return Ears(), Ears()


def test_before_anything_is_heard_nobody_can_be_told(sides: tuple[Ears, Ears]) -> None:
    assert CallSides(*sides).now() is None


def test_each_side_is_its_own_device(sides: tuple[Ears, Ears]) -> None:
    played, own = sides
    hear(played, them, 1.0)
    hear(own, lambda t: 0.001, 0.0)
    told = CallSides(played, own).now()
    assert told is not None and (told.partner, told.own) == (1.0, 0.0)
    own.reset()
    hear(own, me, 1.0)
    told = CallSides(played, own).now()
    assert told is not None and (told.partner, told.own) == (1.0, 1.0)  # both at once


def test_a_loudspeaker_in_the_microphone_is_not_the_user(sides: tuple[Ears, Ears]) -> None:
    played, own = sides
    hear(played, them, 1.0)
    hear(own, lambda t: 0.2 * them(t - 0.13), 1.0)  # softer, and a little later
    told = CallSides(played, own).now()
    assert told is not None and (told.partner, told.own) == (1.0, 0.0)


def test_an_echo_is_one_where_part_of_what_was_played_was_missed(sides: tuple[Ears, Ears]) -> None:
    """The loudspeaker sounded meanwhile: it was not silent."""
    played, own = sides
    for i in range(78):
        t, missed = (i + 1) * FRAME_S, 40 <= i < 50
        sound = np.full(FRAME_SAMPLES, 0.0 if missed else them(t), np.float32)
        played.hear(sound, MISSED if missed else 1.0, t)
    hear(own, lambda t: 0.2 * them(t - 0.13), 1.0)
    told = CallSides(played, own).now()
    assert told is not None and (told.partner, told.own) == (1.0, 0.0)


@pytest.mark.parametrize("echo", [0.05, 0.2, 0.5])
def test_a_user_who_talks_over_the_loudspeaker_is_heard(sides: tuple[Ears, Ears], echo: float) -> None:
    played, own = sides
    hear(played, them, 1.0)
    hear(own, lambda t: float(np.hypot(me(t), echo * them(t - 0.13))), 1.0)
    told = CallSides(played, own).now()
    assert told is not None and (told.partner, told.own) == (1.0, 1.0)


def test_what_comes_before_it_is_played_is_no_echo(sides: tuple[Ears, Ears]) -> None:
    played, own = sides
    rng = np.random.default_rng(0)
    levels = rng.uniform(0.02, 0.3, 200)
    hear(own, lambda t: float(levels[round(t / FRAME_S) + 9]), 1.0)
    hear(played, lambda t: float(levels[round(t / FRAME_S)]), 1.0)
    assert not is_echo(own.levels(), played.levels())
    assert is_echo(played.levels(), own.levels())
    assert not is_echo(np.zeros((0, 2)), played.levels())


def test_the_microphone_gives_no_evidence_and_its_frames_are_on_the_sessions_clock() -> None:
    microphone = OwnMicrophone()
    sound = np.random.default_rng(0).normal(0, 0.01, SAMPLE_RATE_HZ).astype(np.float32)
    parts = np.split(sound, [700, 5000, 5100])
    t = 3.0
    for part in parts:
        assert microphone.feed(AudioChunk(part, t)) == []
        t += len(part) / SAMPLE_RATE_HZ
    times = microphone.ears.levels()[:, 0]
    assert len(times) == SAMPLE_RATE_HZ // FRAME_SAMPLES
    np.testing.assert_allclose(times, 3.0 + FRAME_S * np.arange(1, len(times) + 1))
    assert microphone.ears.share() == 0.0
    microphone.close()
    assert microphone.ears.share() is None
