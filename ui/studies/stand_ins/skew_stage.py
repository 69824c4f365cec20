"""Flashes and beeps before a virtual camera and microphone, and how far apart they are stamped.

``python -m ui.studies.stand_ins.skew_stage EVENTS`` prints the differences as JSON; a process of its own, as
PortAudio learns of the virtual microphone when it starts. The microphone is PulseAudio recorded by PortAudio,
the camera MJPEG over HTTP read by OpenCV: the real captures, without hardware.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import numpy as np

from fusion.arrays import Uint8Array
from ui.studies.skew import FLASH_S, beep, make_schedule, measure_devices, picture
from ui.studies.stand_ins.mjpeg import MjpegServer
from ui.studies.stand_ins.pulse import PulseMicrophone

FRAMES_PER_S = 30.0
_RATE_HZ = 48_000
_SETTLE_S = 3.0


class Stage:
    """Lights the picture and sounds the beep at the same moment, on a fixed schedule."""

    def __init__(self, microphone: PulseMicrophone, events: int, settle_s: float = _SETTLE_S) -> None:
        self.schedule = make_schedule(events, first_s=settle_s)
        self._ended = threading.Event()
        # A player of its own per run: it idles between beeps, so nothing queues up before them.
        command = ["pacat", "--playback", "--device=speaker", "--latency-msec=10", "--raw"]
        self._player = subprocess.Popen(
            [*command, "--format=float32le", "--channels=1", f"--rate={_RATE_HZ}"],
            env=microphone.env,
            stdin=subprocess.PIPE,
        )
        # Silence enough to outlast the player's buffer, so that the end of the beep is played out.
        self._beep = np.concatenate([beep(_RATE_HZ), np.zeros(_RATE_HZ // 20, np.float32)]).tobytes()

    def pictures(self) -> Iterator[Uint8Array]:
        """One picture a call, lit from each scheduled moment on; the beep is sent with the first lit one."""
        begun = time.monotonic()
        coming = list(self.schedule)
        lit_until = 0.0
        while coming or time.monotonic() - begun < self.schedule[-1] + 1:
            now = time.monotonic() - begun
            if coming and now >= coming[0]:
                coming.pop(0)
                lit_until = now + FLASH_S
                self._sound()
            yield picture(now < lit_until)

    def _sound(self) -> None:
        assert self._player.stdin is not None
        self._player.stdin.write(self._beep)
        self._player.stdin.flush()

    def close(self) -> None:
        """End the player."""
        self._player.terminate()
        self._player.communicate()


def perform(events: int) -> dict[str, object]:
    """Run the stage and a recorder of it; what the recorder prints."""
    with PulseMicrophone() as microphone:
        stage = Stage(microphone, events)
        try:
            with MjpegServer(stage.pictures(), fps=FRAMES_PER_S) as camera:
                seconds = stage.schedule[-1] + 1.0
                command = [sys.executable, "-m", __spec__.name, "record", camera.url, f"{seconds:.2f}"]
                recorded = subprocess.run(
                    command, env=microphone.env, capture_output=True, text=True, timeout=seconds + 60
                )
        finally:
            stage.close()
    if recorded.returncode:
        raise RuntimeError(recorded.stderr.strip() or "the recorder failed")
    found: dict[str, object] = json.loads(recorded.stdout.splitlines()[-1])
    return found


def record(url: str, seconds: float) -> dict[str, object]:
    """Measure with the default microphone and the camera at ``url``."""
    from audio_model.capture.microphone import MicrophoneCapture
    from face_model.camera import CameraCapture

    result = measure_devices(MicrophoneCapture(), CameraCapture(url), seconds)
    return {
        "differences_s": result.differences_s.tolist(),
        "flashes": result.flashes,
        "beeps": result.beeps,
    }


if __name__ == "__main__":
    if sys.argv[1] == "record":
        print(json.dumps(record(sys.argv[2], float(sys.argv[3]))))
    else:
        print(json.dumps(perform(int(sys.argv[1]))))
