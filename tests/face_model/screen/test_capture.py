"""A window, a region and a screen, looked at on a real X server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from face_model.screen import capture, windows
from face_model.screen.capture import OTHER_IN_FRONT, OWN_IN_FRONT, ScreenCapture, screen_count
from face_model.screen.open_window import OpenWindow
from face_model.screen.place import Box, parse_place
from face_model.screen.windows import open_windows, window_titles
from fusion.clock import SessionClock
from fusion.interfaces import DeviceError, DeviceState, VideoFrame
from ui.studies.stand_ins.display import VirtualScreen, xvfb_is_installed
from ui.studies.stand_ins.painted_window import PaintedWindow

pytest.importorskip("mss")
pytestmark = pytest.mark.skipif(not xvfb_is_installed(), reason="needs Xvfb")
PATIENCE_S = 20.0
BOX = (200, 100, 320, 240)
RED = np.full((240, 320, 3), (250, 10, 20), np.uint8)


@pytest.fixture(scope="module")
def screen() -> Iterator[VirtualScreen]:
    with VirtualScreen(1000, 700) as screen:
        yield screen


@pytest.fixture(autouse=True)
def on_screen(screen: VirtualScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", screen.display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


@pytest.fixture
def call(screen: VirtualScreen) -> Iterator[PaintedWindow]:
    """A red window, which is shown where it is to be."""
    with PaintedWindow("Call with Sam", BOX, screen.env) as window:
        window.show(RED)
        until = time.monotonic() + PATIENCE_S
        while not any(w.title == "Call with Sam" and w.box == Box(*BOX) for w in open_windows()):
            assert time.monotonic() < until
            window.show(RED)
        yield window


def look(source: ScreenCapture, timeout_s: float = 5.0) -> VideoFrame:
    frame = source.read(timeout_s)
    assert frame is not None
    return frame


def test_a_window_is_found_by_a_part_of_its_title_and_shown_as_it_is(call: PaintedWindow) -> None:
    assert window_titles() == ["Call with Sam"]
    source = ScreenCapture(parse_place("window:with sam"))
    source.open(SessionClock())
    frame = look(source)
    assert frame.image.shape == (240, 320, 3)
    assert frame.image[120, 160].tolist() == [250, 10, 20]
    source.close()
    source.close()


def test_a_region_and_the_whole_screen_show_their_part_of_it(call: PaintedWindow) -> None:
    clock = SessionClock()
    region, whole = ScreenCapture(parse_place("screen:100,50,200,150")), ScreenCapture(parse_place("screen"))
    for source in (region, whole):
        source.open(clock)
    part, all_of_it = look(region).image, look(whole).image
    assert all_of_it.shape == (700, 1000, 3)
    assert (part == all_of_it[50:200, 100:300]).all()
    assert (all_of_it[100:340, 200:520] == RED).all()
    assert (part[50:, 100:] == (250, 10, 20)).all() and not (part[:50, :100] == (250, 10, 20)).all(-1).any()
    for source in (region, whole):
        source.close()
    assert screen_count() == 1


def test_looks_come_as_often_as_asked_and_are_stamped_when_they_were_taken(call: PaintedWindow) -> None:
    clock, source = SessionClock(), ScreenCapture(parse_place("window:Sam"), looks_per_s=20)
    source.open(clock)
    stamps = []
    for _ in range(10):
        before = clock.now()
        stamps.append(look(source).t_start)
        assert before <= stamps[-1] <= clock.now()
    assert stamps[-1] - stamps[0] > 9 * 0.05 - 0.02
    assert source.read(0.0) is None
    assert source.dropped == 0
    source.close()


def test_a_look_that_comes_late_is_not_made_up_for(call: PaintedWindow) -> None:
    clock, source = SessionClock(), ScreenCapture(parse_place("window:Sam"), looks_per_s=50)
    source.open(clock)
    look(source)
    time.sleep(0.2)  # what analyses it was busy
    late = [look(source).t_start for _ in range(3)]
    assert late[2] - late[0] > 0.019  # the second comes at once, and the third in its turn
    source.close()


def test_attunes_own_windows_are_painted_over(call: PaintedWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """The red window passes for Attune's, so that grey is seen where it is red."""
    taken = open_windows()
    monkeypatch.setattr(
        capture, "open_windows", lambda: [OpenWindow(w.title, w.box, os.getpid()) for w in taken]
    )
    source = ScreenCapture(parse_place("screen"))
    source.open(SessionClock())
    seen = look(source).image
    assert (seen[100:340, 200:520] == 128).all()
    assert not (seen == RED[0, 0]).all(-1).any()
    source.close()


