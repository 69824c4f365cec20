"""A first look and listen with real stand-ins: a sound server's microphone and a camera on localhost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from fusion.mode import Mode
from ui.live import devices
from ui.live.options import Options
from ui.live.trial import Trial
from ui.live.whereabouts import try_out
from ui.settings import Settings
from ui.studies.stand_ins.mjpeg import MjpegServer
from ui.studies.stand_ins.pulse import PulseMicrophone

HEADSET = "Jabra Evolve2 65 Flex Stereo Headset Microphone"
PATIENCE_S = 20.0


@pytest.fixture
def server(sound_server: PulseMicrophone) -> PulseMicrophone:
    """With a microphone, which hears what the loudspeaker plays."""
    sound_server.add_microphone("headset", HEADSET)
    return sound_server


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def listeners(server: PulseMicrophone) -> int:
    """How many record from the server."""
    lines = server.pactl("list", "short", "source-outputs").splitlines()
    return len([line for line in lines if "module-remap" not in line and "PulseAudio" not in line])


def test_devices_are_heard_and_seen_by_name_and_really_let_go_of(server: PulseMicrophone) -> None:
    assert devices.microphone_choices() == [HEADSET]
    idle = listeners(server)
    picture = np.full((90, 160, 3), 128, np.uint8)
    with MjpegServer(lambda: picture, fps=20) as camera:
        look = try_out(Options(), Settings(microphone=HEADSET, camera=camera.url))
        until(lambda: look.picture is not None and look.level_dbfs is not None)
        assert look.picture is not None and look.picture.shape == (90, 160, 3)
        assert listeners(server) == idle + 1
        tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(96_000) / 48_000).astype(np.float32)
        player = server.play(tone, wait=False)
        until(lambda: look.level_dbfs is not None and look.level_dbfs > -20.0)
        assert look.troubles == ()
        player.wait()
        look.end()
        look.close()
        until(lambda: listeners(server) == idle)
        assert not [
            t for t in threading.enumerate() if t.name.startswith("attune") and t.name != "attune-test-mjpeg"
        ]


def test_what_the_mode_leaves_out_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(devices, "microphone_source", lambda name: asked.append("sound"))
    monkeypatch.setattr(devices, "camera_source", lambda name: asked.append("picture"))
    for mode, opened in ((Mode.VOICE, ["sound"]), (Mode.FACE, ["picture"])):
        asked.clear()
        try_out(Options(mode=mode), Settings()).close()
        assert asked == opened


def test_the_next_look_waits_until_the_devices_of_the_one_before_are_free() -> None:
    events: list[str] = []

    class Slow:
        """Takes its time to close; nothing comes from it."""

        dropped = 0

        def __init__(self, name: str) -> None:
            self.name = name
            self.going, self.may_close = threading.Event(), threading.Event()

        def open(self, _clock: object) -> None:
            events.append(f"open {self.name}")
            self.going.set()

        def read(self, timeout_s: float) -> None:
            self.may_close.wait(0.01)

        def close(self) -> None:
            assert self.may_close.wait(PATIENCE_S)
            events.append(f"close {self.name}")

    one, two = Slow("one"), Slow("two")
    first = Trial(one, None)
    assert one.going.wait(PATIENCE_S)
    first.end()
    second = Trial(two, None, after=first)
    assert not two.going.wait(0.05)  # one is still open
    assert events == ["open one"]
    one.may_close.set()
    assert two.going.wait(PATIENCE_S)
    two.may_close.set()
    second.close()
    assert events == ["open one", "close one", "open two", "close two"]
