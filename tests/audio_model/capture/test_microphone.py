"""The microphone against a stand-in for PortAudio's callback, and against a real PulseAudio."""

from __future__ import annotations

import json
import subprocess
import sys
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
from ui.studies.stand_ins.pulse import PulseMicrophone, pulse_is_installed

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

    def deliver(self, sound: np.ndarray, overflow: bool = False, late_s: float = 0.0) -> None:
        for block in sound.reshape(-1, round(0.01 * self.rate)):
            adc = 100.0 + self.n / self.rate
            self.n += len(block)
            now = 100.0 + self.n / self.rate + late_s
            self.clock.t = now - 100.0
            times = types.SimpleNamespace(inputBufferAdcTime=adc, currentTime=now)
            status = types.SimpleNamespace(input_overflow=overflow)
            frames = np.repeat(block[:, None], self.channels, axis=1).astype(np.float32)
            self.on_sound(frames, len(block), times, status)
            overflow = False

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


class FakeSoundDevice:
    """As much of sounddevice as the choice of a device needs."""

    class PortAudioError(Exception):
        pass

    def __init__(self, names: list[str], failure: tuple[Any, ...] | None = None) -> None:
        self.names, self.failure = names, failure
        self.default = types.SimpleNamespace(hostapi=0)

    def query_devices(self, kind: str | None = None) -> Any:
        devices = [
            {"name": n, "index": i, "hostapi": 0, "max_input_channels": 1, "default_samplerate": 48e3}
            for i, n in enumerate(self.names)
        ]
        if kind is None:
            return devices
        if not devices:
            raise self.PortAudioError("no default device", -1)
        return devices[0]

    def InputStream(self, **_: Any) -> Any:  # noqa: N802 - sounddevice's name
        raise self.PortAudioError(*(self.failure or ()))

    def _terminate(self) -> None: ...

    def _initialize(self) -> None: ...


def use(monkeypatch: pytest.MonkeyPatch, names: list[str], failure: tuple[Any, ...] | None = None) -> None:
    fake = FakeSoundDevice(names, failure)
    monkeypatch.setattr(portaudio, "_sounddevice", lambda: fake)


def test_devices_are_found_by_index_name_and_part_of_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, ["Built-in", "USB Headset", "USB Camera"])
    assert [(m.name, m.is_default) for m in portaudio.list_microphones()] == [
        ("Built-in", True),
        ("USB Headset", False),
        ("USB Camera", False),
    ]
    for device, index in ((None, 0), (2, 2), ("USB Camera", 2), ("headset", 1)):
        assert portaudio.find_microphone(device)["index"] == index
    for device in (7, "Other", "usb"):
        with pytest.raises(DeviceError, match="“Built-in”, “USB Headset”"):
            portaudio.find_microphone(device)


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


def test_no_microphone_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, [])
    assert portaudio.list_microphones() == []
    with pytest.raises(DeviceError, match="No microphone was found; plug one in"):
        MicrophoneCapture().open(SessionClock())


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (("Error opening InputStream: Device unavailable", -9985), DeviceState.BUSY),
        (("Unanticipated host error", -9999, (8, -16, "Device or resource busy")), DeviceState.BUSY),
        (("Unanticipated host error", -9999, (8, -13, "Permission denied")), DeviceState.DENIED),
        (("Error opening InputStream: Invalid device", -9996), DeviceState.LOST),
    ],
)
def test_a_device_that_does_not_open_says_why(
    monkeypatch: pytest.MonkeyPatch, failure: tuple[Any, ...], state: DeviceState
) -> None:
    use(monkeypatch, ["Built-in"], failure)
    with pytest.raises(DeviceError, match="“Built-in”") as error:
        MicrophoneCapture().open(SessionClock())
    assert error.value.state is state


def test_a_missing_portaudio_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(DeviceError, match="apt install libportaudio2"):
        portaudio.list_microphones()


RECORDER = """
import json, sys, time
import numpy as np
from audio_model.capture.microphone import MicrophoneCapture, list_microphones
from fusion.interfaces import DeviceError
from fusion.clock import SessionClock

clock, capture, chunks, ages = SessionClock(), MicrophoneCapture(), [], []
names = [m.name for m in list_microphones()]
capture.open(clock)
while sum(c.samples.any() for c in chunks) < 60:  # two seconds of sound
    chunk = capture.read(1.0)
    if chunk is not None:
        chunks.append(chunk)
        ages.append(clock.now() - chunk.t_end)
print("heard", flush=True)
state = ""
deadline = time.monotonic() + 10
try:
    while capture.read(0.5) is not None and time.monotonic() < deadline:
        pass
    state = "nothing comes"
except DeviceError as error:
    state = error.state.value
capture.close()
sound = np.concatenate([c.samples for c in chunks if c.samples.any()][10:])
pitch = float(np.argmax(np.abs(np.fft.rfft(sound))) * 16000 / len(sound))
jumps = [abs(b.t_start - a.t_end) for a, b in zip(chunks[20:], chunks[21:])]
print(json.dumps({"names": names, "pitch": pitch, "jump": max(jumps), "age": float(np.median(ages)),
                  "dropped": capture.dropped, "state": state, "level": float(np.abs(sound).max())}))
"""


@pytest.mark.skipif(not pulse_is_installed(), reason="PulseAudio and ALSA's pulse plugin are not installed")
def test_portaudio_records_a_real_pulseaudio() -> None:
    with PulseMicrophone() as pulse:
        env = {**pulse.env, "PYTHONPATH": str(ROOT)}
        recorder = subprocess.Popen(
            [sys.executable, "-c", RECORDER],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        player = pulse.play(tone(30.0).astype(np.float32), 48_000, wait=False)
        try:
            assert recorder.stdout is not None
            assert recorder.stdout.readline().strip() == "heard"
            pulse.unplug()
            out, err = recorder.communicate()  # pytest ends a test that hangs
        finally:
            recorder.kill()
            recorder.wait()
            player.kill()
            player.wait()
    told = json.loads(out)
    assert told["names"] == ["default"]
    assert told["pitch"] == pytest.approx(440, abs=2)
    assert told["level"] == pytest.approx(0.3, abs=0.03)
    assert told["jump"] < 0.02
    assert 0 < told["age"] < 0.4
    assert told["dropped"] == 0
    assert told["state"] in ("lost", "nothing comes")
    # Only PortAudio's own words at the death of the stream, from its thread, cannot be turned off.
    assert all(line.startswith("Expression ") for line in err.splitlines()), err
