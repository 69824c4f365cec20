"""Devices by name and errors in plain words, against a stand-in for sounddevice."""

from __future__ import annotations

import sys
import threading
import types
from typing import Any

import pytest

from audio_model.capture import portaudio
from audio_model.capture.microphone import MicrophoneCapture
from fusion.clock import SessionClock
from fusion.interfaces import DeviceError, DeviceState


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


def test_no_microphone_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, [])
    assert portaudio.list_microphones() == []
    with pytest.raises(DeviceError, match=r"^No microphone was found; plug one in.* show it\.$"):
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
    with pytest.raises(DeviceError, match=r"^The PortAudio .*; install .* libportaudio2\)\.$"):
        portaudio.list_microphones()


class Inputs(FakeSoundDevice):
    """A PortAudio whose devices are all told, and whose streams open as a test says."""

    def __init__(self, devices: list[dict[str, Any]], default: int | None = 0) -> None:
        super().__init__([])
        self.devices, self.by_default = devices, default
        self.asked: list[dict[str, Any]] = []
        self.refuses: dict[int, str] = {}
        self.streams: list[Any] = []
        self.begun: list[str] = []

    def query_devices(self, kind: str | None = None) -> Any:
        if kind is None:
            return self.devices
        assert kind == "input"
        if self.by_default is None:
            raise self.PortAudioError("no default device", -1)
        return self.devices[self.by_default]

    def InputStream(self, **options: Any) -> Any:  # noqa: N802 - sounddevice's name
        self.asked.append(options)
        at, done = self.refuses.get(options["channels"], ""), list[tuple[str, bool]]()
        if at == "open":
            raise self.PortAudioError("Invalid number of channels", -9998)

        def start() -> None:
            if at == "start":
                raise self.PortAudioError("Device or resource busy", -9985)

        stream = types.SimpleNamespace(
            start=start,
            abort=lambda ignore_errors=False: done.append(("abort", ignore_errors)),
            close=lambda ignore_errors=False: done.append(("close", ignore_errors)),
            done=done,
        )
        self.streams.append(stream)
        return stream

    def _terminate(self) -> None:
        self.begun.append("end")

    def _initialize(self) -> None:
        self.begun.append("start")


def device(name: str, index: int, channels: int = 1, hostapi: int = 0) -> dict[str, Any]:
    return {
        "name": name,
        "index": index,
        "hostapi": hostapi,
        "max_input_channels": channels,
        "default_samplerate": 44_100.0,
    }


@pytest.fixture
def inputs(monkeypatch: pytest.MonkeyPatch) -> Inputs:
    fake = Inputs(
        [
            device("Speaker", 0, 0),
            device("Headset", 1, 2),
            device("Headset", 2, 2, hostapi=1),
            device("Headset Mono", 3),
        ],
        default=1,
    )
    monkeypatch.setattr(portaudio, "_sounddevice", lambda: fake)
    monkeypatch.setattr(portaudio, "_open_streams", 0)
    return fake


def ignore(*_: Any) -> None: ...


def test_inputs_of_one_host_are_listed_once(inputs: Inputs) -> None:
    assert portaudio.list_microphones() == [
        portaudio.MicrophoneInfo(1, "Headset", True),
        portaudio.MicrophoneInfo(3, "Headset Mono", False),
    ]
    assert portaudio.find_microphone("Headset")["index"] == 1  # its whole name, though part of another's too
    inputs.default.hostapi = 7
    assert [m.index for m in portaudio.list_microphones()] == [1, 2, 3]
    del inputs.default.hostapi
    inputs.default = HostGone(inputs.PortAudioError)
    assert [m.index for m in portaudio.list_microphones()] == [1, 2, 3]


class HostGone:
    """PortAudio without any host API."""

    def __init__(self, error: type[Exception]) -> None:
        self._error = error

    @property
    def hostapi(self) -> int:
        raise self._error("no host API", -1)


def test_a_microphone_that_is_there_is_taken_without_looking_again(inputs: Inputs) -> None:
    assert portaudio.find_microphone(None)["index"] == 1
    assert inputs.begun == []
    with pytest.raises(DeviceError, match="There is no microphone “Other”; plug it in"):
        portaudio.find_microphone("Other")
    assert inputs.begun == ["end", "start"]


