"""A recording played in place of devices, with made tracks and a clock that moves when somebody waits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from fusion.clock import SessionClock
from fusion.interfaces import AudioChunk, DeviceError, EndOfStreamError
from fusion.recordings import playback
from fusion.recordings.playback import RecordingAudio
from fusion.recordings.recording import PlaybackPosition

QUARTER = 4000
"""Samples in a quarter of a second."""


class HandClock(SessionClock):
    t = 0.0

    def now(self) -> float:
        return self.t

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.t += seconds


class Tape:
    """Sound of one second (or as long as is said) in quarters, or a live stream without an end."""

    name = "talk.mp4"

    def __init__(self, duration_s: float | None = 1.0, chunks: int = 4) -> None:
        self.duration_s, self.chunks = duration_s, chunks
        self.is_endless = duration_s is None
        self.playback = PlaybackPosition()
        self.fetched = 0
        self.begun_at: list[float] = []
        self.broken = False

    def audio_chunks(self, start_s: float) -> Iterator[AudioChunk]:
        self.begun_at.append(start_s)
        if self.broken:
            raise DeviceError("It is broken.")
        for i in range(self.chunks):
            if (i + 1) / 4 > start_s:
                self.fetched += 1
                yield AudioChunk(np.full(QUARTER, i / 8, np.float32), i / 4)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> HandClock:
    clock = HandClock()
    monkeypatch.setattr(playback.time, "sleep", clock.sleep)
    return clock


def opened(tape: Tape, clock: HandClock, loop: bool = False) -> RecordingAudio:
    track = RecordingAudio(tape, loop)  # type: ignore[arg-type]
    assert track.dropped == 0
    track.open(clock)
    return track


def starts(track: RecordingAudio, n: int) -> list[float]:
    """When the next n chunks began."""
    found = []
    for _ in range(n):
        chunk = track.read(1.0)
        assert chunk is not None
        found.append(chunk.t_start)
    return found


def test_where_a_recording_stands() -> None:
    position, clock = PlaybackPosition(), HandClock()
    clock.t = 5.0
    assert position.start(clock) == 5.0
    clock.t = 6.0
    assert position.start(clock) == 5.0  # the second track joins the first
    position.stop(clock)
    clock.t = 7.0
    assert position.start(clock) == 5.0  # one of them never stopped
    position.stop(clock)
    position.stop(clock)
    clock.t = 100.0
    assert position.start(clock) == 98.0  # two seconds of it had been played
    clock.t = 101.0
    position.stop(clock)
    assert position.start(clock) == 98.0


def test_each_chunk_comes_when_it_has_sounded_and_then_comes_the_end(clock: HandClock) -> None:
    clock.t = 3.0
    track = opened(Tape(), clock)
    assert track.name == "talk.mp4"
    heard = [(chunk.t_start, clock.t) for chunk in (track.read(0.25) for _ in range(4)) if chunk]
    assert heard == [(3.0, 3.25), (3.25, 3.5), (3.5, 3.75), (3.75, 4.0)]
    for _ in range(2):
        with pytest.raises(EndOfStreamError) as caught:
            track.read(0.25)
        assert str(caught.value) == "“talk.mp4” has been played to its end"
    assert clock.t == 4.0
    track.close()


def test_a_wait_is_no_longer_than_was_allowed(clock: HandClock) -> None:
    track = opened(Tape(), clock)
    assert track.read(0.0625) is None
    assert clock.t == 0.0625
    chunk = track.read(0.1875)  # just long enough
    assert chunk is not None
    np.testing.assert_array_equal(chunk.samples, np.zeros(QUARTER, np.float32))
    track.close()


def test_who_was_held_up_may_catch_up_two_seconds_and_skips_what_is_older(clock: HandClock) -> None:
    track = opened(Tape(10.0, chunks=40), clock)
    clock.t = 2.25  # the first was due at 0.25
    assert starts(track, 3) == [0.0, 0.25, 0.5]
    assert track.dropped == 0
    clock.t = 5.0  # what was due at 3.0 is the oldest that counts
    assert starts(track, 2) == [2.75, 3.0]
    assert track.dropped == 8
    track.close()
    assert track.dropped == 8  # still to be told of
    track.open(clock)
    assert track.dropped == 0
    track.close()


def test_the_last_is_not_skipped_however_late_it_is_and_one_that_is_not_due_neither(clock: HandClock) -> None:
    track = opened(Tape(), clock)
    clock.t = 60.0
    assert starts(track, 1) == [0.75]
    assert track.dropped == 3
    with pytest.raises(EndOfStreamError):
        track.read(1.0)
    track.close()
    late = opened(Tape(4.0, chunks=2), clock)
    late._patience_s = 0.0
    clock.t += 0.375
    assert starts(late, 1) == [60.0]  # the next is not due yet
    assert late.dropped == 0
    late.close()


def test_of_what_is_due_the_newest_counts_where_there_is_no_patience(clock: HandClock) -> None:
    track = opened(Tape(), clock)
    track._patience_s = 0.0
    clock.t = 0.5  # the second is due just now
    assert starts(track, 1) == [0.25]
    assert track.dropped == 1
    track.close()


def test_one_that_is_opened_again_goes_on_where_it_was(clock: HandClock) -> None:
    tape = Tape()
    track = opened(tape, clock)
    assert starts(track, 2) == [0.0, 0.25]
    track.open(clock)  # without having been closed
    assert tape.begun_at == [0.0, 0.5]
    assert starts(track, 1) == [0.5]
    track.close()
    track.close()
    clock.t = 10.0
    track.open(clock)
    assert tape.begun_at == [0.0, 0.5, 0.75]
    assert starts(track, 1) == [10.0]
    track.close()


def test_a_loop_goes_on_in_the_lap_and_at_the_place_where_it_stands(clock: HandClock) -> None:
    tape = Tape(0.875)  # a little shorter than its last chunk would have it
    track = opened(tape, clock, loop=True)
    assert starts(track, 6) == [0.0, 0.25, 0.5, 0.75, 0.875, 1.125]
    track.close()
    clock.t = 2.25
    other = opened(tape, clock, loop=True)  # where it halted, at 1.375 of 0.875 a lap
    assert tape.begun_at == [0.0, 0.0, 0.5]
    assert starts(other, 3) == pytest.approx([2.25, 2.5, 2.625])
    assert tape.begun_at == [0.0, 0.0, 0.5, 0.0]
    other.close()


def test_what_begins_only_after_the_end_is_left_out_of_a_lap(clock: HandClock) -> None:
    track = opened(Tape(0.75), clock, loop=True)
    assert starts(track, 5) == [0.0, 0.25, 0.5, 0.75, 1.0]
    track.close()


def test_a_live_stream_is_not_looked_ahead_in_and_not_begun_again(clock: HandClock) -> None:
    tape = Tape(None)
    with pytest.raises(DeviceError) as caught:
        RecordingAudio(tape, loop=True)  # type: ignore[arg-type]
    assert str(caught.value) == "talk.mp4 has no end, so it cannot be played again and again"
    track = opened(tape, clock)
    clock.t = 60.0
    assert starts(track, 2) == [0.0, 0.25]
    assert (tape.fetched, track.dropped) == (2, 0)
    track.close()


def test_a_loop_of_no_length_is_played_once(clock: HandClock) -> None:
    track = opened(Tape(0.0), clock, loop=True)
    assert starts(track, 4) == [0.0, 0.25, 0.5, 0.75]
    with pytest.raises(EndOfStreamError):
        track.read(1.0)
    track.close()


def test_a_recording_that_cannot_be_opened_does_not_run_on(clock: HandClock) -> None:
    tape = Tape()
    tape.broken = True
    track = RecordingAudio(tape)  # type: ignore[arg-type]
    with pytest.raises(DeviceError, match="It is broken"):
        track.open(clock)
    for _ in range(2):
        with pytest.raises(DeviceError) as caught:
            track.read(1.0)
        assert str(caught.value) == "“talk.mp4” is not open; start it first"
    clock.t = 9.0
    tape.broken = False
    track.open(clock)
    assert tape.begun_at == [0.0, 0.0]
    assert starts(track, 1) == [9.0]
    track.close()
