"""What spoils a picture of a face, each alone."""

import cv2
import numpy as np
import pytest

from face_model import spoiling
from face_model.evaluation.degradations import DEGRADATIONS, degraded
from face_model.evaluation.fusion_examples import FACE_CONDITIONS
from face_model.training.augmentation import degrade


@pytest.fixture(scope="module")
def face(faces: list[np.ndarray]) -> np.ndarray:
    return faces[20]


def test_light_and_noise_stay_within_the_grey_levels(face: np.ndarray) -> None:
    dark = spoiling.in_light(face, 0.1, np.zeros(face.shape))
    assert np.array_equal(dark, (face * 0.1).astype(np.uint8))
    assert np.array_equal(spoiling.in_light(face, 1.0, np.zeros(face.shape)), face)
    blinding = spoiling.in_light(face, 9.0, np.full(face.shape, -3.0), rounded=True)
    assert blinding.dtype == np.uint8 and blinding.max() == 255
    assert spoiling.clipped(np.array([-1.0, 0.6, 300])).tolist() == [0, 0, 255]
    assert spoiling.clipped(np.array([0.6]), rounded=True).tolist() == [1]


def test_contrast_keeps_the_mean_and_takes_the_spread(face: np.ndarray) -> None:
    flat = spoiling.with_contrast(face, 0.25)
    assert flat.mean() == pytest.approx(face.mean(), abs=0.5)
    assert flat.std() == pytest.approx(0.25 * face.std(), abs=0.5)


def test_a_tint_leaves_green_alone(face: np.ndarray) -> None:
    red = spoiling.tinted(face, 0.4)
    assert np.array_equal(red[..., 1], face)
    assert (red[..., 0] >= face).all() and (red[..., 2] <= face).all()


def test_distance_takes_pixels_and_blur_takes_detail(face: np.ndarray) -> None:
    assert spoiling.shrunk(face, 0.5).shape == (24, 24)
    far = spoiling.far_away(face, 0.25, cv2.INTER_LINEAR)
    assert far.shape == face.shape

    def detail(picture: np.ndarray) -> float:
        return float(cv2.Laplacian(picture.astype(np.float32), cv2.CV_32F).std())

    streak = np.full((1, 5), 0.2, np.float32)
    for worse in (far, spoiling.out_of_focus(face, 2.0), spoiling.smeared(face, streak)):
        assert detail(worse) < 0.8 * detail(face)
    assert not np.array_equal(spoiling.compressed(face, 10), face)


def test_covers_hide_what_they_cover_and_nothing_else(face: np.ndarray) -> None:
    covered = spoiling.covered(face, slice(10, 20), slice(5, 9), 7)
    assert (covered[10:20, 5:9] == 7).all()
    covered[10:20, 5:9] = face[10:20, 5:9]
    assert np.array_equal(covered, face)
    lenses, bridge = (((8, 12), (20, 22)), ((27, 12), (39, 22))), ((20, 16), (27, 16))
    rims = spoiling.with_glasses(face, lenses, bridge, 0, rim_px=1, bridge_px=1)
    dark = spoiling.with_glasses(face, lenses, bridge, 0, rim_px=None, bridge_px=1)
    assert np.array_equal(rims[14:20, 10:18], face[14:20, 10:18])
    assert (dark[12:23, 8:21] == 0).all()


def test_turning_there_and_not_at_all(face: np.ndarray) -> None:
    assert np.abs(spoiling.tilted(face, 0.0).astype(int) - face).max() <= 1
    assert np.abs(spoiling.swung(face, 0.0, 2.0, (48, 48)).astype(int) - face).max() <= 1
    left, right = (spoiling.swung(face, a, 2.0, (47, 47)) for a in (-0.7, 0.7))
    mirrored = spoiling.swung(np.ascontiguousarray(face[:, ::-1]), 0.7, 2.0, (47, 47))
    assert np.abs(left.astype(int) - mirrored[:, ::-1]).max() <= 2
    assert not np.array_equal(left, right)


def test_whoever_spoils_leaves_the_picture_itself_as_it_was(face: np.ndarray) -> None:
    with_margin = np.pad(face, 10, mode="edge")
    before = face.copy(), with_margin.copy()
    for name in DEGRADATIONS:
        degraded(face, name, 2, seed=1)
    for condition in FACE_CONDITIONS.values():
        condition(face, 1)
    for seed in range(50):
        degrade(with_margin, np.random.default_rng(seed), clean_share=0)
    assert np.array_equal(face, before[0]) and np.array_equal(with_margin, before[1])
