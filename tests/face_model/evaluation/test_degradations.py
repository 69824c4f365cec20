import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.data import astronaut

from face_model.alignment import align
from face_model.engines import face_mesh
from face_model.evaluation.degradations import DEGRADATIONS, STRENGTHS, degraded
from face_model.finding import find_in_small_picture


@pytest.fixture(scope="module")
def face() -> np.ndarray:
    cut = cv2.cvtColor(astronaut()[25:205, 135:315], cv2.COLOR_RGB2GRAY)
    return cv2.resize(cut, (48, 48), interpolation=cv2.INTER_AREA)


def grey(picture: np.ndarray) -> np.ndarray:
    flat = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else picture
    return cv2.resize(flat, (48, 48)).astype(float)


def test_every_degradation_says_what_its_strengths_mean() -> None:
    assert len(DEGRADATIONS) == 12
    assert all(len(set(each.levels)) == len(STRENGTHS) == 3 for each in DEGRADATIONS.values())


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_stronger_is_further_from_the_picture(face: np.ndarray, name: str) -> None:
    away = []
    for strength in range(3):
        made = [degraded(face, name, strength, seed) for seed in range(12)]
        assert all(picture.dtype == np.uint8 for picture in made)
        away.append(np.mean([np.abs(grey(picture) - face).mean() for picture in made]))
    assert 0 < away[0] < away[1] < away[2]


@given(
    st.sampled_from(sorted(DEGRADATIONS)),
    st.integers(0, 2),
    st.integers(0, 2**31),
    st.booleans(),
    st.integers(30, 130),
)
def test_the_same_seed_gives_the_same_picture_grey_or_colour(
    name: str, strength: int, seed: int, colour: bool, side: int
) -> None:
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 256, (side, side + 7, 3) if colour else (side, side + 7), dtype=np.uint8)
    before = picture.copy()
    made = degraded(picture, name, strength, seed)
    assert (made == degraded(picture, name, strength, seed)).all()
    assert (picture == before).all()
    assert made.shape[:2] == picture.shape[:2] or name == "low resolution"


def test_blur_takes_detail_and_low_resolution_takes_pixels(face: np.ndarray) -> None:
    detail = [cv2.Laplacian(degraded(face, "focus blur", s, 0), cv2.CV_32F).std() for s in range(3)]
    assert detail == sorted(detail, reverse=True)
    assert [degraded(face, "low resolution", s, 0).shape for s in range(3)] == [(24, 24), (16, 16), (12, 12)]


def test_roll_is_undone_by_the_alignment(face: np.ndarray) -> None:
    with face_mesh(static=True, max_faces=1, min_confidence=0.3) as mesh:
        crops = []
        for picture in (face, degraded(face, "roll", 1, 0)):
            points = find_in_small_picture(mesh, picture)
            assert points is not None
            crops.append(align(picture, points)[10:-10, 10:-10].ravel())
    assert np.corrcoef(crops)[0, 1] > 0.9
