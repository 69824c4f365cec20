from collections.abc import Iterator
from unittest.mock import Mock

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from face_model.detection import Square
from face_model.engines import face_mesh
from face_model.far import FarFaces, square_of
from face_model.landmarks import Landmarks

HEIGHT, WIDTH = 720, 1280


def people(*faces: tuple[int, int, float]) -> np.ndarray:
    """A frame with her at these places (middle of the picture, pixels) and this wide a face."""
    frame = np.full((HEIGHT, WIDTH, 3), (120, 130, 140), np.uint8)
    for x, y, wide in faces:
        side = round(wide * 256 / 94)
        sized = cv2.resize(astronaut()[:256, 100:356], (side, side), interpolation=cv2.INTER_AREA)
        frame[y - side // 2 : y - side // 2 + side, x - side // 2 : x - side // 2 + side] = sized
    return frame


@pytest.fixture(scope="module")
def far() -> Iterator[FarFaces]:
    finder = FarFaces()
    yield finder
    finder.close()


def test_small_faces_are_found_at_the_first_look_with_their_landmarks(far: FarFaces) -> None:
    """Four and six in a hundred of the frame's width: the mesh by itself finds neither."""
    far.reset()
    frame = people((300, 200, 51), (900, 500, 77))
    with face_mesh(static=True) as mesh:
        assert mesh.find(frame) == []
        (large,) = mesh.find(astronaut()[:256, 100:356].copy())
    found = sorted(far.join(frame, []), key=lambda points: float(points[0, 0]))
    assert len(found) == 2
    for points, (x, y, wide) in zip(found, ((300, 200, 51), (900, 500, 77)), strict=True):
        scale = wide / 94
        expected = (large[:, :2] - 128) * scale + (x, y)
        assert points.shape == (468, 3) and points.dtype == np.float32
        assert np.abs(points[:, :2] - expected).mean() < 0.05 * wide


def test_a_small_face_is_followed_where_it_goes_and_gone_when_it_goes(far: FarFaces) -> None:
    far.reset()
    for k in range(12):
        x = 300 + 15 * k
        (points,) = far.join(people((x, 200, 60)), [])
        assert abs(square_of(points).x - x) < 15
    assert far.join(people(), []) == []
    again = (far.join(people((900, 500, 110)), []) for _ in range(20))
    (points,) = next(found for found in again if found)
    assert abs(square_of(points).x - 900) < 20


def test_the_same_frames_give_the_same_landmarks(far: FarFaces) -> None:
    frames = [people((300 + 7 * k, 200, 55), (700, 400, 80)) for k in range(8)]
    runs = []
    for _ in range(2):
        far.reset()
        runs.append([[points.tobytes() for points in far.join(frame, [])] for frame in frames])
    assert runs[0] == runs[1]
    assert all(len(found) == 2 for found in runs[0])


def face(x: float, y: float, side: float) -> Landmarks:
    points = np.full((468, 3), (x, y, 0), np.float32)
    points[0, :2] -= side / 2
    points[1, :2] += side / 2
    return points


class Script:
    """A detector and a mesh that see what a test says; the mesh sees a face in the middle of each cut."""

    def __init__(self) -> None:
        self.boxes: list[Square] = []
        self.sees = True
        self.flickers = False
        self._looks = 0
        self.views: list[tuple[int, int, int, int]] = []
        self.cuts: list[np.ndarray] = []
        detector = Mock(find=self._detect)
        self.far = FarFaces(detector, Mock(find=self._mesh))
        self.detector = detector

    def _detect(self, _frame: np.ndarray, view: tuple[int, int, int, int]) -> list[Square]:
        self.views.append(view)
        left, top, right, bottom = view
        return [b for b in self.boxes if left <= b.x < right and top <= b.y < bottom]

    def _mesh(self, cut: np.ndarray) -> list[Landmarks]:
        self.cuts.append(cut)
        return [face(128, 128, 256 / 2.2)] if self.sees else []

    def look(self, *near: Landmarks) -> list[Square]:
        self.views, self.cuts = [], []
        self._looks += self.flickers
        frame = np.full((HEIGHT, WIDTH, 3), 37 * self._looks % 256, np.uint8)
        return [square_of(points) for points in self.far.join(frame, list(near))]


def test_only_what_the_mesh_takes_for_a_face_too_is_one() -> None:
    script = Script()
    script.boxes, script.sees = [Square(300, 200, 50)], False
    assert script.look() == []
    assert script.cuts and all(cut.shape == (256, 256, 3) for cut in script.cuts)


def test_landmarks_come_back_in_pixels_of_the_frame_at_its_edges_too() -> None:
    script = Script()
    script.boxes = [Square(300, 200, 50), Square(10, 12, 60), Square(1275, 715, 40)]
    found = script.look()
    for box, seen in zip(script.boxes, sorted(found, key=lambda s: s.side == 60), strict=False):
        assert any(abs(s.x - box.x) <= 1 and abs(s.y - box.y) <= 1 for s in found)
        assert seen.side == pytest.approx(50, abs=11)


def test_a_near_face_is_not_found_twice_and_a_large_one_takes_over() -> None:
    script = Script()
    near = face(600, 300, 120)
    script.boxes = [Square(610, 300, 110)]
    assert script.look(near) == [square_of(near)]
    assert script.cuts == []
    script.far.reset()
    (small,) = script.look()
    assert script.look(near) == [small]  # small and already followed: no change of hands
    large = face(600, 300, 300)
    assert script.look(large) == [square_of(large)]


def test_the_frame_is_searched_whole_first_then_one_view_at_every_fifth_look() -> None:
    script = Script()
    script.flickers = True
    near = face(600, 300, 100)
    script.look(near)
    whole = script.views
    assert len(whole) == 9 and whole[0] == (0, 0, WIDTH, HEIGHT)
    seen = []
    for look in range(1, 46):
        script.look(near)
        assert len(script.views) == (look % 5 == 0)
        seen += script.views
    assert sorted(seen) == sorted(whole)


def test_a_view_that_stands_still_is_searched_again_at_every_fourth_turn() -> None:
    script = Script()
    near = face(600, 300, 300)
    script.look(near)
    seen = []
    for _ in range(4 * 45):
        script.look(near)
        seen += script.views
    assert len(seen) == len(set(seen)) == 9


def test_where_somebody_was_lost_the_next_views_are_searched_though_they_stand_still() -> None:
    script = Script()
    script.look(face(600, 300, 300))
    script.look()
    seen = []
    for _ in range(18):
        script.look()
        seen += script.views
    assert len(seen) == len(set(seen)) == 9


def test_while_nobody_is_in_view_every_other_look_is_a_search() -> None:
    script = Script()
    script.flickers = True
    script.look()
    counts = []
    for _ in range(6):
        script.look()
        counts.append(len(script.views))
    assert counts == [0, 1, 0, 1, 0, 1]


def test_where_a_face_is_lost_it_is_looked_for_at_once() -> None:
    script = Script()
    near = face(600, 300, 100)
    script.look(near)
    script.boxes = [Square(640, 300, 100)]
    (found,) = script.look()
    assert abs(found.x - 640) <= 1 and script.views[0] == (300, 0, 900, 600)


def test_there_are_nine_faces_at_most() -> None:
    script = Script()
    script.boxes = [Square(100 + 100 * k, 300, 50) for k in range(11)]
    assert len(script.look()) == 9


def test_closing_frees_the_models() -> None:
    script = Script()
    script.far.close()
    script.detector.close.assert_called_once_with()
