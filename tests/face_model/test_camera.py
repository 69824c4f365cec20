import socket
import threading
import time
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import pytest

from face_model import camera
from face_model.camera import CameraCapture, CameraInfo, list_cameras
from fusion.clock import SessionClock
from fusion.interfaces import DeviceError, DeviceState
from ui.studies.stand_ins.mjpeg import MjpegServer


def plain(level: int, colour: bool = False) -> np.ndarray:
    picture = np.full((120, 160, 3), level, np.uint8)
    if colour:
        picture[..., 1:] = 0
    return picture


def read_frames(capture: CameraCapture, n: int) -> list:
    frames = []
    while len(frames) < n:
        frame = capture.read(timeout_s=3)
        assert frame is not None
        frames.append(frame)
    return frames


def test_frames_come_in_order_as_rgb_with_times_of_the_session_clock() -> None:
    clock = SessionClock()
    with MjpegServer(lambda: plain(200, colour=True), fps=40) as server:
        capture = CameraCapture(server.url)
        capture.open(clock)
        frames = read_frames(capture, 10)
        capture.close()
    assert frames[0].image.shape == (120, 160, 3)
    assert frames[0].image.dtype == np.uint8
    assert frames[0].image[..., 0].mean() > 180 > 60 > frames[0].image[..., 2].mean()
    times = [frame.t_start for frame in frames]
    assert times == sorted(times)
    assert times[0] >= 0 and times[-1] <= clock.now()


def first_picture(clip: Path) -> np.ndarray:
    """What is read of a clip where a camera's stream is expected."""
    capture = CameraCapture(str(clip))
    capture.open(SessionClock())
    (frame,) = read_frames(capture, 1)
    capture.close()
    return np.asarray(frame.image)


@pytest.mark.skipif(
    tuple(map(int, cv2.__version__.split(".")[:2])) < (4, 13), reason="older OpenCV takes HD colours for SD"
)
def test_hd_colours_of_a_stream_are_read_with_their_own_matrix(hd_clip: Path) -> None:
    assert first_picture(hd_clip)[300, 300].astype(int) == pytest.approx([200, 60, 40], abs=3)


def test_a_phone_held_upright_is_seen_upright(phone_clip: Path) -> None:
    upright = first_picture(phone_clip)
    assert upright.shape == (64, 48, 3)
    assert upright[:12].mean() > 200 > 50 > upright[24:].mean()  # the left edge is now the top


def test_stamps_are_close_to_when_the_picture_was_made_and_latency_is_subtracted() -> None:
    clock = SessionClock()
    made: dict[int, float] = {}
    numbers = count()

    def numbered() -> np.ndarray:
        number = next(numbers)
        level = 20 * (number % 12) + 10
        made[number] = clock.now()
        return plain(level)

    with MjpegServer(numbered, fps=25) as server:
        capture = CameraCapture(server.url, latency_s=0.5)
        capture.open(clock)
        read_frames(capture, 15)  # whatever gathered while the stream was opened
        frames = read_frames(capture, 10)
        capture.close()
    late = []
    for frame in frames:
        level = round((float(frame.image.mean()) - 10) / 20)
        taken = frame.t_start + 0.5
        late.append(min(abs(taken - t) for n, t in made.items() if n % 12 == level))
    assert np.median(late) < 0.06


def test_old_frames_are_dropped_and_counted() -> None:
    with MjpegServer(lambda: plain(90), fps=50) as server:
        capture = CameraCapture(server.url)
        capture.open(SessionClock())
        deadline = time.monotonic() + 5
        while capture.dropped < 5 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert capture.dropped >= 5
        assert capture.read(1) is not None
        capture.close()
        assert capture.dropped >= 5


def test_no_frame_in_time_is_none_and_close_is_harmless_twice() -> None:
    with MjpegServer(iter([plain(9)] * 40), fps=200) as server:
        capture = CameraCapture(server.url)
        capture.close()
        capture.open(SessionClock())
        capture.read(1)
        assert capture.read(0.0) is None or capture.read(0.0) is None
        capture.close()
        capture.close()


def test_a_server_that_goes_away_is_lost_with_a_sentence() -> None:
    with MjpegServer(lambda: plain(90), fps=50) as server:
        capture = CameraCapture(server.url)
        capture.open(SessionClock())
        read_frames(capture, 3)
        server.stop()
        with pytest.raises(DeviceError, match="stopped sending pictures") as caught:
            for _ in range(200):
                capture.read(1)
        capture.close()
    assert caught.value.state is DeviceState.LOST


@pytest.mark.parametrize("forbidden", [True, False])
def test_a_camera_that_lets_nobody_in_or_that_another_has_taken_says_so(forbidden: bool) -> None:
    with MjpegServer(lambda: plain(90), fps=50, only_one=True, forbidden=forbidden) as server:
        first, second = CameraCapture(server.url), CameraCapture(server.url)
        if not forbidden:
            first.open(SessionClock())
            read_frames(first, 1)
        with pytest.raises(DeviceError, match=r"check the address.*no other program has taken it"):
            second.open(SessionClock())
        first.close()
        second.close()


