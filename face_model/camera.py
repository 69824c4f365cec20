"""Webcams and video streams, stamped at the grab; only the newest frame is kept."""

from __future__ import annotations

import os
import platform
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# Read by OpenCV when it opens the first camera: FFmpeg says nothing (-8), and a camera that sends nothing
# holds a grab for 3 s instead of 10.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "3")

import cv2
import numpy as np

from fusion.clock import SessionClock
from fusion.interfaces import DeviceError, DeviceState, VideoFrame

OPEN_TIMEOUT_S = 10.0
"""How long a camera may take to deliver its first frame."""

LOST_AFTER_S = 1.5
"""How long every grab must fail until the camera counts as lost."""

FROZEN_AFTER_S = 3.0
"""A camera that sends one and the same picture for so long has hung, seconds: none is without any noise."""

_DARK = 24
_FEWEST_FAILURES = 3
_PAUSE_AFTER_FAILURE_S = 0.03
_STREAM_TIMEOUT_MS = 5000
_SYSTEM_CAMERAS = Path("/sys/class/video4linux")
_MOST_PROBED = 4
_ON_LINUX: bool = platform.system() == "Linux"


@dataclass(frozen=True)
class CameraInfo:
    """A camera as the system knows it: ``index`` for OpenCV, ``name`` for people."""

    index: int
    name: str


def list_cameras() -> list[CameraInfo]:
    """The cameras of this machine, in the system's order; empty if there is none.

    On Linux their names are read without opening them. Elsewhere each is opened for a moment and has a number
    for a name.
    """
    if _ON_LINUX:
        return _linux_cameras(_SYSTEM_CAMERAS)
    _silence()
    found = []
    for index in range(_MOST_PROBED):
        capture = cv2.VideoCapture(index)
        if capture.isOpened():
            found.append(CameraInfo(index, f"Camera {index + 1}"))
        capture.release()
    return found


