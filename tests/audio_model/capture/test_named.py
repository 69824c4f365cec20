"""Microphones under the desktop's names, through a real sound server where there is one."""

from __future__ import annotations

import numpy as np
import pytest
from heard_sound import PATIENCE_S, any_chunk, loud

from audio_model.capture import named, pulse
from audio_model.capture.named import Microphone, microphone_names
from audio_model.capture.portaudio import MicrophoneInfo
from audio_model.capture.sounds import SoundDevice
from fusion.clock import SessionClock
from fusion.interfaces import DeviceError, DeviceState
from ui.studies.stand_ins.pulse import PulseMicrophone

HEADSET = "USB headset of Sam, the second one"


@pytest.fixture
def server(sound_server: PulseMicrophone) -> PulseMicrophone:
    """With a microphone, which hears what the loudspeaker plays."""
    sound_server.add_microphone("headset", HEADSET)
    return sound_server


def test_a_microphone_has_the_desktops_name_and_is_heard_under_it(server: PulseMicrophone) -> None:
    assert microphone_names() == [HEADSET]  # and no loudspeaker's monitor
    clock, source = SessionClock(), Microphone(HEADSET)
    source.open(clock)
    assert source.name == HEADSET
    any_chunk(source, clock)
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000).astype(np.float32)
    player = server.play(tone, wait=False)
    chunk = loud(source, clock)
    assert -0.5 < clock.now() - chunk.t_end < 0.5
    player.wait()
    source.close()
    source.close()


def test_one_that_is_pulled_out_is_told_and_found_again_by_name(server: PulseMicrophone) -> None:
    clock, source = SessionClock(), Microphone("headset of sam")
    source.open(clock)
    any_chunk(source, clock)
    server.pactl("unload-module", "module-remap-source")
    with pytest.raises(DeviceError, match=r"USB headset of Sam.*is gone; plug it in again") as error:
        while clock.now() < PATIENCE_S:
            source.read(0.1)
    assert error.value.state is DeviceState.LOST
    source.close()
    server.add_microphone("headset", HEADSET)
    source.open(clock)
    any_chunk(source, clock)
    source.close()


def test_two_of_one_make_have_different_names(server: PulseMicrophone) -> None:
    server.add_microphone("second", HEADSET)
    assert sorted(microphone_names()) == [f"{HEADSET} (headset)", f"{HEADSET} (second)"]


def test_one_that_does_not_exist_is_told_with_the_desktops_names(server: PulseMicrophone) -> None:
    with pytest.raises(DeviceError, match=rf"no microphone “Studio”.*“{HEADSET}”"):
        Microphone("Studio").open(SessionClock())


def test_without_a_server_portaudios_names_and_ways_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> list[SoundDevice]:
        raise DeviceError("no sound server answers")

    opened = []
    monkeypatch.setattr(pulse, "microphones", none)
    monkeypatch.setattr(named, "list_microphones", lambda: [MicrophoneInfo(3, "Built-in (hw:0,0)", True)])
    monkeypatch.setattr(named.MicrophoneCapture, "open", lambda self, clock: opened.append(self.name))
    assert microphone_names() == ["Built-in (hw:0,0)"]
    Microphone("Built-in").open(SessionClock())
    assert opened == ["Built-in"]


def test_the_systems_choice_is_called_by_the_name_the_desktop_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = [SoundDevice("b", "Built-in", False), SoundDevice("h", "Headset", True)]

    def open_default(self: named.MicrophoneCapture, clock: SessionClock) -> None:
        self._name = "default"

    monkeypatch.setattr(pulse, "microphones", lambda: inputs)
    monkeypatch.setattr(named.MicrophoneCapture, "open", open_default)
    source = Microphone()
    assert source.name == "the default microphone"
    source.open(SessionClock())
    assert source.name == "Headset"
