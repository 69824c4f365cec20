"""Flashes and beeps in a window on a screen, as a call plays them, and how far apart they are stamped.

``python -m ui.studies.stand_ins.screen_stage EVENTS`` prints the differences and what looking costs as JSON.
The screen is an X server without hardware, the sound that of a loudspeaker without hardware; what reads them
are the real captures, in a process of their own, as in a call.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

import numpy as np

from ui.studies.skew import CALL_SIZES, measure_devices
from ui.studies.stand_ins.display import VirtualScreen, on_display
from ui.studies.stand_ins.ending import end
from ui.studies.stand_ins.painted_window import PaintedWindow
from ui.studies.stand_ins.pulse import PulseMicrophone
from ui.studies.stand_ins.skew_stage import Stage

FRAMES_PER_S = 60.0
COST_S = 4.0
_SETTLE_S = 5.0
"""A loudspeaker that wakes may take two seconds until it is heard."""
_SPARE_S = 3.0
"""The recorder goes on for so long after the last event: it begins a little before the stage."""
_TITLE = "Call with Sam"
_BOX = (100, 80, 160, 120)


def perform(events: int) -> dict[str, object]:
    """Run the stage and a recorder of it; what the recorder prints."""
    with PulseMicrophone() as microphone, VirtualScreen(1920, 1080) as screen:
        env = on_display(screen.display, microphone.env)
        stage = Stage(microphone, events, _SETTLE_S)
        recorder = None
        try:
            with PaintedWindow(_TITLE, _BOX, env) as window:
                window.show(np.zeros((*_BOX[:1:-1], 3), np.uint8))
                seconds = stage.schedule[-1] + _SPARE_S
                command = [sys.executable, "-m", __spec__.name, "record", f"{seconds:.2f}"]
                recorder = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
                assert recorder.stdout is not None
                recorder.stdout.readline()  # it has begun to listen and to look
                due = time.monotonic()
                for picture in stage.pictures():
                    window.show(picture)
                    due += 1 / FRAMES_PER_S
                    time.sleep(max(0.0, due - time.monotonic()))
                told, _ = recorder.communicate(timeout=seconds + 60)
        finally:
            stage.close()
            if recorder is not None and recorder.poll() is None:
                end(recorder)
    if recorder.returncode:
        raise RuntimeError("the recorder failed")
    found: dict[str, object] = json.loads(told.splitlines()[-1])
    return found


def record(seconds: float) -> dict[str, object]:
    """Measure with what the computer plays and the window of the stage."""
    from audio_model.capture.system_sound import SystemSound
    from face_model.screen.capture import ScreenCapture
    from face_model.screen.place import Place

    print("listening", flush=True)
    result = measure_devices(
        SystemSound(), ScreenCapture(Place(window=_TITLE)), seconds, "screen", between_looks=True
    )
    return {
        "differences_s": result.differences_s.tolist(),
        "flashes": result.flashes,
        "beeps": result.beeps,
        "cost": [looking_costs(width, height) for width, height in CALL_SIZES],
    }


def looking_costs(width: int, height: int) -> float:
    """Share of one processor core that looking at so large a part of the screen takes."""
    from face_model.screen.capture import ScreenCapture
    from face_model.screen.place import Box, Place
    from fusion.clock import SessionClock

    clock, source = SessionClock(), ScreenCapture(Place(region=Box(0, 0, width, height)))
    source.open(clock)
    before, worked_s = clock.now(), time.process_time()
    while clock.now() - before < COST_S:
        source.read(0.2)
    share = (time.process_time() - worked_s) / (clock.now() - before)
    source.close()
    return share


if __name__ == "__main__":
    if sys.argv[1] == "record":
        print(json.dumps(record(float(sys.argv[2]))))
    else:
        print(json.dumps(perform(int(sys.argv[1]))))