def test_the_process_of_a_window_is_known(call: PaintedWindow) -> None:
    (window,) = [w for w in open_windows() if w.title == "Call with Sam"]
    assert window.pid == call._process.pid
    assert not window.is_own


def test_a_window_that_is_closed_is_told_and_found_again(screen: VirtualScreen) -> None:
    clock, source = SessionClock(), ScreenCapture(parse_place("window:Sam"))
    with PaintedWindow("Call with Sam", BOX, screen.env) as window:
        window.show(RED)
        source.open(clock)
        look(source)
    with pytest.raises(DeviceError, match="The window “Sam” is not on the screen: open it") as error:
        while clock.now() < PATIENCE_S:
            source.read(0.1)
    assert error.value.state is DeviceState.LOST
    source.close()
    with PaintedWindow("Call with Sam", BOX, screen.env) as window:
        window.show(RED)
        source.open(clock)
        look(source)
        source.close()


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("screen:3", "There is no screen 3"),
        ("screen:5000,0,100,100", "lies outside the screen"),
        ("window:Nobody", "The window “Nobody” is not on the screen"),
    ],
)
def test_what_is_not_there_is_told(place: str, sentence: str) -> None:
    with pytest.raises(DeviceError, match=sentence):
        ScreenCapture(parse_place(place)).open(SessionClock())


def test_a_region_partly_off_the_screen_shows_the_rest() -> None:
    source = ScreenCapture(parse_place("screen:900,600,200,200"))
    source.open(SessionClock())
    assert look(source).image.shape == (100, 100, 3)
    source.close()


def test_a_desktop_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4711")
    with pytest.raises(DeviceError, match="may not be looked at") as error:
        ScreenCapture(parse_place("screen")).open(SessionClock())
    assert error.value.state is DeviceState.DENIED
    assert (screen_count(), window_titles()) == (0, [])


def test_wayland_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with pytest.raises(DeviceError, match="Wayland"):
        ScreenCapture(parse_place("screen")).open(SessionClock())


def test_macos_is_told_that_windows_cannot_be_singled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture.sys, "platform", "darwin")
    monkeypatch.setattr(windows.sys, "platform", "darwin")
    source = ScreenCapture(parse_place("window:Sam"))
    monkeypatch.setattr(source, "_grabber", None)
    grabber = type("Grabber", (), {"monitors": [{"left": 0, "top": 0, "width": 9, "height": 9}]})()
    monkeypatch.setattr(capture, "_open_grabber", lambda: grabber)
    with pytest.raises(DeviceError, match="choose a region"):
        source.open(SessionClock())


def test_reading_before_opening_is_told() -> None:
    with pytest.raises(DeviceError, match="start it first"):
        ScreenCapture(parse_place("screen")).read(0.0)


def test_no_program_is_ended_by_a_window_that_vanishes_while_it_is_asked_about(screen: VirtualScreen) -> None:
    """Xlib ends the process then; asked in a process of its own while windows come and go."""
    code = "from face_model.screen.windows import open_windows\nfor _ in range(300): open_windows()"
    asking = subprocess.Popen([sys.executable, "-c", code], env=screen.env)
    while asking.poll() is None:
        with PaintedWindow("Fleeting", BOX, screen.env) as window:
            window.show(RED)
    assert asking.returncode == 0


def test_what_lies_over_the_chosen_window_is_told_with_the_picture(
    call: PaintedWindow, screen: VirtualScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(place: str) -> str:
        source = ScreenCapture(parse_place(place))
        source.open(SessionClock())
        try:
            return look(source).covered
        finally:
            source.close()

    assert told("window:Call") == ""
    with PaintedWindow("Notes", (300, 150, 160, 120), screen.env) as above:
        above.show(np.full((120, 160, 3), 90, np.uint8))
        assert told("window:Call") == OTHER_IN_FRONT
        assert told("screen:200,100,320,240") == ""  # whatever is there is what was chosen
        taken = [w if w.title != "Notes" else replace(w, pid=os.getpid()) for w in open_windows()]
        monkeypatch.setattr(capture, "open_windows", lambda: taken)
        assert told("window:Call") == told("screen:200,100,320,240") == OWN_IN_FRONT
        assert told("screen") == ""  # a small part of it
