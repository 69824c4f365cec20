from collections.abc import Iterator
from unittest.mock import Mock, call

import cv2
import numpy as np
import pytest

from face_model.engines import face_mesh
from face_model.landmarks import Landmarks
from face_model.sparing import GLANCE_EVERY, SparingMesh

ROOM = np.full((480, 640, 3), 120, np.uint8)


def people(portrait: np.ndarray, *lefts: int, grey: int = 120) -> np.ndarray:
    """A room with the portrait's face at these places, pixels from the left."""
    face = cv2.resize(portrait[0:256, 100:356], (240, 240))
    room = np.full((480, 640, 3), grey, np.uint8)
    for left in lefts:
        room[120:360, left : left + 240] = face
    return room


@pytest.fixture
def sparing() -> Iterator[SparingMesh]:
    with SparingMesh() as mesh:
        yield mesh


def test_one_face_has_the_same_landmarks_to_the_last_digit_as_with_room_for_four(
    portrait: np.ndarray, sparing: SparingMesh
) -> None:
    walk = [people(portrait, 40 + 4 * i) for i in range(12)]
    away_and_back = [*walk, *[ROOM] * 3, *walk[::-1], people(portrait, 380)]  # the last a leap
    with face_mesh(max_faces=4) as four:
        for picture in away_and_back:
            expected, found = four.find(picture), sparing.find(picture)
            assert len(found) == len(expected)
            for one, other in zip(found, expected, strict=True):
                np.testing.assert_array_equal(one, other)


def test_who_comes_in_is_seen_within_five_looks_and_at_a_cut_at_once(
    portrait: np.ndarray, sparing: SparingMesh
) -> None:
    alone, both = people(portrait, 40), people(portrait, 40, 360)
    for looks_before in range(1, 1 + GLANCE_EVERY):
        sparing.reset()
        assert [len(sparing.find(alone)) for _ in range(looks_before)] == [1] * looks_before
        seen = [len(sparing.find(both)) for _ in range(GLANCE_EVERY)]
        assert seen[-1] == 2 and sorted(seen) == seen
    sparing.reset()
    sparing.find(alone)
    assert len(sparing.find(people(portrait, 40, 360, grey=200))) == 2


def test_the_same_pictures_give_the_same_landmarks(portrait: np.ndarray, sparing: SparingMesh) -> None:
    pictures = [people(portrait, *who) for who in ((40,), (40, 360), (44, 356), (44,), (), (300,))]

    def found() -> list[list[bytes]]:
        sparing.reset()
        return [[face.tobytes() for face in sparing.find(p)] for p in pictures * 2]

    assert found() == found()


def face(x: float) -> Landmarks:
    points = np.full((468, 3), (x, 20, 0), np.float32)
    points[0, 0], points[1, 0] = x - 8, x + 8
    return points


class Script:
    """Meshes and a detector that see what they are told."""

    def __init__(self) -> None:
        self.one = Mock(find=Mock(return_value=[face(20)]))
        self.several = Mock(find=Mock(return_value=[face(20), face(50)]))
        self.boxes = Mock(find=Mock(return_value=self.at(20)))
        self.mesh = SparingMesh(self.one, self.several, self.boxes)

    @staticmethod
    def at(*xs: float) -> np.ndarray:
        return np.array([(x - 8, 12, x + 8, 28) for x in xs], np.float32).reshape(-1, 4)

    def look(self, times: int = 1, grey: int = 90) -> list[int]:
        return [len(self.mesh.find(np.full((48, 64, 3), grey, np.uint8))) for _ in range(times)]


@pytest.fixture
def script() -> Script:
    return Script()


def test_while_one_is_there_the_detector_has_a_glance_at_every_fifth_look(script: Script) -> None:
    for grey in range(90, 145, 5):  # it grows light
        assert script.look(grey=grey) == [1]
    assert script.boxes.find.call_count == 3
    script.several.find.assert_not_called()


def test_of_a_picture_that_stands_still_it_has_one_at_every_twentieth(script: Script) -> None:
    assert script.look(20) == [1] * 20
    assert script.boxes.find.call_count == 1
    script.look()
    assert script.boxes.find.call_count == 2


def test_light_that_changes_is_no_cut_another_picture_is(script: Script) -> None:
    script.look(2)
    script.look(1, grey=100)
    assert script.boxes.find.call_count == 1
    script.look(1, grey=180)
    assert script.boxes.find.call_count == 2


@pytest.mark.parametrize("seen", [(20, 50), (50,)])
def test_somebody_else_has_the_mesh_for_several_take_over_until_nobody_else_was_there_for_a_while(
    script: Script, seen: tuple[int, ...]
) -> None:
    script.look(5)
    script.boxes.find.return_value = script.at(*seen)
    assert script.look(30, grey=110) == [2] * 30
    assert script.one.find.call_count == 6
    script.several.find.return_value = [face(20)]
    script.look(24)
    script.one.reset.assert_not_called()
    script.several.find.return_value = [face(20), face(50)]
    script.look()
    script.several.find.return_value = [face(20)]
    script.boxes.find.return_value = script.at(20)
    script.look(25)
    script.one.reset.assert_called_once_with()
    assert script.look(10) == [1] * 10
    assert script.one.find.call_count == 16


def test_a_face_that_is_lost_is_looked_for_in_the_same_picture_once(script: Script) -> None:
    script.look()
    script.one.find.side_effect = [[], [face(40)], [], [], []]
    assert script.look(3) == [1, 0, 0]
    assert script.one.find.call_count == 6


def test_resetting_and_closing_are_handed_on(script: Script) -> None:
    script.look(2)
    script.mesh.reset()
    script.look()
    assert script.boxes.find.call_count == 2
    assert script.one.reset.mock_calls == script.several.reset.mock_calls == [call()]
    script.mesh.close()
    for part in (script.one, script.several, script.boxes):
        part.close.assert_called_once_with()
