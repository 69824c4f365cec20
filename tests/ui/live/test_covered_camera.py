"""A covered camera is told of, and that its picture is back; a room with nobody in it is no trouble."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from fusion.arrays import Uint8Array
from fusion.evidence import Modality
from ui.live.nothing_seen import LASTS_S, is_blank
from ui.live.state import LiveState
from ui.wording.captured import Captured

FACE = Modality.FACE
SIZE = 240, 320
RNG = np.random.default_rng(3)


def grained(picture: Any, grain: float = 12.0) -> Uint8Array:
    return np.clip(picture + RNG.normal(0, grain, (*SIZE, 3)), 0, 255).astype(np.uint8)


def lid() -> Uint8Array:
    """A covered camera that has turned itself up."""
    return grained(np.full((*SIZE, 3), 14.0))


def finger() -> Uint8Array:
    return grained(np.broadcast_to(np.array([150.0, 60.0, 50.0]), (*SIZE, 3)))


def wall() -> Uint8Array:
    """An empty wall, lit from one side."""
    return grained(np.linspace(110, 170, SIZE[1])[None, :, None])


def night() -> Uint8Array:
    """A dark room with a lamp in it."""
    picture = np.full((*SIZE, 3), 12.0)
    picture[40:100, 200:260] = 120.0
    return grained(picture)


@pytest.mark.parametrize(("seen", "blank"), [(lid, True), (finger, True), (wall, False), (night, False)])
def test_a_covered_camera_is_told_from_an_empty_or_a_dark_room(
    seen: Callable[[], Uint8Array], blank: bool
) -> None:
    assert is_blank(seen()) is blank
    assert not is_blank(np.zeros((0, 0, 3), np.uint8))


@pytest.fixture
def seen(live: Any, session: Any) -> tuple[LiveState, Any, Callable[..., Any]]:
    state, assembly = live(watch=True)

    def at(t: float, picture: Uint8Array, faces: int = 0) -> Any:
        session.clock.t = t
        frame = SimpleNamespace(t_start=t, image=picture, covered="")
        view = SimpleNamespace(frame=frame, faces=(object(),) * faces, partner=None, hint="", waits=False)
        assembly.onlooker.put_picture(view)
        return state.update()

    return state, assembly, at


def test_a_lid_is_told_of_once_it_lasts_and_the_picture_when_it_is_back(
    seen: tuple[LiveState, Any, Callable[..., Any]],
) -> None:
    state, _, at = seen
    assert at(1.0, wall()).trouble == {}
    assert at(2.0, lid()).trouble == {} and at(1.9 + LASTS_S, lid()).trouble == {}
    covered = at(2.5 + LASTS_S, lid())
    assert "something may cover it" in covered.trouble[FACE]
    assert covered.reading.face.note == state.streams().face.silence == "nothing to be seen"
    back = at(10.0, wall())
    assert back.trouble == {} and back.back == ("The picture is back.",)
    assert at(16.0, wall()).back == ()


def test_another_camera_is_not_said_to_be_back_before_it_shows_something(
    seen: tuple[LiveState, Any, Callable[..., Any]],
) -> None:
    state, assembly, at = seen
    at(1.0, lid())
    assert at(2.0 + LASTS_S, lid()).trouble
    assembly.onlooker.put_picture(None)  # chosen in place of the covered one
    assert state.update().back == ()
    assert at(8.0, lid()).back == ()
    assert at(9.0, wall()).back == ("The picture is back.",)


def test_a_face_in_a_dark_picture_is_no_trouble(seen: tuple[LiveState, Any, Callable[..., Any]]) -> None:
    _, _, at = seen
    at(1.0, lid())
    assert at(8.0, lid(), faces=1).trouble == {}


def test_a_dark_part_of_the_screen_is_no_covered_camera(
    seen: tuple[LiveState, Any, Callable[..., Any]],
) -> None:
    _, assembly, at = seen
    assembly.captured = Captured(screen=True)
    at(1.0, lid())
    assert at(8.0, lid()).trouble == {}
