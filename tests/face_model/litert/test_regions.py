import cv2
import numpy as np
import pytest

from face_model.litert.regions import Region


def test_shares_of_a_turned_square_lie_where_geometry_says() -> None:
    quarter = Region(100, 50, 40, np.pi / 2)  # clockwise: its upper edge is on the right
    corners = np.array([[0, 0], [1, 0], [0.5, 0.5]], np.float32)
    np.testing.assert_allclose(quarter.to_picture(corners), [[120, 30], [120, 70], [100, 50]], atol=1e-4)


def test_a_cut_shows_upright_what_lies_turned_in_the_picture() -> None:
    upright = np.zeros((200, 200, 3), np.uint8)
    cv2.rectangle(upright, (70, 80), (130, 120), (200, 60, 40), -1)
    turn = cv2.getRotationMatrix2D((100, 100), -30, 1)  # clockwise by 30 degrees
    turned = cv2.warpAffine(upright, turn, (200, 200))
    cut = Region(100, 100, 80, np.radians(30)).cut(turned, 80, cv2.BORDER_REPLICATE)
    expected = upright[60:140, 60:140]
    assert np.abs(cut.astype(int) - expected).mean() < 4


def test_beyond_the_picture_is_black_or_its_border_again() -> None:
    picture = np.full((50, 100, 3), 90, np.uint8)
    whole = Region.of_all(picture)
    assert (whole.x, whole.y, whole.side) == (50, 25, 100)
    shown = whole.cut(picture, 100, cv2.BORDER_CONSTANT)
    assert shown[:20].max() == 0 and (shown[40:60] == 90).all()
    assert (whole.cut(picture, 100, cv2.BORDER_REPLICATE) == 90).all()


def test_around_a_face_is_room_and_its_eyes_are_level() -> None:
    low, high = np.array([10.0, 20.0]), np.array([50.0, 80.0])
    face = Region.around(low, high, np.array([20.0, 40.0]), np.array([40.0, 60.0]))
    assert (face.x, face.y, face.side) == (30, 50, pytest.approx(90))
    assert face.turn == pytest.approx(np.pi / 4)


def test_overlap_is_a_share_of_both() -> None:
    one = Region(0, 0, 10)
    assert one.overlap(Region(0, 0, 10, 1.0)) == 1
    assert one.overlap(Region(5, 0, 10)) == pytest.approx(50 / 150)
    assert one.overlap(Region(20, 0, 10)) == 0
