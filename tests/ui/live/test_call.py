"""A call on this computer, end to end on real parts: a window under Xvfb, its sound in a null sink."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from audio_model.speakers import beside
from fusion.evidence import Modality
from fusion.interfaces import DeviceState
from fusion.mode import Mode
from fusion.moment import Moment
from ui.demo.clip import DEMO_CLIP
from ui.live.assemble import Assembly, assemble
from ui.live.options import Options
from ui.settings import Settings
from ui.studies.stand_ins.display import VirtualScreen, on_display, xvfb_is_installed
from ui.studies.stand_ins.painted_window import PaintedWindow
from ui.studies.stand_ins.player import playing
from ui.studies.stand_ins.pulse import PulseMicrophone, pulse_is_installed
from ui.wording.captured import Captured

pytest.importorskip("mss")
pytestmark = [
    pytest.mark.skipif(
        not (pulse_is_installed() and xvfb_is_installed()), reason="needs pulseaudio and Xvfb"
    ),
    pytest.mark.timeout(300),
]
PATIENCE_S = 120.0
BOX = (120, 60, 640, 480)
TITLE = "Call with Sam"


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A screen and a loudspeaker of this test's own."""
    with PulseMicrophone() as loudspeaker, VirtualScreen(1280, 720) as screen:
        env = on_display(screen.display, loudspeaker.env)
        monkeypatch.setenv("DISPLAY", env["DISPLAY"])
        monkeypatch.setenv("PULSE_SERVER", env["PULSE_SERVER"])
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        yield env


def wait_for(condition: object, what: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until, what
        time.sleep(0.05)


def test_the_partner_of_a_call_is_seen_on_the_screen_and_heard_as_played(desktop: dict[str, str]) -> None:
    moments: list[Moment] = []
    with PaintedWindow(TITLE, BOX, desktop) as window:
        window.show(np.zeros((480, 640, 3), np.uint8))
        assembly = assemble(Options(source=f"window:{TITLE}", sound="system", log=False), Settings())
        assert assembly.captured == Captured(screen=True, played=True)
        try:
            with playing(DEMO_CLIP, window, desktop):
                assembly.session.subscribe(moments.append)
                assembly.session.start()
                wait_for(lambda: any(_both(m) for m in moments), "voice and face were to be read")
            names = {m: s.name for m, s in assembly.session.status().items()}
            assert names == {Modality.VOICE: "Null Output", Modality.FACE: TITLE}
            read = next(m for m in moments if _both(m)).estimate
            assert read.voice is not None and abs(read.voice.t_end - read.t) < 3.0
        finally:
            assembly.close()


def test_a_window_that_is_closed_leaves_the_voice(desktop: dict[str, str]) -> None:
    moments: list[Moment] = []
    assembly: Assembly | None = None
    try:
        with PaintedWindow(TITLE, BOX, desktop) as window:
            window.show(np.zeros((480, 640, 3), np.uint8))
            assembly = assemble(Options(source=f"window:{TITLE}", log=False), Settings())
            session = assembly.session
            session.subscribe(moments.append)
            session.start()
            wait_for(
                lambda: all(s.state is DeviceState.LIVE for s in session.status().values()),
                "both were to run",
            )
        wait_for(
            lambda: session.status()[Modality.FACE].state is DeviceState.LOST, "the window was to be lost"
        )
        assert session.status()[Modality.FACE].sentence == (
            f"The window “{TITLE}” is not on the screen: open it, bring it back if it is minimised, or "
            "choose another."
        )
        assert session.status()[Modality.VOICE].state is DeviceState.LIVE
        assert not session.finished.is_set()
    finally:
        if assembly is not None:
            assembly.close()


def test_a_microphone_that_hears_the_loudspeaker_is_not_the_user(
    desktop: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    moments: list[Moment] = []
    judged: list[bool] = []  # each time that speech was heard in the microphone
    is_echo = beside.is_echo
    monkeypatch.setattr(beside, "is_echo", lambda *levels: judged.append(is_echo(*levels)) or judged[-1])
    with PaintedWindow(TITLE, BOX, desktop) as window:
        options = Options(source=f"window:{TITLE}", mode=Mode.VOICE, log=False, microphone_too=True)
        assembly = assemble(options, Settings())
        assert assembly.captured.microphone_too
        try:
            with playing(DEMO_CLIP, window, desktop):
                assembly.session.subscribe(moments.append)
                assembly.session.start()
                wait_for(
                    lambda: sum(_partner_speaks(m) for m in moments) >= 50, "the partner was to be heard"
                )
            status = assembly.session.status_beside()
            assert status is not None and status.state is DeviceState.LIVE
        finally:
            assembly.close()
    spoken = [m.speaking for m in moments if m.speaking is not None and _partner_speaks(m)]
    assert sum(judged) >= 25  # the loudspeaker was heard, and known
    assert np.mean([told.own > 0 for told in spoken]) < 0.05


def _partner_speaks(moment: Moment) -> bool:
    return moment.speaking is not None and moment.speaking.partner > 0.5


def _both(moment: Moment) -> bool:
    return moment.estimate.voice is not None and moment.estimate.face is not None
