import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from face_model.alignment import CROP_PX, EYE_DISTANCE_PX, align, plain_crop, similarity_to_canonical
from face_model.engines import face_mesh
from face_model.finding import find_in_small_picture
from face_model.landmarks import FACE_OVAL


def laid_out(points: np.ndarray) -> np.ndarray:
    matrix = similarity_to_canonical(points)
    return points[:, :2] @ matrix[:, :2].T + matrix[:, 2]


def test_mesh_finds_the_portraits_face(portrait: np.ndarray, points: np.ndarray) -> None:
    assert points.shape == (468, 3)
    assert points.dtype == np.float32
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    assert (low > (150, 40)).all() and (high < (300, 220)).all()  # where anyone sees her face
    outline = points[list(FACE_OVAL), :2]
    assert cv2.contourArea(outline) > 0.6 * np.prod(high - low)


def test_a_picture_without_a_face_has_none() -> None:
    with face_mesh(static=True) as mesh:
        assert mesh.find(np.full((240, 320, 3), 127, np.uint8)) == []


def test_eyes_of_the_aligned_face_lie_level_and_the_right_distance_apart(points: np.ndarray) -> None:
    on_crop = laid_out(points)
    left, right = on_crop[[33, 133]].mean(axis=0), on_crop[[362, 263]].mean(axis=0)
    assert abs(left[1] - right[1]) < 1.0
    assert right[0] - left[0] == pytest.approx(EYE_DISTANCE_PX, rel=0.1)
    assert ((on_crop > -3) & (on_crop < CROP_PX + 3)).all()


@settings(max_examples=50, deadline=None)
@given(
    angle=st.floats(-180, 180),
    scale=st.floats(0.05, 20),
    shift=st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
)
def test_alignment_undoes_any_turn_size_and_shift(
    points: np.ndarray, angle: float, scale: float, shift: tuple[float, float]
) -> None:
    turn = cv2.getRotationMatrix2D((100, 100), angle, scale)
    moved = np.concatenate([points[:, :2] @ turn[:, :2].T + turn[:, 2] + shift, points[:, 2:]], axis=1)
    assert laid_out(moved) == pytest.approx(laid_out(points), abs=1e-2)


def test_a_turned_and_shrunken_picture_gives_the_same_crop(portrait: np.ndarray, points: np.ndarray) -> None:
    turn = cv2.getRotationMatrix2D((230, 110), 20, 0.6)
    # getRotationMatrix2D speaks of pixel centres, landmarks of pixel edges.
    turned = cv2.warpAffine(cv2.GaussianBlur(portrait, (0, 0), 0.8), turn, (512, 512))
    moved = (points[:, :2] - 0.5) @ turn[:, :2].T + turn[:, 2] + 0.5
    difference = align(portrait, points).astype(float) - align(turned, moved.astype(np.float32))
    assert np.abs(difference[4:-4, 4:-4]).mean() < 4


def test_grey_and_colour_give_the_same_crop(portrait: np.ndarray, points: np.ndarray) -> None:
    grey = cv2.cvtColor(portrait, cv2.COLOR_RGB2GRAY)
    assert (align(portrait, points) == align(grey, points)).all()
    assert (align(portrait, points) == align(np.dstack([grey] * 3), points)).all()


@pytest.mark.parametrize("margin_px", [0, 10])
@pytest.mark.parametrize("size", [0.05, 0.4, 1.0, 3.0])
@pytest.mark.parametrize("place", [(0, 0), (-0.4, 0.1), (0.9, 0.9), (2.0, 0.3), (0.2, -2.0)])
def test_a_crop_in_colour_is_that_of_the_whole_picture_in_grey_wherever_the_face_is(
    portrait: np.ndarray, points: np.ndarray, place: tuple[float, float], size: float, margin_px: int
) -> None:
    height, width = portrait.shape[:2]
    moved = points * np.float32(size) + np.array([place[0] * width, place[1] * height, 0], np.float32)
    grey = cv2.cvtColor(portrait, cv2.COLOR_RGB2GRAY)
    whole = align(grey, moved, margin_px=margin_px)
    assert (align(portrait, moved, margin_px=margin_px) == whole).all()


def test_margin_shows_more_and_leaves_the_middle_alone(portrait: np.ndarray, points: np.ndarray) -> None:
    wide = align(portrait, points, margin_px=10)
    assert wide.shape == (CROP_PX + 20, CROP_PX + 20)
    assert np.abs(wide[10:-10, 10:-10].astype(int) - align(portrait, points)).max() <= 8


def test_plain_crop_is_the_picture_itself_at_its_own_size() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (CROP_PX, CROP_PX), dtype=np.uint8)
    assert (plain_crop(picture) == picture).all()
    wide = plain_crop(picture, margin_px=5)
    assert (wide[5:-5, 5:-5] == picture).all() and (wide[:5, 5:-5] == picture[0]).all()
    assert plain_crop(np.zeros((300, 200, 3), np.uint8)).shape == (CROP_PX, CROP_PX)


def test_small_pictures_are_found_where_the_large_one_is(portrait: np.ndarray, points: np.ndarray) -> None:
    left, top, side = 150, 35, 160
    small = cv2.resize(portrait[top : top + side, left : left + side], (48, 48), interpolation=cv2.INTER_AREA)
    with face_mesh(static=True, max_faces=1, min_confidence=0.3) as mesh:
        found = find_in_small_picture(mesh, cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
    assert found is not None
    expected = (points[:, :2] - (left, top)) * 48 / side
    assert np.abs(found[:, :2] - expected).mean() < 1.0
