"""What the computer plays, heard through a real sound server where there is one, and what can go wrong."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from heard_sound import PATIENCE_S, any_chunk, loud

from audio_model.capture import loopback, pulse, server_stream, system_sound
from audio_model.capture.system_sound import SystemSound, played_sounds
from fusion.clock import SessionClock
from fusion.interfaces import AudioChunk, DeviceError, DeviceState
from ui.studies.stand_ins.pulse import PulseMicrophone

HEADPHONES = "sink_name=headphones", "sink_properties=device.description=Headphones"


def tone() -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000).astype(np.float32)


def test_a_tone_that_is_played_is_heard_and_named_after_its_loudspeaker(
    sound_server: PulseMicrophone,
) -> None:
    (sound,) = played_sounds()
    assert (sound.id, sound.is_default) == ("speaker.monitor", True)
    clock, source = SessionClock(), SystemSound()
    source.open(clock)
    assert source.name == sound.name
    any_chunk(source, clock)  # the loudspeaker is awake
    player = sound_server.play(tone(), wait=False)
    chunk = loud(source, clock)
    spectrum = np.abs(np.fft.rfft(source_samples(source, clock, chunk)))
    assert np.argmax(spectrum) / len(spectrum) * 8000 == pytest.approx(440, abs=20)
    player.wait()
    source.close()
    source.close()


def source_samples(source: SystemSound, clock: SessionClock, first: AudioChunk) -> np.ndarray:
    """A third of a second from ``first`` on, whose stamps follow each other without a gap."""
    chunks = [first]
    while sum(len(c.samples) for c in chunks) < 5000:
        chunks.append(any_chunk(source, clock))
        assert chunks[-1].t_start == pytest.approx(chunks[-2].t_end, abs=0.02)
    return np.concatenate([c.samples for c in chunks])


def test_a_pair_in_opposite_phase_is_heard(sound_server: PulseMicrophone, tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    soundfile.write(tmp_path / "opposite.wav", np.stack([tone(), -tone()], axis=1), 48_000)
    clock, source = SessionClock(), SystemSound("speaker.monitor")
    source.open(clock)
    any_chunk(source, clock)
    player = sound_server.play(tmp_path / "opposite.wav", wait=False)
    loud(source, clock)
    player.wait()
    source.close()


def test_another_loudspeaker_that_becomes_the_default_is_followed_in_a_silence(
    sound_server: PulseMicrophone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_sound, "FOLLOW_S", 0.3)
    clock, source = SessionClock(), SystemSound()
    source.open(clock)
    any_chunk(source, clock)
    sound_server.pactl("load-module", "module-null-sink", *HEADPHONES)
    sound_server.pactl("set-default-sink", "headphones")
    while source.name != "Headphones" and clock.now() < PATIENCE_S:
        source.read(0.1)
    assert source.name == "Headphones"
    any_chunk(source, clock)
    source.close()


def test_a_call_through_other_headphones_than_the_default_is_heard_while_only_they_play(
    sound_server: PulseMicrophone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_sound, "FOLLOW_S", 0.3)
    sound_server.pactl("load-module", "module-null-sink", *HEADPHONES)
    sound_server.pactl("set-default-sink", "speaker")
    clock, source = SessionClock(), SystemSound()
    source.open(clock)
    assert source.name == "Null Output"
    any_chunk(source, clock)

    def plays(device: str, until: str) -> None:
        """Something plays there, in silence at first, until the loudspeaker of this name is heard."""
        command = ["pacat", "--playback", f"--device={device}", "--raw", "--rate=8000", "/dev/zero"]
        players.append(subprocess.Popen(command, env=sound_server.env, stderr=subprocess.DEVNULL))
        while source.name != until and clock.now() < PATIENCE_S:
            source.read(0.1)
        assert source.name == until

    players: list[subprocess.Popen[bytes]] = []
    try:
        plays("headphones", "Headphones")
        any_chunk(source, clock)
        plays("speaker", "Null Output")  # the default one comes first, once it has something to play
    finally:
        for player in players:
            player.kill()
            player.wait()
    source.close()


def test_a_loudspeaker_taken_away_is_told_and_no_microphone_is_heard_in_its_place(
    sound_server: PulseMicrophone,
) -> None:
    clock, source = SessionClock(), SystemSound("speaker.monitor")
    source.open(clock)
    any_chunk(source, clock)
    sound_server.pactl("load-module", "module-null-sink", "sink_name=other")
    sound_server.pactl("unload-module", "0")
    with pytest.raises(DeviceError, match="plays no more") as error:
        while clock.now() < PATIENCE_S:
            source.read(0.1)
    assert error.value.state is DeviceState.LOST
    source.close()


def test_a_server_that_goes_is_told_and_opening_says_so_too(sound_server: PulseMicrophone) -> None:
    clock, source = SessionClock(), SystemSound()
    source.open(clock)
    any_chunk(source, clock)
    sound_server.unplug()
    with pytest.raises(DeviceError, match="no sound server"):
        while clock.now() < PATIENCE_S:
            source.read(0.1)
    with pytest.raises(DeviceError, match="no sound server"):
        source.open(clock)
    assert played_sounds() == []
    source.close()


def test_what_does_not_exist_is_told_with_what_does(sound_server: PulseMicrophone) -> None:
    with pytest.raises(DeviceError, match=r"Nothing called “kitchen”.*“Null Output”"):
        SystemSound("kitchen").open(SessionClock())


def tools(folder: Path, parec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pactl that knows one loudspeaker, and a parec of ours."""
    source = '[{"name": "a.monitor", "description": "Monitor of A", "monitor_source": "a"}]'
    scripts = {
        "pactl": f"#!/bin/sh\ncase $1 in get-default-sink) echo a;; *) echo '{source}';; esac\n",
        "parec": f"#!{sys.executable}\n{parec}",
    }
    for name, text in scripts.items():
        (folder / name).write_text(text)
        (folder / name).chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


