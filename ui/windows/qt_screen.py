"""The screen through Qt, for desktops (Wayland) that show it to nobody but a window, after asking the user.

The desktop's own chooser asks which screen; Qt needs its FFmpeg backend and PipeWire's library. A frame
comes only when something has changed, so the last one is seen again while nothing does.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QImage
from PyQt6.QtMultimedia import QMediaCaptureSession, QScreenCapture, QVideoFrame, QVideoSink

from face_model.screen.looking import LOOKS_PER_S, Looking
from face_model.screen.place import Box, Place
from fusion.arrays import Uint8Array
from fusion.clock import SessionClock
from fusion.interfaces import DeviceError, DeviceState, VideoFrame
from ui.widgets.foreign_threads import let_threads_disconnect

FIRST_FRAME_S = 20.0
"""How long the user may take to answer the desktop's chooser, seconds."""


class QtScreens(QObject):
    """Captures on the window's thread what sources on other threads wish for; one at a time."""

    _wished = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self.changed = threading.Condition()
        self.newest: Uint8Array | None = None
        self.trouble = ""
        self._capture: QScreenCapture | None = None
        self._session: QMediaCaptureSession | None = None
        self._sink: QVideoSink | None = None
        self._taken_at = 0.0
        self._wished.connect(self._obey)

    def source(self, place: Place) -> QtScreenCapture:
        """A source of this part of the screen."""
        return QtScreenCapture(self, place)

    def wish(self, screen: int) -> None:
        """Capture this screen (1 for the first), or none with 0; from any thread."""
        with self.changed:
            self.newest, self.trouble = None, ""
        self._wished.emit(screen)

    def _obey(self, screen: int) -> None:
        if self._capture is not None:
            self._capture.stop()
            self._capture = self._session = self._sink = None
        if screen == 0:
            return
        screens = QGuiApplication.screens()
        if screen > len(screens):
            self._tell(f"There is no screen {screen} (there are {len(screens)}): choose another.")
            return
        self._session, self._capture, self._sink = QMediaCaptureSession(), QScreenCapture(), QVideoSink()
        let_threads_disconnect(
            self._session.screenCaptureChanged, self._capture.activeChanged, self._sink.videoSizeChanged
        )
        self._session.setScreenCapture(self._capture)
        self._session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._take)
        self._capture.errorOccurred.connect(lambda _error, why: self._tell(_refused(why)))
        self._capture.setScreen(screens[screen - 1])
        self._capture.start()

    def _take(self, frame: QVideoFrame) -> None:
        """Keep a frame, as often as looks are needed."""
        if time.monotonic() - self._taken_at < 1 / LOOKS_PER_S - 0.01:
            return
        self._taken_at = time.monotonic()
        picture = to_rgb(frame.toImage())
        with self.changed:
            self.newest = picture
            self.changed.notify_all()

    def _tell(self, trouble: str) -> None:
        with self.changed:
            self.trouble = trouble
            self.changed.notify_all()


class QtScreenCapture(Looking):
    """A part of the screen as a :class:`fusion.interfaces.Source` of frames; used on a thread of its own."""

    def __init__(self, screens: QtScreens, place: Place) -> None:
        super().__init__(place)
        self._screens = screens

    def open(self, clock: SessionClock) -> None:
        """Begin to look; the desktop may ask the user first. Raises DeviceError."""
        self.close()
        if self._place.window is not None:
            raise DeviceError(
                "This desktop shows no single windows to Attune: choose a region of the screen."
            )
        screens = self._screens
        screens.wish(self._place.screen)
        with screens.changed:
            screens.changed.wait_for(lambda: screens.newest is not None or screens.trouble, FIRST_FRAME_S)
            trouble = screens.trouble or ("" if screens.newest is not None else _refused("no answer"))
        if trouble:
            screens.wish(0)
            raise DeviceError(trouble, DeviceState.DENIED)
        self._begin(clock)

    def read(self, timeout_s: float) -> VideoFrame | None:
        """The next look when it is due, or None if that is not within ``timeout_s``. Raises DeviceError."""
        if (t := self._wait(timeout_s)) is None:
            return None
        with self._screens.changed:
            picture, trouble = self._screens.newest, self._screens.trouble
        if trouble or picture is None:
            raise DeviceError(trouble or _refused("it ended"), DeviceState.DENIED)
        return VideoFrame(self._part(picture), t)

    def close(self) -> None:
        """Look no more; harmless when not open."""
        if self._clock is not None:
            self._screens.wish(0)
        self._clock = None

    def _part(self, picture: Uint8Array) -> Uint8Array:
        """The region of a picture of the screen. Raises DeviceError."""
        if self._place.region is None:
            return picture
        height, width = picture.shape[:2]
        part = self._place.region.within(Box(0, 0, width, height))
        if part is None:
            raise DeviceError("The chosen region lies outside the screen: move it back or choose another.")
        return picture[part.y : part.y + part.height, part.x : part.x + part.width].copy()


def to_rgb(image: QImage) -> Uint8Array:
    """A QImage as uint8 (height, width, 3), RGB, of its own."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    bits: Any = rgb.constBits()
    bits.setsize(rgb.sizeInBytes())
    rows = np.frombuffer(bits, np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def _refused(why: str) -> str:
    reason = why.strip().rstrip(".") or "no reason given"
    return f"The desktop did not show its screen ({reason}): allow it when it asks."