def test_what_cannot_be_opened_says_so_quietly(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:  # a port nobody listens on
        taken.bind(("127.0.0.1", 0))
        url = f"http://user:secret@127.0.0.1:{taken.getsockname()[1]}/nothing"
        with pytest.raises(DeviceError, match=r"No video comes from “Camera at 127\.0\.0\.1”") as caught:
            CameraCapture(url).open(SessionClock())
    assert "secret" not in str(caught.value)
    with pytest.raises(DeviceError, match=r"not found|No camera was found|cannot be opened"):
        CameraCapture(97).open(SessionClock())
    with pytest.raises(DeviceError, match="no camera “Nobody's camera”"):
        CameraCapture("Nobody's camera").open(SessionClock())
    with pytest.raises(DeviceError, match="not open"):
        CameraCapture(0).read(0)
    assert capfd.readouterr().err == ""


def test_linux_names_without_metadata_nodes_and_twins_told_apart(tmp_path: Path) -> None:
    for number, index, name in [(0, 0, "Lamp"), (1, 1, "Lamp"), (2, 0, "Lamp"), (10, 0, "Eye")]:
        node = tmp_path / f"video{number}"
        node.mkdir()
        (node / "index").write_text(f"{index}\n")
        (node / "name").write_text(f"{name}\n")
    assert camera._linux_cameras(tmp_path) == [
        CameraInfo(0, "Lamp (0)"),
        CameraInfo(2, "Lamp (2)"),
        CameraInfo(10, "Eye"),
    ]
    assert isinstance(list_cameras(), list)


class FakeDriver:
    """Stands in for the system's cameras: what is plugged in, and what was opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cameras: list[CameraInfo] = []
        self.opened: list[int | str] = []
        self.hangs: threading.Event | None = None
        monkeypatch.setattr(camera, "_named_cameras", lambda: self.cameras)
        monkeypatch.setattr(camera, "list_cameras", lambda: self.cameras)
        monkeypatch.setattr(camera, "_open_capture", self.open_capture)

    def open_capture(self, target: int | str, name: str) -> "FakeDriver":
        self.opened.append(target)
        if self.hangs is not None:
            self.hangs.wait(20)
        return self

    def grab(self) -> bool:
        return True

    def retrieve(self) -> tuple[bool, np.ndarray]:
        return True, plain(50)

    def release(self) -> None: ...


def open_and_close(capture: CameraCapture) -> None:
    capture.open(SessionClock())
    capture.close()


def test_any_camera_is_the_first_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = FakeDriver(monkeypatch)
    driver.cameras = [CameraInfo(2, "Eye"), CameraInfo(4, "Lamp")]
    capture = CameraCapture()
    assert capture.name == "Eye"
    open_and_close(capture)
    driver.cameras = [CameraInfo(4, "Lamp")]
    open_and_close(capture)
    assert driver.opened == [2, 4]
    assert capture.name == "Lamp"


def test_a_camera_is_found_again_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = FakeDriver(monkeypatch)
    driver.cameras = [CameraInfo(0, "Lamp"), CameraInfo(2, "Eye")]
    capture = CameraCapture(2)
    open_and_close(capture)
    driver.cameras = [CameraInfo(0, "Lamp"), CameraInfo(5, "Eye")]
    open_and_close(capture)
    assert driver.opened == [2, 5]
    driver.cameras = [CameraInfo(0, "Lamp"), CameraInfo(2, "Other")]
    with pytest.raises(DeviceError, match="no camera “Eye”"):
        capture.open(SessionClock())


def test_a_driver_that_hangs_is_not_asked_again_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = FakeDriver(monkeypatch)
    driver.hangs = threading.Event()
    monkeypatch.setattr(camera, "OPEN_TIMEOUT_S", 0.05)
    monkeypatch.setattr(camera, "_STREAM_TIMEOUT_MS", -990)
    capture = CameraCapture(0)
    for _ in range(3):
        with pytest.raises(DeviceError, match="does not answer"):
            capture.open(SessionClock())
    assert driver.opened == [0]
    driver.hangs.set()
    (hung,) = (t for t in threading.enumerate() if t.name == "attune-camera")
    hung.join(10)
    driver.hangs = None
    open_and_close(capture)
    assert driver.opened == [0, 0]


def test_a_camera_of_the_wrong_account_is_denied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "video0"
    file.touch()
    monkeypatch.setattr(camera.os, "access", lambda *_: False)
    monkeypatch.setattr(camera, "_ON_LINUX", True)
    with pytest.raises(DeviceError, match="group “video”") as caught:
        camera._check_device_file(file, "Eye")
    assert caught.value.state is DeviceState.DENIED


def test_grey_pictures_become_rgb() -> None:
    assert camera._rgb(np.zeros((4, 6), np.uint8)).shape == (4, 6, 3)


def test_a_camera_that_hands_out_its_last_picture_again_and_again_sends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(camera, "FROZEN_AFTER_S", 0.2)
    rng = np.random.default_rng(0)
    hung = threading.Event()
    shown = [plain(120)]

    def picture() -> np.ndarray:
        if not hung.is_set():
            shown[0] = rng.integers(0, 255, (120, 160, 3), np.uint8)
        return shown[0]

    with MjpegServer(picture, fps=50) as server:
        capture = CameraCapture(server.url)
        capture.open(SessionClock())
        read_frames(capture, 3)
        hung.set()
        while capture.read(0.5) is not None:  # what was sent before, and 0.2 s of the same
            pass
        hung.clear()
        read_frames(capture, 3)
        shown[0] = plain(0)
        hung.set()
        read_frames(capture, 30)  # a covered lens is a picture
        capture.close()