STUCK_ONCE = """
import pathlib, sys, time
mark = pathlib.Path(__file__).with_name("tried")
if not mark.exists():
    mark.touch()
    time.sleep(600)
while True:
    sys.stdout.buffer.write(bytes(4 * 2 * 960))
    sys.stdout.buffer.flush()
    time.sleep(0.02)
"""


def test_a_recorder_that_opens_and_says_nothing_is_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools(tmp_path, STUCK_ONCE, monkeypatch)
    monkeypatch.setattr(server_stream, "FIRST_SOUND_S", 0.5)
    clock, source = SessionClock(), SystemSound("A")
    source.open(clock)
    chunk = any_chunk(source, clock)
    assert chunk.t_start > 0.4
    source.close()


def test_a_latency_below_nought_means_that_the_sound_is_still_to_be_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = STUCK_ONCE.replace(
        "while True:",
        "while True:\n    sys.stderr.write('Time: 1.0 sec; Latency: -200000 usec.\\r'); sys.stderr.flush()",
    )
    tools(tmp_path, early, monkeypatch)
    (tmp_path / "tried").touch()
    clock, source = SessionClock(), SystemSound()
    source.open(clock)
    ahead = []
    while len(ahead) < 30:
        chunk = any_chunk(source, clock)
        ahead.append(chunk.t_end - clock.now())
    assert max(ahead) > 0.1
    source.close()


def test_missing_tools_are_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceError, match="pulseaudio-utils"):
        pulse.default_monitor()
    assert played_sounds() == []


def test_macos_is_told_what_to_do_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_sound.sys, "platform", "darwin")
    with pytest.raises(DeviceError, match="BlackHole"):
        SystemSound().open(SessionClock())


class FakeSoundcard:
    """As much of soundcard as is used, with one loudspeaker that plays half of full scale, then fails."""

    def __init__(self) -> None:
        self.id, self.name = "{x}", "Speakers"
        self.failing = False

    def all_speakers(self) -> list[FakeSoundcard]:
        return [self]

    def default_speaker(self) -> FakeSoundcard:
        return self

    def get_microphone(self, id: str, include_loopback: bool) -> FakeSoundcard:
        assert (id, include_loopback) == ("{x}", True)
        return self

    def recorder(self, **_: object) -> FakeSoundcard:
        return self

    def __enter__(self) -> FakeSoundcard:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def record(self, frames: int) -> np.ndarray:
        if self.failing:
            raise RuntimeError("0x88890004")
        return np.full((frames, 2), 0.5)


def test_windows_is_heard_through_soundcard(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeSoundcard()
    monkeypatch.setitem(sys.modules, "soundcard", fake)
    monkeypatch.setattr(system_sound, "_system", lambda: loopback)
    assert [(s.id, s.name, s.is_default) for s in played_sounds()] == [("{x}", "Speakers", True)]
    clock, source = SessionClock(), SystemSound()
    source.open(clock)
    loud(source, clock)
    fake.failing = True
    with pytest.raises(DeviceError, match="“Speakers” plays no more"):
        while clock.now() < PATIENCE_S:
            source.read(0.1)
    source.close()


def test_reading_before_opening_is_told() -> None:
    with pytest.raises(DeviceError, match="start it first"):
        SystemSound().read(0.0)
