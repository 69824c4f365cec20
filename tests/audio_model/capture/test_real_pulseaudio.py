"""The microphone of a real PulseAudio, recorded in a program of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ui.studies.stand_ins.pulse import PulseMicrophone, pulse_is_installed

ROOT = Path(__file__).parents[3]

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
print(json.dumps({"names": names, "pitch": pitch, "jumps": sorted(jumps), "age": float(np.median(ages)),
                  "dropped": capture.dropped, "state": state, "level": float(np.abs(sound).max())}))
"""


@pytest.mark.skipif(not pulse_is_installed(), reason="PulseAudio and ALSA's pulse plugin are not installed")
def test_portaudio_records_a_real_pulseaudio() -> None:
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(30 * 48_000) / 48_000)
    with PulseMicrophone() as pulse:
        env = {**pulse.env, "PYTHONPATH": str(ROOT)}
        recorder = subprocess.Popen(
            [sys.executable, "-c", RECORDER],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        player = pulse.play(tone.astype(np.float32), 48_000, wait=False)
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
    assert told["jumps"][round(0.95 * len(told["jumps"])) - 1] < 0.01
    assert told["jumps"][-1] < 0.02
    assert 0 < told["age"] < 0.4
    assert told["dropped"] == 0
    assert told["state"] in ("lost", "nothing comes")
    # Only PortAudio's own words at the death of the stream, from its thread, cannot be turned off.
    assert all(line.startswith("Expression ") for line in err.splitlines()), err