class CameraCapture:
    """A camera or stream as a :class:`fusion.interfaces.Source` of frames.

    A thread grabs, stamps straight after the grab, and keeps the newest frame; frames nobody fetched in time
    are counted in :attr:`dropped`, so that a slow analyser never works on old pictures.

    Parameters
    ----------
    device
        Index, the name that :func:`list_cameras` gives, a device file, or the URL of a stream; None for the
        first camera there is. One given by its index is found again by its name, since plugging it in anew
        may change the index.
    latency_s
        Time from light to grab, seconds; subtracted from each stamp.
    """

    def __init__(self, device: int | str | None = None, latency_s: float = 0.0) -> None:
        self._device = device
        self._known_as: str | None = None
        self._latency_s = latency_s
        self._thread: _GrabThread | None = None
        self._stuck: _GrabThread | None = None
        self._dropped = 0

    @property
    def name(self) -> str:
        """The camera's own name, or where its address points."""
        if self._known_as is not None:
            return self._known_as
        if self._device is None:
            return _first_camera().name
        if isinstance(self._device, str) and not self._device.isdecimal():
            host = urlsplit(self._device).hostname  # the rest of an address may carry a password
            return f"Camera at {host}" if host else self._device
        index = int(self._device)
        return _names().get(index, f"Camera {index + 1}")

    @property
    def dropped(self) -> int:
        """Frames that were replaced by newer ones before anybody read them, since ``open``."""
        return self._thread.dropped if self._thread else self._dropped

    def open(self, clock: SessionClock) -> None:
        """Start the camera and wait for its first frame.

        Raises
        ------
        DeviceError
            If it is not there, is used by another program, must not be used, or stays silent for 10 s.
        """
        self.close()
        if self._stuck is not None and self._stuck.is_alive():  # its driver still hangs: one thread is enough
            raise DeviceError(_no_answer(self.name))
        target = self._find()
        thread = _GrabThread(target, self.name, clock, self._latency_s)
        thread.start()
        self._thread = thread
        # Opening may hang inside the driver, so it happens in the thread and is waited for only so long.
        if not thread.ready.wait(OPEN_TIMEOUT_S):
            self.close()
            raise DeviceError(_no_answer(self.name))
        if thread.error:
            self.close()
            raise thread.error
        self._known_as = _names().get(target) if isinstance(target, int) else None

    def read(self, timeout_s: float) -> VideoFrame | None:
        """The newest frame, or None if none came within ``timeout_s``.

        Raises
        ------
        DeviceError
            If the camera is not open, or stopped delivering for good.
        """
        if self._thread is None:
            raise DeviceError(f"{self.name} is not open: start it first.", DeviceState.OFF)
        return self._thread.take(timeout_s)

    def close(self) -> None:
        """Let go of the camera; its light goes off."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
            self._stuck = thread
            self._dropped = thread.dropped

    def _find(self) -> int | str:
        """What OpenCV should open. Raises DeviceError."""
        known = self._known_as
        for camera in _named_cameras():
            if camera.name == known:
                return camera.index
        if self._device is None:
            self._known_as = None  # the one it was is gone: any other will do
            return _first_camera().index
        return _target(self._device if known is None else known)


class _GrabThread(threading.Thread):
    """Opens, grabs and stamps; holds one frame."""

    def __init__(self, target: int | str, name: str, clock: SessionClock, latency_s: float) -> None:
        # Daemon: a driver that hangs in open must not keep the process alive. No torch runs in here.
        super().__init__(name="attune-camera", daemon=True)
        self.ready = threading.Event()
        self.error: DeviceError | None = None
        self.dropped = 0
        self._target = target
        self._camera = name
        self._clock = clock
        self._latency_s = latency_s
        self._stop_wanted = threading.Event()
        self._changed = threading.Condition()
        self._newest: VideoFrame | None = None

    def take(self, timeout_s: float) -> VideoFrame | None:
        """The frame in the slot, which is empty afterwards. Raises DeviceError."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self.error is not None, timeout_s)
            frame, self._newest = self._newest, None
            if frame is None and self.error is not None:
                raise self.error
            return frame

    def stop(self) -> None:
        """End the thread, waiting as long as one slow grab may take."""
        self._stop_wanted.set()
        self.join(_STREAM_TIMEOUT_MS / 1000 + 1)

    def run(self) -> None:
        """Grab until stopped or lost."""
        capture: Any = None
        try:
            capture = _open_capture(self._target, self._camera)
            self._grab_all(capture)
        except DeviceError as error:
            self._fail(error)
        except Exception:  # OpenCV's own errors name its source files, not the camera
            self._fail(_lost(self._camera))
        finally:
            if capture is not None:
                capture.release()
            self.ready.set()

    def _grab_all(self, capture: Any) -> None:
        failures, failing_since = 0, 0.0
        still = _Still()
        while not self._stop_wanted.is_set():
            image = None
            if capture.grab():
                t = self._clock.now() - self._latency_s
                _, image = capture.retrieve()
            if image is None:
                failures += 1
                failing_since = self._clock.now() if failures == 1 else failing_since
                failing_s = self._clock.now() - failing_since
                if failures >= _FEWEST_FAILURES and failing_s > LOST_AFTER_S:
                    raise _lost(self._camera)
                self._stop_wanted.wait(_PAUSE_AFTER_FAILURE_S)
                continue
            failures = 0
            if not still.frozen(image, t):
                self._put(VideoFrame(_rgb(image), t))

    def _put(self, frame: VideoFrame) -> None:
        with self._changed:
            self.dropped += self._newest is not None
            self._newest = frame
            self._changed.notify_all()
        self.ready.set()

    def _fail(self, error: DeviceError) -> None:
        with self._changed:
            self.error = error
            self._changed.notify_all()


class _Still:
    """Notices a camera that has hung and hands out its last picture again and again.

    A black one counts as a picture: the lens is covered, and who looks finds nobody in it.
    """

    def __init__(self) -> None:
        self._last: Any = None
        self._since = 0.0

    def frozen(self, image: Any, t: float) -> bool:
        """Whether this picture, taken at ``t`` (s), is the same as all those of the last seconds."""
        seen = image[::8, ::8].copy()
        if self._last is None or not np.array_equal(seen, self._last) or seen.max() < _DARK:
            self._last, self._since = seen, t
        return t - self._since > FROZEN_AFTER_S


