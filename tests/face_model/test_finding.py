from collections.abc import Callable
from unittest.mock import Mock

import cv2
import numpy as np
import pytest
from skimage.data import astronaut, coffee

from face_model import finding
from face_model.engines import face_mesh
from face_model.evaluation.degradations import degraded
from face_model.finding import FaceFinder, find_in_small_picture, smoothed
from face_model.landmarks import Landmarks

EYES_AND_NOSE = [33, 263, 2]


def out_of_focus(frame: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(frame, (0, 0), 9)


def grainy(frame: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(0).normal(0, 90, frame.shape)
    return np.clip(frame + noise, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def frame() -> np.ndarray:
    return cv2.resize(astronaut()[:256, 100:356], (480, 480), interpolation=cv2.INTER_CUBIC)


@pytest.fixture(scope="module")
def small() -> np.ndarray:
    face = cv2.cvtColor(astronaut()[25:205, 135:315], cv2.COLOR_RGB2GRAY)
    return cv2.resize(face, (48, 48), interpolation=cv2.INTER_AREA)


def away(found: Landmarks, where: Landmarks) -> float:
    """Mean distance of eyes and nose, in eye distances."""
    distances = np.linalg.norm((found - where)[EYES_AND_NOSE, :2], axis=1)
    return float(distances.mean() / np.linalg.norm((where[33] - where[263])[:2]))


@pytest.mark.parametrize("spoil", [out_of_focus, grainy])
def test_a_face_is_found_where_the_mesh_alone_sees_none(
    frame: np.ndarray, spoil: Callable[[np.ndarray], np.ndarray]
) -> None:
    with face_mesh(static=True) as mesh:
        (where,) = mesh.find(frame)
        assert mesh.find(spoil(frame)) == []
    finder = FaceFinder()
    for _ in range(3):
        (found,) = finder.find(spoil(frame))
        assert away(found, where) < 0.1
    finder.close()


@pytest.mark.parametrize("spoil", [out_of_focus, grainy])
def test_a_cup_of_coffee_stays_a_cup(spoil: Callable[[np.ndarray], np.ndarray]) -> None:
    finder = FaceFinder()
    cup = cv2.resize(coffee(), (640, 480))
    for share in (1.0, 0.1):
        finder.reset()
        assert finder.find(spoil(np.uint8(share * cup))) == []
    finder.close()


def test_an_empty_room_is_looked_at_again_only_now_and_then() -> None:
    mesh = Mock(find=Mock(return_value=[]))
    finder = FaceFinder(mesh, mesh)
    for _ in range(16):
        assert finder.find(np.full((48, 64, 3), 90, np.uint8)) == []
    assert mesh.find.call_count == 16 + 2 * 2


def believing(*, answer: bool) -> Mock:
    """Nobody is far away; of every near face the cut around it says ``answer``."""
    return Mock(join=Mock(side_effect=lambda _, near: near), confirms=Mock(return_value=answer))


def somebody(x: float) -> Landmarks:
    points = np.full((468, 3), (x, 20, 0), np.float32)
    points[0, 0], points[1, 0] = x - 8, x + 8
    return points


def test_what_a_cut_around_it_does_not_show_is_no_face() -> None:
    mesh = Mock(find=Mock(return_value=[somebody(30)]))
    far = believing(answer=False)
    finder = FaceFinder(mesh, mesh, far)
    image = np.full((48, 64, 3), 90, np.uint8)
    assert [finder.find(image) for _ in range(16)] == [[]] * 16
    assert far.confirms.call_count == 2  # a cat that stays costs little


def test_a_face_is_doubted_only_when_it_is_new() -> None:
    looks = [[somebody(30)], [somebody(32)], [somebody(32), somebody(55)], [], [], [], [somebody(32)]]
    mesh = Mock(find=Mock(side_effect=looks))
    far = believing(answer=True)
    finder = FaceFinder(mesh, mesh, far)
    image = np.full((48, 64, 3), 90, np.uint8)
    asked = []
    for _ in range(5):
        finder.find(image)
        asked.append(far.confirms.call_count)
    assert asked == [1, 1, 2, 2, 3]


def test_what_helped_is_tried_first(monkeypatch: pytest.MonkeyPatch) -> None:
    face = np.zeros((468, 3), np.float32)
    answers = iter([[], [], [face], [], [face]])  # as it is, smoothed, sharpened; as it is, sharpened
    mesh = Mock(find=Mock(side_effect=lambda _: next(answers)))
    finder = FaceFinder(mesh, mesh, believing(answer=True))
    image = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    assert len(finder.find(image)) == 1
    assert len(finder.find(image)) == 1
    shown = [call.args[0] for call in mesh.find.call_args_list]
    assert (shown[2] == shown[4]).all()


@pytest.mark.corpus
def test_far_more_faces_are_found_in_spoilt_pictures(
    small_people: list[np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missed(name: str) -> float:
        spoilt = [degraded(picture, name, 1, seed) for seed, picture in enumerate(small_people)]
        return float(np.mean([find_in_small_picture(mesh, picture) is None for picture in spoilt]))

    names = ("noise", "focus blur", "low light")
    with face_mesh(static=True, max_faces=1, min_confidence=0.3) as mesh:
        again = [missed(name) for name in names]
        monkeypatch.setattr(finding, "CLEARINGS", ())
        at_once = [missed(name) for name in names]
    assert all(now < 0.5 * before for now, before in zip(again, at_once, strict=True))


def test_smoothing_brings_a_dark_picture_to_light_without_its_grain(small: np.ndarray) -> None:
    dark = degraded(cv2.resize(small, (192, 192)), "low light", 1, 0)
    cleared = smoothed(dark, 192)
    clear = cv2.resize(small, (192, 192)).astype(float)
    assert cleared.min() < 10 and cleared.max() > 245
    assert np.corrcoef(cleared.ravel(), clear.ravel())[0, 1] > np.corrcoef(dark.ravel(), clear.ravel())[0, 1]
