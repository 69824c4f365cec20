import math

import cv2
import numpy as np
import pytest

from face_model.alignment import align, stable_points
from face_model.quality import PARTS, assess, head_pose, steadied


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
    assert set(result.parts) == set(PARTS)


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


def test_sharpness_features_and_grain_are_those_of_opencvs_blur_and_numpys_median(
    portrait: np.ndarray, points: np.ndarray
) -> None:
    soft = cv2.GaussianBlur(align(portrait, points).astype(np.float32), (0, 0), 1.5)
    grainy = soft + np.random.default_rng(0).normal(0, 0.15 * soft.std(), soft.shape)
    crop = np.clip(grainy, 0, 255).astype(np.uint8)
    found = assess(points, crop, portrait.shape[:2])
    grey = crop.astype(np.float32)
    one, two, four = (cv2.GaussianBlur(grey, (0, 0), sigma)[8:-8, 8:-8] for sigma in (1, 2, 4))
    whole = grey[8:-8, 8:-8].std()
    edges = cv2.filter2D(grey, -1, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32))
    noise = np.median(np.abs(edges[3:-3, 3:-3])) / (0.6745 * 6) / grey.std()
    ramps = {
        "sharpness": ((one - two).std() / whole - 0.02) / 0.2,
        "features": ((two - four).std() / whole - 0.1) / 0.2,
        "grain": 1 - (noise - 0.08) / 0.17,
    }
    assert all(found.parts[name] == pytest.approx(np.clip(ramp, 0, 1)) for name, ramp in ramps.items())
    assert 0 < found.grain < 1


def test_dark_and_bright_are_told_apart(portrait: np.ndarray, points: np.ndarray) -> None:
    assert quality((portrait * 0.06).astype(np.uint8), points).hint == "too dark"
    bright = np.clip(portrait.astype(int) + 170, 0, 255).astype(np.uint8)
    assert quality(bright, points).hint == "too bright"


def test_small_faces_are_far_away(portrait: np.ndarray, points: np.ndarray) -> None:
    # 11 pixels across the crop; on 22 pixels the network still loses hardly anything.
    small = cv2.resize(portrait, None, fx=0.1, fy=0.1, interpolation=cv2.INTER_AREA)
    assert quality(small, points * 0.1).hint == "far away"


def test_a_face_cut_by_the_border_is_partly_out_of_view(portrait: np.ndarray, points: np.ndarray) -> None:
    left = int(points[:, 0].mean())
    cut = np.ascontiguousarray(portrait[:, left:])
    result = quality(cut, points - np.array([left, 0, 0], np.float32))
    assert result.in_frame < 0.5
    assert result.hint == "partly out of view"


def test_noise_lowers_the_grain_part_step_by_step(portrait: np.ndarray, points: np.ndarray) -> None:
    small = cv2.resize(portrait, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA).astype(float)
    rng = np.random.default_rng(0)
    noisy = [np.clip(small + rng.normal(0, sigma, small.shape), 0, 255) for sigma in (0, 20, 40, 80)]
    grain = [quality(picture.astype(np.uint8), points * 0.3).grain for picture in noisy]
    assert grain == sorted(grain, reverse=True)
    assert grain[0] > 0.9 > grain[-1]


def test_a_dim_picture_without_noise_is_as_good_as_a_bright_one(
    portrait: np.ndarray, points: np.ndarray
) -> None:
    dim = quality((portrait * 0.3).astype(np.uint8), points)
    assert dim.value == pytest.approx(quality(portrait, points).value, abs=0.1)


def test_a_dark_bar_over_the_face_lowers_the_features_part(portrait: np.ndarray, points: np.ndarray) -> None:
    left, top = points[:, :2].min(axis=0).astype(int)
    right, bottom = points[:, :2].max(axis=0).astype(int)
    covered = portrait.copy()
    covered[top : (top + bottom) // 2, left:right] = 0
    assert quality(covered, points).features < quality(portrait, points).features - 0.05


def test_a_mesh_that_wanders_over_the_face_is_not_steady(portrait: np.ndarray, points: np.ndarray) -> None:
    seen = quality(portrait, points)
    still = stable_points(points)
    assert seen.steadiness == 1  # nothing to compare with
    # Turning, moving and coming nearer is no wandering: the canonical face takes it out.
    moved = turned(points, 12, (0, 1)) * 1.2 + np.array([30, -20, 0], np.float32)
    assert steadied(seen, stable_points(moved), still).steadiness == pytest.approx(1)
    eyes_px = float(np.linalg.norm(points[263] - points[33]))
    values = []
    for share in (0.02, 0.1, 0.3):
        shaken = points + np.random.default_rng(0).normal(0, share * eyes_px, points.shape).astype(np.float32)
        values.append(steadied(seen, stable_points(shaken), still).steadiness)
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.8 and values[-1] < 0.1
