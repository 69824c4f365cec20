"""When the sound of a server was taken, though a busy machine hands it over late."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_model.capture import pulse
from audio_model.capture.server_stream import ServerStream
from fusion.clock import SessionClock
from fusion.interfaces import SAMPLE_RATE_HZ
from ui.studies.stand_ins.pulse import PulseMicrophone

RATE_HZ = 48_000
BLOCK_S = 0.02


class Clock(SessionClock):
    def __init__(self) -> None:
        super().__init__()
        self.t = 0.0

    def now(self) -> float:
        return self.t


class Stream(ServerStream):
    """A server's stream whose recorder is the test."""

    hear: Callable[..., None]

    def __init__(self) -> None:
        super().__init__("made")
        self.clock = Clock()
        self.open(self.clock)

    def _find(self) -> tuple[str, str]:
        return "made", "made"

    def _record(self, id: str) -> Any:
        self.hear = self._on_block
        return SimpleNamespace(rate_hz=float(RATE_HZ), is_lost=False, close=lambda: None)

    def _gone(self) -> str:
        return "gone"

    def hand_over(self, at: float, seconds: float, unread_s: float) -> list[float]:
        """Sound of so many seconds comes at a time (s); the stamps of each sample that comes of it."""
        self.clock.t = at
        self.hear(np.ones((round(seconds * RATE_HZ), 2), np.float32), 0.0, unread_s)
        stamps: list[float] = []
        while (chunk := self.read(0.0)) is not None:
            stamps.extend(chunk.t_start + np.arange(len(chunk.samples)) / SAMPLE_RATE_HZ)
        return stamps

    def at_ease(self, begin: float, end: float) -> list[float]:
        """Sound that comes as it is taken, from a time to another (s)."""
        times = np.arange(begin + BLOCK_S, end + BLOCK_S / 2, BLOCK_S)
        return [stamp for t in times for stamp in self.hand_over(float(t), BLOCK_S, BLOCK_S)]


def test_sound_that_lay_unread_keeps_the_time_it_was_taken_at() -> None:
    stream = Stream()
    stamps = stream.at_ease(0.0, 2.0)
    for at, seconds, unread_s in ((4.0, 1.0, 2.0), (4.01, 0.6, 2.01), (4.05, 0.4, 2.05)):
        stamps += stream.hand_over(at, seconds, unread_s)
    stamps += stream.at_ease(4.05, 6.0)
    taken = np.arange(len(stamps)) / SAMPLE_RATE_HZ
    assert len(stamps) > 5.9 * SAMPLE_RATE_HZ
    assert np.abs(np.array(stamps) - taken).max() < 0.06
    assert stream.dropped == 0


def test_after_a_time_in_which_nothing_was_taken_the_stamps_are_soon_right() -> None:
    stream = Stream()
    before = len(stream.at_ease(0.0, 2.0))
    after = stream.hand_over(4.0 + BLOCK_S, BLOCK_S, 2.0 + BLOCK_S)  # one came to read all the time
    after += stream.at_ease(4.0 + BLOCK_S, 6.0)
    taken = 4.0 + np.arange(len(after)) / SAMPLE_RATE_HZ
    assert before > 1.9 * SAMPLE_RATE_HZ and len(after) > 1.9 * SAMPLE_RATE_HZ
    assert np.abs(np.array(after) - taken)[round(0.1 * SAMPLE_RATE_HZ) :].max() < 0.06


def test_a_recorder_that_is_read_late_tells_for_how_long(sound_server: PulseMicrophone) -> None:
    heard: list[tuple[float, float]] = []
    """How long each piece of sound is, and for how long it may have lain unread, seconds."""
    enough = threading.Event()

    def hear(samples: npt.NDArray[np.float32], latency_s: float, unread_s: float) -> None:
        heard.append((len(samples) / RATE_HZ, unread_s))
        if len(heard) == 10:
            sound_server.play(np.zeros(round(0.5 * RATE_HZ), np.float32))  # keeps it from reading on
        if len(heard) == 20:
            enough.set()

    recorder = pulse.Recorder("speaker.monitor", hear)
    assert enough.wait(20.0)
    recorder.close()
    length_s, unread_s = heard[10]
    assert 0.4 < length_s < unread_s + 0.2
