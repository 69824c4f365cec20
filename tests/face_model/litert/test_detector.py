import numpy as np
import pytest

from face_model.litert.detector import anchors, merged


def box(x0: float, y0: float, x1: float, y1: float) -> list[list[float]]:
    return [[x0, y0], [x1, y1]]


def test_anchors_are_the_middles_of_cells_row_by_row() -> None:
    found = anchors([(2, 1), (1, 2)])
    expected = [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75], [0.5, 0.5], [0.5, 0.5]]
    np.testing.assert_allclose(found, expected)


def test_boxes_of_one_face_become_their_weighted_mean_and_the_surest_face_comes_first() -> None:
    points = np.array([box(0, 0, 10, 10), box(1, 0, 11, 10), box(50, 50, 60, 60)], np.float32)
    first, second = merged(points, np.array([0.6, 0.3, 0.9]))
    np.testing.assert_allclose(first, box(50, 50, 60, 60))
    np.testing.assert_allclose(second, box(1 / 3, 0, 10 + 1 / 3, 10), rtol=1e-6)


def test_little_overlap_leaves_two_faces() -> None:
    points = np.array([box(0, 0, 10, 10), box(6, 0, 16, 10)], np.float32)  # a quarter in common
    assert len(merged(points, np.array([0.9, 0.8]))) == 2
    assert merged(points[:0], np.zeros(0)) == []


def test_a_small_face_is_found_as_mediapipe_finds_it(portrait: np.ndarray) -> None:
    pytest.importorskip("ai_edge_litert")
    pytest.importorskip("mediapipe")
    from face_model.litert.detector import LiteBoxes
    from face_model.mediapipe_engine import MediaPipeBoxes

    theirs, ours = MediaPipeBoxes(0.3), LiteBoxes(0.3)
    for picture in (portrait[::3, ::3], portrait[:240:2, ::4], np.full((144, 192, 3), 120, np.uint8)):
        expected, found = theirs.find(picture), ours.find(picture)
        assert len(expected) == len(found)
        np.testing.assert_allclose(found, expected, atol=0.05)
    theirs.close()
    ours.close()