def _open_capture(target: int | str, name: str) -> Any:
    _silence()
    if isinstance(target, int):
        _check_device_file(Path(f"/dev/video{target}"), name)
        capture = cv2.VideoCapture(target)
    else:
        limits = [
            *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _STREAM_TIMEOUT_MS),
            *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, _STREAM_TIMEOUT_MS),
        ]
        capture = cv2.VideoCapture(target, cv2.CAP_FFMPEG, limits)
    if not capture.isOpened():
        if isinstance(target, int):
            raise DeviceError(
                f"{name} cannot be opened, perhaps another program uses it: close that one or choose another"
                " camera.",
                DeviceState.BUSY,
            )
        raise DeviceError(
            f"No video comes from “{name}”: check the address, that its sender is running, and that no other"
            " program has taken it."
        )
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)  # a phone's stream is turned upright; by itself since 4.12
    return capture


def _check_device_file(file: Path, name: str) -> None:
    """Tell missing and forbidden cameras apart, which OpenCV does not."""
    if not _ON_LINUX:
        return
    if not file.exists():
        if not any(file.parent.glob("video*")):
            raise DeviceError("No camera was found: plug one in, or go on with the voice alone.")
        number = file.name.removeprefix("video")
        raise DeviceError(f"Camera number {number} was not found: plug it in or choose another camera.")
    if not os.access(file, os.R_OK | os.W_OK):
        raise DeviceError(
            f"{name} may not be used by this account: add yourself to the group “video” and log in again.",
            DeviceState.DENIED,
        )


def _no_answer(name: str) -> str:
    return f"{name} does not answer: unplug it, plug it in again, or choose another."


def _lost(name: str) -> DeviceError:
    return DeviceError(f"{name} stopped sending pictures: check that it is connected and switched on.")


def _rgb(image: Any) -> Any:
    """OpenCV's picture as RGB, uint8 (height, width, 3)."""
    if image.ndim == 2 or image.shape[2] == 1:
        return np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_GRAY2RGB))
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def _target(device: int | str) -> int | str:
    """What OpenCV should open. Raises DeviceError for a name that no camera has."""
    if isinstance(device, int):
        return device
    if device.isdecimal():
        return int(device)
    if re.fullmatch(r"/dev/video\d+", device):
        return int(device.removeprefix("/dev/video"))
    if "://" in device or Path(device).exists():
        return device
    for camera in list_cameras():
        if camera.name == device:
            return camera.index
    found = ", ".join(f"“{camera.name}”" for camera in list_cameras()) or "none"
    raise DeviceError(f"There is no camera “{device}”: plug it in or choose another (found: {found}).")


def _first_camera() -> CameraInfo:
    """The first one whose name can be had unopened; where none can, what OpenCV takes for the first."""
    return next(iter(_named_cameras()), CameraInfo(0, "Camera 1"))


def _named_cameras() -> list[CameraInfo]:
    """Cameras whose names can be had without opening any."""
    return _linux_cameras(_SYSTEM_CAMERAS) if _ON_LINUX else []


def _names() -> dict[int, str]:
    return {camera.index: camera.name for camera in _named_cameras()}


def _linux_cameras(folder: Path) -> list[CameraInfo]:
    """Capture nodes under ``folder``; a camera's second node (metadata) has an index other than 0."""
    found = []
    for node in folder.glob("video*"):
        try:
            number = int(node.name.removeprefix("video"))
            is_first = (node / "index").read_text().strip() in ("", "0")
            name = (node / "name").read_text().strip()
        except (OSError, ValueError):
            continue
        if is_first:
            found.append(CameraInfo(number, name or f"Camera {number + 1}"))
    found.sort(key=lambda camera: camera.index)
    names = [camera.name for camera in found]
    # Two cameras of one make get their numbers, so that each can be chosen by name.
    return [CameraInfo(c.index, f"{c.name} ({c.index})") if names.count(c.name) > 1 else c for c in found]


def _silence() -> None:
    """The user gets one sentence from us; OpenCV's warnings would only surround it."""
    opencv: Any = cv2
    home = opencv if hasattr(opencv, "setLogLevel") else opencv.utils.logging  # moved in OpenCV 4.13
    home.setLogLevel(0)
