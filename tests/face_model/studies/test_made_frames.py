"""Frames with and without faces, as the study of small faces makes them."""

import numpy as np
import pytest
from skimage.data import astronaut, coffee

from face_model.engines import face_mesh
from face_model.far import square_of
from face_model.landmarks import Image
from face_model.studies.faceless import KINDS, photograph
from face_model.studies.made_frames import Sitter, meeting, room, tinted


@pytest.fixture(scope="module")
def sitter() -> Sitter:
    portrait = astronaut()[:256, 100:356].copy()
    with face_mesh(static=True) as mesh:
        (points,) = mesh.find(portrait)
    return Sitter(portrait, points)


@pytest.mark.parametrize("make", [room, meeting])
def test_faces_are_where_the_frame_says_and_as_wide(sitter: Sitter, make) -> None:
    frame = make([sitter, sitter], (720, 1280), 180, np.random.default_rng(3))
    assert frame.image.shape == (720, 1280, 3) and frame.image.dtype == np.uint8
    assert [np.ptp(points[:, 0]) for points in frame.faces] == pytest.approx([180, 180], rel=0.01)
    with face_mesh(static=True) as mesh:
        found = sorted(mesh.find(frame.image), key=lambda points: float(points[0, 0]))
    truth = sorted(frame.faces, key=lambda points: float(points[0, 0]))
    assert len(found) == 2
    for points, expected in zip(found, truth, strict=True):
        assert np.abs(points[:, :2] - expected[:, :2]).mean() < 0.05 * 180


def test_nine_people_stand_apart_even_where_it_is_narrow(sitter: Sitter) -> None:
    for face_px in (51, 128):
        faces = room([sitter] * 9, (720, 1280), face_px, np.random.default_rng(0)).faces
        places = [square_of(points) for points in faces]
        assert len(places) == 9
        assert not any(a.is_near(b) for i, a in enumerate(places) for b in places[:i])


def test_only_a_picture_without_colours_is_given_some() -> None:
    rng = np.random.default_rng(0)
    assert tinted(coffee(), rng) is not None and np.array_equal(tinted(coffee(), rng), coffee())
    red, green, blue = tinted(np.full((4, 4, 3), 100, np.uint8), rng)[0, 0]
    assert red > green > blue


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_chance_draws_the_same_frame(kind: str) -> None:
    one, again, other = (KINDS[kind]((90, 160), np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.shape == (90, 160, 3) and one.dtype == np.uint8
    assert np.array_equal(one, again) and not np.array_equal(one, other)


def test_a_part_of_a_photograph_fills_the_frame() -> None:
    picture: Image = coffee()
    part = photograph([picture], (90, 160), np.random.default_rng(0))
    assert part.shape == (90, 160, 3) and part.std() > 10
