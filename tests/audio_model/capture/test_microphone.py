"""The microphone against a stand-in for PortAudio's callback."""

from __future__ import annotations

import time
import types
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio_model.capture import microphone, portaudio
from audio_model.capture.microphone import MicrophoneCapture
from fusion.clock import SessionClock
from fusion.interfaces import DeviceError, DeviceState

ROOT = Path(__file__).parents[3]


class Clock(SessionClock):
    """A session clock that is set by hand."""

    t = 0.0

    def now(self) -> float:
        return self.t


class FakeStream:
    """Calls back as PortAudio would: blocks of ten milliseconds, with both clocks."""

    latency = 0.1

    def __init__(self, clock: Clock, rate: float, channels: int, on_sound: Any, on_finished: Any) -> None:
        self.clock, self.rate, self.channels = clock, rate, channels
        self.on_sound, self.on_finished = on_sound, on_finished
        self.active = True
        self.n = 0
        self.asleep_s = 0.0

    def deliver(self, sound: np.ndarray, overflow: bool = False, late_s: float = 0.0) -> None:
        for block in sound.reshape(-1, round(0.01 * self.rate)):
            adc = 100.0 + self.n / self.rate
            self.n += len(block)
            now = 100.0 + self.n / self.rate + late_s
            self.clock.t = now - 100.0 + self.asleep_s
            times = types.SimpleNamespace(inputBufferAdcTime=adc, currentTime=now)
            status = types.SimpleNamespace(input_overflow=overflow)
            frames = np.repeat(block[:, None], self.channels, axis=1).astype(np.float32)
            self.on_sound(frames, len(block), times, status)
            overflow = False

    def hold(self, sound: np.ndarray, called_s: float, in_python_s: float) -> None:
        """A machine so busy that nobody is called for so long, and then all at once, and Python comes last.

        Called ``called_s`` after the sound's first sample, with what its buffer holds by then.
        """
        called = 100.0 + self.n / self.rate + called_s
        for block in sound.reshape(-1, round(0.01 * self.rate)):
            adc = 100.0 + self.n / self.rate
            self.n += len(block)
            self.clock.t = called + in_python_s - 100.0
            times = types.SimpleNamespace(inputBufferAdcTime=adc, currentTime=called)
            status = types.SimpleNamespace(input_overflow=False)
            self.on_sound(block[:, None].astype(np.float32), len(block), times, status)

    def skip(self, seconds: float) -> None:
        self.n += round(seconds * self.rate)

    def end(self) -> None:
        self.active = False
        self.on_finished()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the fake PortAudio has: its clock, the streams opened, those closed."""
    state: dict[str, Any] = {"clock": Clock(), "open": [], "closed": [], "channels": 1, "refreshed": 0}
    info = {"name": "Fake microphone", "index": 3, "default_samplerate": 48_000.0, "max_input_channels": 2}

    def open_input(info: dict[str, Any], on_sound: Any, on_finished: Any) -> FakeStream:
        stream = FakeStream(state["clock"], 48_000, state["channels"], on_sound, on_finished)
        state["open"].append(stream)
        return stream

    def refresh() -> bool:
        state["refreshed"] += 1
        return True

    monkeypatch.setattr(portaudio, "find_microphone", lambda device: info)
    monkeypatch.setattr(portaudio, "open_input", open_input)
    monkeypatch.setattr(portaudio, "close_input", state["closed"].append)
    monkeypatch.setattr(microphone, "refresh_devices", refresh)
    return state


def read_all(capture: MicrophoneCapture) -> list[Any]:
    chunks = []
    while (chunk := capture.read(0.0)) is not None:
        chunks.append(chunk)
    return chunks


def tone(seconds: float) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * 48_000)) / 48_000)


@pytest.mark.parametrize("channels", [1, 2])
def test_sound_comes_at_16_khz_with_its_capture_time(made: dict[str, Any], channels: int) -> None:
    made["channels"] = channels
    capture = MicrophoneCapture()
    capture.open(made["clock"])
    (stream,) = made["open"]
    assert capture.name == "Fake microphone"
    for _ in range(10):
        stream.deliver(tone(0.1), late_s=0.004)
    chunks = read_all(capture)
    assert all(512 <= len(c.samples) <= 1600 for c in chunks)
    assert chunks[0].t_start == pytest.approx(0.0, abs=0.005)
    for before, after in pairwise(chunks):
        assert after.t_start == pytest.approx(before.t_end, abs=1e-3)
    sound = np.concatenate([c.samples for c in chunks])
    assert np.argmax(np.abs(np.fft.rfft(sound))) * 16_000 / len(sound) == pytest.approx(440, abs=3)
    assert np.abs(sound).max() == pytest.approx(0.3, abs=0.03)
    capture.close()
    assert made["closed"] == [stream]


@pytest.mark.parametrize("in_python_s", [0.0, 1.0])
def test_sound_that_is_handed_over_late_keeps_the_time_it_was_taken_at(
    made: dict[str, Any], in_python_s: float
) -> None:
    """Nothing is lost on a machine that is too busy, only late: that is neither a gap nor another time."""
    capture = MicrophoneCapture()
    capture.open(made["clock"])
    (stream,) = made["open"]
    stream.deliver(tone(3.0), late_s=0.004)
    for held_s in (0.6, 2.5, 1.2):
        stream.hold(tone(held_s), held_s + 0.1, in_python_s)
        stream.deliver(tone(1.5), late_s=0.004)
    chunks = read_all(capture)
    for before, after in pairwise(chunks):
        assert after.t_start == pytest.approx(before.t_end, abs=0.03)
    n = np.cumsum([0, *(len(chunk.samples) for chunk in chunks)])[:-1]
    np.testing.assert_allclose([chunk.t_start for chunk in chunks], n / 16_000, atol=0.03)
    capture.close()


@pytest.mark.parametrize("asleep_s", [6.0, 600.0])
def test_what_a_machine_slept_is_a_gap(made: dict[str, Any], asleep_s: float) -> None:
    """The session's clock goes on, PortAudio's and the device do not: that is not late."""
    capture = MicrophoneCapture()
    capture.open(made["clock"])
    (stream,) = made["open"]
    stream.deliver(tone(3.0), late_s=0.004)
    before = read_all(capture)
    stream.asleep_s = asleep_s
    stream.deliver(tone(1.0), late_s=0.004)
    after = read_all(capture)
    assert before[-1].t_end == pytest.approx(3.0, abs=0.1)
    assert after[-1].t_end == pytest.approx(4.0 + asleep_s, abs=0.1)
    capture.close()


@pytest.mark.parametrize(("channels", "heard"), [(1, 0.25), (2, 0.375), (3, 0.5)])
def test_of_several_channels_the_mean_is_heard(made: dict[str, Any], channels: int, heard: float) -> None:
    capture = MicrophoneCapture()
    capture.open(made["clock"])
    frames = np.full((1600, channels), (0.25, 0.5, 0.75)[:channels], np.float32)
    times = types.SimpleNamespace(inputBufferAdcTime=0.0, currentTime=0.1)
    capture._on_sound(frames, 1600, times, types.SimpleNamespace(input_overflow=False))
    frames[:] = 0.0  # PortAudio writes over it
    block = capture._blocks.get_nowait()
    assert block is not None
    np.testing.assert_array_equal(block.samples, np.full(1600, heard, np.float32))
    capture.close()
    capture._on_sound(frames, 1600, times, types.SimpleNamespace(input_overflow=True))  # too late
    assert capture.dropped == 0


def test_it_is_called_as_it_was_asked_for_until_it_is_open(made: dict[str, Any]) -> None:
    assert [MicrophoneCapture(d).name for d in (None, "Headset", 3)] == [
        "the default microphone",
        "Headset",
        "3",
    ]
    capture = MicrophoneCapture("Headset")
    assert capture.dropped == 0
    with pytest.raises(DeviceError, match=r"^The microphone is not open\.$") as error:
        capture.read(0.0)
    assert error.value.state is DeviceState.OFF


def test_sound_is_waited_for_as_long_as_was_asked_and_not_longer(made: dict[str, Any]) -> None:
    capture = MicrophoneCapture()
    capture.open(made["clock"])
    began = time.monotonic()
    assert capture.read(0.05) is None
    assert 0.05 <= time.monotonic() - began < 0.9
    capture.close()


def test_each_loss_is_counted_and_starts_the_stamps_afresh(made: dict[str, Any]) -> None:
    """Even where the gap is too short to be told from the stamps alone."""
    capture = MicrophoneCapture()
    capture.open(made["clock"])
    (stream,) = made["open"]
    for n in (1, 2, 3):
        stream.deliver(tone(0.1), overflow=True)
        assert capture.dropped == n
        before = capture._stamper._resampler
        read_all(capture)
        assert capture._stamper._resampler is not before
    stream.deliver(tone(0.1))
    before = capture._stamper._resampler
    read_all(capture)
    assert capture._stamper._resampler is before
    capture.close()


def test_opening_again_begins_at_nought(made: dict[str, Any]) -> None:
    capture = MicrophoneCapture()
    for n in (1, 2):
        capture.open(made["clock"])
        stream = made["open"][-1]
        assert capture.dropped == 0
        stream.deliver(tone(0.1), overflow=True)
        chunks = read_all(capture)
        assert chunks[0].t_start == pytest.approx(0.0, abs=0.005)
        assert capture.dropped == 1 and len(made["open"]) == n
    capture.close()
    assert made["refreshed"] == 0


def test_an_age_nobody_can_believe_is_held_between_the_blocks_length_and_the_buffers(
    made: dict[str, Any],
) -> None:
    """A server that claims a quarter of a second is believed up to a tenth; its own length is sure."""
    for claimed_s, age_s in ((0.25, 0.11), (0.0, 0.01), (0.06, 0.06)):
        capture = MicrophoneCapture()
        capture.open(made["clock"])
        made["clock"].t = 5.0
        times = types.SimpleNamespace(inputBufferAdcTime=70.0, currentTime=70.0 + claimed_s)
        frames = np.zeros((480, 1), np.float32)
        capture._on_sound(frames, 480, times, types.SimpleNamespace(input_overflow=False))
        capture.read(0.0)
        assert capture._stamper._expected_s == pytest.approx(5.0 - age_s + 0.01)
        capture.close()


def test_an_end_that_finds_the_ring_full_is_found_once_it_is_empty(made: dict[str, Any]) -> None:
    capture = MicrophoneCapture()
    capture.open(made["clock"])
    (stream,) = made["open"]
    for _ in range(20):
        stream.deliver(np.zeros(48_000))
    assert capture.dropped == 0
    for n in (1, 2):
        stream.end()
        assert capture.dropped == n
    with pytest.raises(DeviceError, match="is gone") as error:
        read_all(capture)
    assert error.value.state is DeviceState.LOST
    capture.open(made["clock"])
    capture.open(made["clock"])
    assert made["refreshed"] == 1  # found again, it is not looked for any more
    capture.close()


def test_an_overflow_is_counted_and_leaves_a_gap_in_the_stamps(made: dict[str, Any]) -> None:
    capture = MicrophoneCapture()
    capture.open(made["clock"])
    (stream,) = made["open"]
    stream.deliver(tone(0.5))
    stream.skip(0.4)
    stream.deliver(tone(0.5), overflow=True)
    chunks = read_all(capture)
    jumps = [b.t_start - a.t_end for a, b in pairwise(chunks)]
    assert max(jumps) == pytest.approx(0.4, abs=0.06)  # up to 0.05 s were still in the filter and the pipe
    assert sum(j > 0.1 for j in jumps) == 1
    assert capture.dropped == 1
    assert chunks[-1].t_end == pytest.approx(1.4, abs=0.06)
    capture.close()


def test_what_nobody_fetches_is_dropped_and_counted(made: dict[str, Any]) -> None:
    capture = MicrophoneCapture()
    capture.open(made["clock"])
    (stream,) = made["open"]
    for _ in range(25):
        stream.deliver(np.zeros(48_000))
    assert capture.dropped == 500  # the ring holds 2,000 blocks
    assert len(read_all(capture)) > 0
    capture.close()


def test_a_stream_that_never_calls_back_is_opened_anew_and_one_that_did_is_left_alone(
    made: dict[str, Any],
) -> None:
    capture = MicrophoneCapture()
    capture.open(made["clock"])
    for opened in (1, 1, 2, 2, 3):
        assert capture.read(0.0) is None
        assert len(made["open"]) == opened
        made["clock"].t += 2.0
    stream = made["open"][-1]
    late = made["open"][0]
    late.deliver(np.zeros(480))  # as PortAudio does when a stream is closed
    made["clock"].t = 9.0
    stream.clock = types.SimpleNamespace()  # this one's clock is the session's
    stream.deliver(tone(0.1))
    assert read_all(capture)
    made["clock"].t = 99.0
    assert capture.read(0.0) is None
    assert len(made["open"]) == 3 and made["closed"] == made["open"][:2]
    capture.close()


def test_silence_of_the_driver_is_none_and_its_end_is_an_error(made: dict[str, Any]) -> None:
    capture = MicrophoneCapture()
    capture.open(made["clock"])
    (stream,) = made["open"]
    assert capture.read(0.0) is None
    stream.end()
    with pytest.raises(DeviceError, match="is gone; plug it in again") as error:
        capture.read(0.0)
    assert error.value.state is DeviceState.LOST
    capture.open(made["clock"])  # looks again which devices there are
    assert made["refreshed"] == 1
    assert len(made["closed"]) == 1
    capture.close()
    capture.close()
    assert len(made["closed"]) == 2


def test_a_microphone_given_by_number_is_found_again_by_its_name(
    made: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    find = portaudio.find_microphone
    monkeypatch.setattr(portaudio, "find_microphone", lambda device: (asked.append(device), find(device))[1])
    capture = MicrophoneCapture(3)
    for _ in range(2):
        capture.open(made["clock"])
        capture.close()
    assert asked == [3, "Fake microphone"]
