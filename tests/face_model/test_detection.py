import subprocess
import sys

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from face_model.detection import FaceDetector, Square, views


def test_squares_are_near_within_half_the_larger_ones_side() -> None:
    one = Square(100, 100, 40)
    assert one.is_near(Square(119, 100, 10)) and Square(119, 100, 10).is_near(one)
    assert not one.is_near(Square(121, 100, 40))
    assert one.is_near(Square(121, 100, 60))
    assert not one.is_near(Square(115, 115, 40))  # 21 as the crow flies
    assert one.grown(2.5) == Square(100, 100, 100)


@pytest.mark.parametrize(
    ("height", "width"), [(480, 640), (720, 1280), (1080, 1920), (1280, 720), (2160, 3840)]
)
def test_every_small_face_lies_whole_in_a_view_in_which_it_is_large_enough(height: int, width: int) -> None:
    smallest = max(0.03 * max(height, width), 32)
    parts = views(height, width, smallest)
    assert parts[0] == (0, 0, width, height)
    rng = np.random.default_rng(0)
    for _ in range(500):
        face = rng.uniform(smallest, 0.089 * max(height, width))
        x, y = rng.uniform(0, width - face), rng.uniform(0, height - face)
        assert any(
            left <= x and top <= y and x + face <= right and y + face <= bottom
            for left, top, right, bottom in parts[1:]
        )
    for left, top, right, bottom in parts:
        assert 0 <= left < right <= width and 0 <= top < bottom <= height
    assert all(smallest / max(r - left, b - top) >= 0.0895 for left, top, r, b in parts[1:])
    assert len(parts) <= 13


def test_where_no_face_is_too_small_for_the_whole_one_view_does() -> None:
    assert views(240, 320, 32) == [(0, 0, 320, 240)]


def test_a_detector_that_comes_before_any_mesh_finds_one_face_once() -> None:
    """What MediaPipe's graph does depends on what else was loaded: asked in a program of its own."""
    program = """
import numpy as np
from skimage.data import astronaut
from face_model.detection import FaceDetector

picture = np.full((480, 640, 3), 128, np.uint8)
picture[100:356, 200:456] = astronaut()[:256, 100:356]
print(len(FaceDetector().find(picture, (0, 0, 640, 480))))
"""
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "1"


def test_a_small_face_is_found_where_it_is() -> None:
    picture = np.full((480, 640, 3), (120, 130, 140), np.uint8)
    detector = FaceDetector()
    assert detector.find(picture, (0, 0, 640, 480)) == []
    portrait = cv2.resize(astronaut()[:256, 100:356], (128, 128), interpolation=cv2.INTER_AREA)
    picture[300:428, 450:578] = portrait  # her face: 47 pixels wide
    (face,) = detector.find(picture, (320, 200, 640, 480))
    assert (face.x, face.y) == pytest.approx((514, 354), abs=15)
    assert face.side == pytest.approx(47, rel=0.3)
    assert detector.find(picture, (0, 0, 320, 240)) == []
    detector.close()
    assert detector.find(picture, (320, 200, 640, 480)) == [face]
    detector.close()
