import numpy as np
import pytest
from skimage.data import astronaut

from face_model.engines import face_mesh
from face_model.studies.geometry import FEATURES, features, logistic


@pytest.fixture(scope="module")
def points() -> np.ndarray:
    with face_mesh(static=True) as mesh:
        return mesh.find(astronaut())[0]


def test_features_do_not_depend_on_place_scale_and_roll(points: np.ndarray) -> None:
    angle = 0.4
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    moved = points.copy()
    moved[:, :2] = 2.5 * points[:, :2] @ turn.T + np.array([40, -9], np.float32)
    assert features(moved) == pytest.approx(features(points), abs=1e-3)
    assert features(points).shape == (len(FEATURES),)


def test_features_follow_the_mouth(points: np.ndarray) -> None:
    before = dict(zip(FEATURES, features(points), strict=True))
    lower = points.copy()
    lower[14, 1] += 10
    lower[[61, 291], 1] += 10
    after = dict(zip(FEATURES, features(lower), strict=True))
    assert after["mouth opening"] > before["mouth opening"]
    assert after["mouth corners raised"] < before["mouth corners raised"]
    assert after["eye opening"] == pytest.approx(before["eye opening"])


def test_the_logistic_model_with_products_learns_what_a_straight_one_cannot() -> None:
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(600, 3))
    labels = (inputs[:, 0] * inputs[:, 1] > 0).astype(np.int64)
    assert logistic(inputs, labels, squares=True).score(inputs, labels) > 0.9
    assert logistic(inputs, labels).score(inputs, labels) < 0.7
