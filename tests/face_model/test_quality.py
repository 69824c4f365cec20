import math

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from face_model.alignment import align
from face_model.landmarks import FaceMesh
from face_model.quality import assess, head_pose


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    return astronaut()


@pytest.fixture(scope="module")
def points(portrait: np.ndarray) -> np.ndarray:
    with FaceMesh(static=True) as mesh:
        return mesh.find(portrait)[0]


def quality(image: np.ndarray, points: np.ndarray):
    return assess(points, align(image, points), image.shape[:2])


def turned(points: np.ndarray, degrees: float, axes: tuple[int, int]) -> np.ndarray:
    middle = points.mean(axis=0)
    a = math.radians(degrees)
    result = points - middle
    i, j = axes
    result[:, [i, j]] = result[:, [i, j]] @ np.array(
        [[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]], np.float32
    )
    return result + middle


def test_a_good_portrait_is_in_view(portrait: np.ndarray, points: np.ndarray) -> None:
    result = quality(portrait, points)
    assert result.value > 0.7
    assert result.hint == "in view"
    assert set(result.parts) == {"size", "sharpness", "exposure", "pose", "in_frame"}


@pytest.mark.parametrize("degrees", [-40, -15, 20, 50])
def test_head_pose_follows_turns_of_the_landmarks(points: np.ndarray, degrees: float) -> None:
    straight = head_pose(points)
    assert head_pose(turned(points, degrees, (0, 2))).yaw - straight.yaw == pytest.approx(degrees, abs=3)
    assert head_pose(turned(points, degrees, (1, 2))).pitch - straight.pitch == pytest.approx(degrees, abs=3)
    assert head_pose(turned(points, degrees, (0, 1))).roll - straight.roll == pytest.approx(degrees, abs=3)


def test_turning_away_lowers_the_pose_part_step_by_step(portrait: np.ndarray, points: np.ndarray) -> None:
    parts = [quality(portrait, turned(points, d, (0, 2))).pose for d in (0, 30, 45, 60, 75)]
    assert parts == sorted(parts, reverse=True)
    assert parts[0] > 0.9 and parts[-1] < 0.1


def test_blur_lowers_sharpness_step_by_step(portrait: np.ndarray, points: np.ndarray) -> None:
    values = [
        quality(cv2.GaussianBlur(portrait, (0, 0), sigma), points).sharpness for sigma in (0.1, 4, 8, 16)
    ]
    assert values == sorted(values, reverse=True)
    result = quality(cv2.GaussianBlur(portrait, (0, 0), 16), points)
    assert result.hint == "blurred"


def test_dark_and_bright_are_told_apart(portrait: np.ndarray, points: np.ndarray) -> None:
    assert quality((portrait * 0.06).astype(np.uint8), points).hint == "too dark"
    bright = np.clip(portrait.astype(int) + 170, 0, 255).astype(np.uint8)
    assert quality(bright, points).hint == "too bright"


def test_small_faces_are_far_away(portrait: np.ndarray, points: np.ndarray) -> None:
    small = cv2.resize(portrait, None, fx=0.2, fy=0.2, interpolation=cv2.INTER_AREA)
    assert quality(small, points * 0.2).hint == "far away"


def test_a_face_cut_by_the_border_is_partly_out_of_view(portrait: np.ndarray, points: np.ndarray) -> None:
    left = int(points[:, 0].mean())
    cut = np.ascontiguousarray(portrait[:, left:])
    result = quality(cut, points - np.array([left, 0, 0], np.float32))
    assert result.in_frame < 0.5
    assert result.hint == "partly out of view"
