"""The screen through Qt, on a real X server; Wayland's chooser cannot be run here."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from PyQt6.QtGui import QColor, QImage

from face_model.screen.place import Place
from fusion.clock import SessionClock
from fusion.interfaces import DeviceError
from ui.studies.stand_ins.display import VirtualScreen, xvfb_is_installed
from ui.studies.stand_ins.painted_window import PaintedWindow

qt_screen = pytest.importorskip("ui.windows.qt_screen")

LOOKING = """
import json, sys, threading
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication
from face_model.screen.place import parse_place
from fusion.clock import SessionClock
from fusion.interfaces import DeviceError
from ui.windows.qt_screen import QtScreens
app, screens = QApplication([]), QtScreens()
told = {}

def look():
    for name in sys.argv[1:]:
        source = screens.source(parse_place(name))
        try:
            source.open(SessionClock())
            frames = [source.read(1.0) for _ in range(4)]
            told[name] = [frames[-1].image.shape, frames[-1].image[-5, -5].tolist(), frames[-1].t_start]
            source.close()
        except DeviceError as error:
            told[name] = str(error)

thread = threading.Thread(target=look)
thread.start()
timer = QTimer()
timer.timeout.connect(lambda: None if thread.is_alive() else app.quit())
timer.start(50)
app.exec()
thread.join()
print(json.dumps(told))
"""


@pytest.mark.skipif(not xvfb_is_installed(), reason="needs Xvfb")
def test_a_screen_and_a_region_are_seen_again_and_again_while_nothing_changes() -> None:
    red = np.full((240, 320, 3), (250, 10, 20), np.uint8)
    with VirtualScreen(800, 600) as screen, PaintedWindow("Call", (100, 100, 320, 240), screen.env) as window:
        window.show(red)
        window.show(red)
        done = subprocess.run(
            [sys.executable, "-c", LOOKING, "screen", "screen:120,120,200,150", "screen:2"],
            env={**screen.env, "QT_QPA_PLATFORM": "xcb"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["screen"][0] == [600, 800, 3]
    shape, colour, t = told["screen:120,120,200,150"]
    assert (shape, colour) == ([150, 200, 3], [250, 10, 20])
    assert t > 0.25  # the fourth look, ten a second
    assert told["screen:2"] == "There is no screen 2 (there are 1): choose another."


def test_single_windows_are_refused_with_what_to_do(qtbot: object) -> None:
    source = qt_screen.QtScreens().source(Place(window="Sam"))
    with pytest.raises(DeviceError, match="choose a region"):
        source.open(SessionClock())
    with pytest.raises(DeviceError, match="start it first"):
        source.read(0.0)


def test_a_picture_of_qt_is_an_array_whatever_its_width() -> None:
    image = QImage(5, 3, QImage.Format.Format_RGB32)
    image.fill(QColor(1, 2, 3))
    image.setPixelColor(4, 2, QColor(9, 8, 7))
    rgb = qt_screen.to_rgb(image)
    assert rgb.shape == (3, 5, 3)
    assert rgb[0, 0].tolist() == [1, 2, 3] and rgb[2, 4].tolist() == [9, 8, 7]
