"""What stands still is not searched again; whoever comes in is, however small or slow."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from face_model.detection import Square
from face_model.stillness import Stillness

HEIGHT, WIDTH = 480, 640
WHOLE = (0, 0, WIDTH, HEIGHT)
NEAR = Square(320, 200, 100)


@pytest.fixture(scope="module")
def room() -> np.ndarray:
    """A room of some colours, none of them plain."""
    coarse = np.random.default_rng(0).integers(60, 200, (12, 16, 3), dtype=np.uint8)
    return cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def grainy(picture: np.ndarray, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 8, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def with_face(picture: np.ndarray, portrait: np.ndarray, x: int, y: int, px: int) -> np.ndarray:
    face = cv2.resize(portrait[40:180, 160:280], (px, px), interpolation=cv2.INTER_AREA)
    shown = picture.copy()
    shown[y : y + px, x : x + px] = face
    return shown


def test_grain_is_no_reason_but_at_every_fourth_turn_it_is_searched(room: np.ndarray) -> None:
    stillness = Stillness()
    worth = [stillness.is_worth_a_search(grainy(room, k), WHOLE) for k in range(9)]
    assert worth == [True, False, False, False, True, False, False, False, True]


@pytest.mark.parametrize(("x", "y"), [(0, 0), (7, 440), (600, 11), (333, 301)])
def test_the_smallest_face_that_is_looked_for_is_a_reason_wherever_it_comes(
    room: np.ndarray, portrait: np.ndarray, x: int, y: int
) -> None:
    stillness = Stillness()
    assert stillness.is_worth_a_search(room, WHOLE)
    assert stillness.is_worth_a_search(with_face(room, portrait, x, y, 32), WHOLE)
    assert stillness.is_worth_a_search(room, WHOLE)  # and gone again


def test_what_changes_slowly_is_searched_in_time(room: np.ndarray) -> None:
    stillness = Stillness()
    lights = [room // 2 + 4 * k for k in range(3)]
    assert [stillness.is_worth_a_search(light, WHOLE) for light in lights] == [True, False, True]


def test_who_is_known_may_move_and_whoever_comes_beside_them_is_a_reason(
    room: np.ndarray, portrait: np.ndarray
) -> None:
    stillness = Stillness()
    moved = room.copy()
    moved[100:300, 220:420], moved[250:, 150:490] = 20, 220  # head; shoulders and arms
    assert stillness.is_worth_a_search(room, WHOLE, [NEAR])
    assert not stillness.is_worth_a_search(moved, WHOLE, [NEAR])
    assert not stillness.is_worth_a_search(room, WHOLE, [NEAR])
    assert stillness.is_worth_a_search(with_face(moved, portrait, 40, 180, 40), WHOLE, [NEAR])
    assert stillness.is_worth_a_search(moved, WHOLE)  # known no longer


def test_each_part_is_compared_with_itself(room: np.ndarray, portrait: np.ndarray) -> None:
    stillness = Stillness()
    left, right = (0, 0, 356, HEIGHT), (284, 0, WIDTH, HEIGHT)
    assert stillness.is_worth_a_search(room, left) and stillness.is_worth_a_search(room, right)
    shown = with_face(room, portrait, 500, 200, 40)
    assert not stillness.is_worth_a_search(shown, left)
    assert stillness.is_worth_a_search(shown, right)


def test_after_a_reset_or_in_another_size_all_is_searched(room: np.ndarray) -> None:
    stillness = Stillness()
    assert stillness.is_worth_a_search(room, WHOLE)
    stillness.reset()
    assert stillness.is_worth_a_search(room, WHOLE)
    assert stillness.is_worth_a_search(room[:, :320], (0, 0, 320, HEIGHT))
