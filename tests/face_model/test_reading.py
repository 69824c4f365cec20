"""One way from a picture to what is known of its face, whether live or still."""

import numpy as np
import pytest
import torch
from skimage.data import astronaut

from face_model.alignment import CROP_PX, align, crop_of, plain_crop, stable_points
from face_model.classifier import FaceClassifier
from face_model.evaluation.pictures import look_at
from face_model.pooling import pooled
from face_model.quality import assess
from face_model.reading import StillPictures, face_at, look, mouth_opening

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def classifier() -> FaceClassifier:
    return FaceClassifier.load()


def test_a_face_is_its_points_its_crop_and_its_quality(portrait: np.ndarray, points: np.ndarray) -> None:
    face = face_at(portrait, points)
    assert np.array_equal(face.points, points)
    assert np.array_equal(face.crop, align(portrait, points))
    assert face.quality == assess(points, face.crop, portrait.shape[:2])
    assert np.array_equal(face.stable, stable_points(points))


def test_only_the_look_before_can_make_a_face_unsteady(portrait: np.ndarray, points: np.ndarray) -> None:
    alone, same = face_at(portrait, points), face_at(portrait, points, before=stable_points(points))
    assert alone.quality == same.quality and alone.quality.steadiness == 1
    shaken = points + np.random.default_rng(0).normal(0, 6, points.shape).astype(np.float32)
    unsteady = face_at(portrait, points, before=stable_points(shaken)).quality
    assert unsteady.steadiness < 0.9
    assert unsteady.value < alone.quality.value


def test_a_look_holds_what_the_network_says_of_the_crop(
    portrait: np.ndarray, points: np.ndarray, classifier: FaceClassifier
) -> None:
    seen = look(classifier, 3.0, face_at(portrait, points))
    said = classifier.seen(align(portrait, points)[None], [points])
    expected = said.probabilities[0]
    assert seen.t == 3.0
    assert seen.agreement == said.agreement[0]
    np.testing.assert_allclose(np.exp(seen.log_p), expected)
    evidence = pooled([seen])
    np.testing.assert_allclose(evidence.probabilities, expected)
    assert evidence.quality == pytest.approx(seen.quality.value)


def test_still_pictures_of_any_size_give_the_same_face(portrait: np.ndarray) -> None:
    with StillPictures() as still:
        whole = still.face(portrait)
        closer = still.face(np.ascontiguousarray(portrait[25:205, 135:315]))
    assert whole is not None and closer is not None
    moved = closer.points[:, :2] + (135, 25)
    assert np.abs(moved - whole.points[:, :2]).mean() < 4  # pixels; her eyes are 50 apart
    assert whole.crop.shape == closer.crop.shape == (CROP_PX, CROP_PX)


def test_where_no_face_is_found_the_plain_crop_is_shown_and_counts_for_nothing() -> None:
    empty = np.full((60, 80), 127, np.uint8)
    with StillPictures() as still:
        assert still.points(empty) is None and still.face(empty) is None
    assert np.array_equal(crop_of(empty, None, margin_px=3), plain_crop(empty, margin_px=3))
    faces = look_at([empty, np.ascontiguousarray(astronaut()[25:205, 135:315])])
    assert faces.found.tolist() == [False, True]
    assert faces.quality[0] == 0 < faces.quality[1]
    assert np.array_equal(faces.crops[0], plain_crop(empty))


def with_a_mouth(gap: float, eyes: float) -> np.ndarray:
    points = np.zeros((468, 3), np.float32)
    for corner, x in ((33, -1.2), (133, -0.8), (362, 0.8), (263, 1.2)):
        points[corner, 0] = x * eyes / 2
    points[13, 1], points[14, 1] = eyes - gap / 2, eyes + gap / 2
    return points


def test_a_mouth_is_open_by_its_inner_lips_in_eye_distances_however_the_head_is_held() -> None:
    assert mouth_opening(with_a_mouth(0.0, 60.0)) == 0
    points = with_a_mouth(15.0, 60.0)
    assert mouth_opening(points) == pytest.approx(0.25)
    angle = 0.7
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    tilt = np.array([[np.cos(angle), np.sin(angle), 0], [-np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    turned = (3 * points @ turn @ tilt + 40).astype(np.float32)
    assert mouth_opening(turned) == pytest.approx(0.25, rel=1e-4)


def test_a_face_of_no_size_has_a_mouth_all_the_same() -> None:
    assert mouth_opening(np.zeros((468, 3), np.float32)) == 0
