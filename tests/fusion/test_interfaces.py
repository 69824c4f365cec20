import numpy as np
import pytest

from fusion.interfaces import AudioChunk, DeviceError, DeviceState, VideoFrame


def test_sound_ends_after_its_samples_and_a_picture_is_a_moment() -> None:
    assert AudioChunk(np.zeros(4000, np.float32), 2.0).t_end == 2.25
    assert VideoFrame(np.zeros((4, 5, 3), np.uint8), 2.0).t_end == 2.0


def test_a_device_that_cannot_deliver_is_lost_unless_told_otherwise() -> None:
    error = DeviceError("Unplugged.")
    assert (str(error), error.state) == ("Unplugged.", DeviceState.LOST)
    assert DeviceError("In use.", DeviceState.BUSY).state is DeviceState.BUSY


@pytest.mark.parametrize(
    ("samples", "t", "told"),
    [
        (np.zeros(4), 0.0, r"float32 \(n,\), got float64 \(4,\)"),
        (np.zeros((1, 4), np.float32), 0.0, r"got float32 \(1, 4\)"),
        (np.zeros(4, np.float32), float("inf"), "a time in seconds, got inf"),
    ],
)
def test_sound_of_another_shape_is_refused(samples: np.ndarray, t: float, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        AudioChunk(samples, t)


@pytest.mark.parametrize(
    ("image", "t", "told"),
    [
        (np.zeros((4, 5), np.uint8), 0.0, r"uint8 \(height, width, 3\), got uint8 \(4, 5\)"),
        (np.zeros((4, 5, 4), np.uint8), 0.0, r"got uint8 \(4, 5, 4\)"),
        (np.zeros((4, 5, 3), np.float32), 0.0, r"got float32 \(4, 5, 3\)"),
        (np.zeros((4, 5, 3), np.uint8), float("nan"), "a time in seconds, got nan"),
    ],
)
def test_a_picture_of_another_shape_is_refused(image: np.ndarray, t: float, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        VideoFrame(image, t)