def test_one_plugged_in_later_is_found_in_a_fresh_list(inputs: Inputs) -> None:
    inputs._initialize = lambda: inputs.devices.append(device("New", 4))  # type: ignore[method-assign]
    assert portaudio.find_microphone("New")["index"] == 4


def test_without_a_default_one_has_to_be_picked(inputs: Inputs) -> None:
    inputs.by_default = None
    with pytest.raises(DeviceError) as error:
        portaudio.find_microphone(None)
    assert str(error.value) == (
        "The system names no default microphone; pick one of “Headset”, “Headset Mono”."
    )
    assert not any(m.is_default for m in portaudio.list_microphones())


def test_a_stream_is_asked_for_as_the_device_has_it(inputs: Inputs) -> None:
    stream = portaudio.open_input(inputs.devices[1], ignore, print)
    assert inputs.asked == [
        {
            "samplerate": 44_100.0,
            "device": 1,
            "channels": 2,
            "dtype": "float32",
            "latency": 0.1,
            "callback": ignore,
            "finished_callback": print,
        }
    ]
    portaudio.close_input(stream)
    assert stream.done == [("abort", True), ("close", True)]


@pytest.mark.parametrize("at", ["open", "start"])
def test_what_does_not_open_with_two_channels_or_one_opens_with_all(inputs: Inputs, at: str) -> None:
    inputs.refuses = {1: at, 2: at}
    inputs.devices[1]["max_input_channels"] = 4
    stream = portaudio.open_input(inputs.devices[1], ignore, ignore)
    assert [options["channels"] for options in inputs.asked] == [2, 1, 4]
    assert stream is inputs.streams[-1]
    if at == "start":
        assert inputs.streams[0].done == [("close", True)]
    portaudio.close_input(stream)
    assert portaudio._open_streams == 0


def test_what_never_starts_says_why_and_is_not_counted_as_open(inputs: Inputs) -> None:
    inputs.refuses = {1: "start"}
    with pytest.raises(DeviceError, match="in use by another program") as error:
        portaudio.open_input(inputs.devices[3], ignore, ignore)
    assert error.value.state is DeviceState.BUSY
    assert portaudio.refresh_devices()


def test_the_list_is_not_made_anew_while_anything_is_open(inputs: Inputs) -> None:
    assert portaudio.refresh_devices()
    one, two = (portaudio.open_input(inputs.devices[k], ignore, ignore) for k in (1, 3))
    for stream in (one, two):
        assert not portaudio.refresh_devices()
        portaudio.close_input(stream)
    assert inputs.begun == ["end", "start"]
    assert portaudio.refresh_devices()


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (("Access denied",), DeviceState.DENIED),
        (("No permission",), DeviceState.DENIED),
        (("Operation not permitted", -9985), DeviceState.DENIED),
        (("Something else",), DeviceState.LOST),
    ],
)
def test_words_of_a_driver_are_understood(
    given: tuple[Any, ...], state: DeviceState, caplog: pytest.LogCaptureFixture
) -> None:
    error = portaudio._explained("Headset", FakeSoundDevice.PortAudioError(*given))
    assert error.state is state and "“Headset”" in str(error)
    told = [record.getMessage() for record in caplog.records]
    lost = state is DeviceState.LOST
    assert told == (["the microphone Headset cannot be opened: Something else"] if lost else [])


def test_a_stream_whose_driver_hangs_when_it_is_closed_holds_up_nobody(
    inputs: Inputs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(portaudio, "CLOSED_WITHIN_S", 0.05)
    inputs._exit_handler = lambda: None  # type: ignore[attr-defined]
    released, closed = threading.Event(), threading.Event()
    stream = portaudio.open_input(inputs.devices[1], ignore, ignore)
    stream.abort = lambda ignore_errors: released.wait(10)
    stream.close = lambda ignore_errors: closed.set()
    portaudio.close_input(stream)
    assert "left to itself" in caplog.text
    assert not portaudio.refresh_devices()  # it is still open: the list stays as it is
    other = portaudio.open_input(inputs.devices[1], ignore, ignore)  # and another one opens
    portaudio.close_input(other)
    assert other.done == [("abort", True), ("close", True)]
    released.set()
    assert closed.wait(10)
