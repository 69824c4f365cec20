"""The rasteriser fills what OpenCV fills, and what is nearer is seen."""

from __future__ import annotations

import cv2
import numpy as np

from ui.making.raster import seen

HEIGHT, WIDTH = 60, 80


def test_triangles_of_any_size_cover_what_opencv_fills() -> None:
    chance = np.random.default_rng(0)
    for size in (2.5, 12.0, 70.0):
        corners = chance.uniform(-0.5, 0.5, (3, 2)) * size + [40, 30]
        (ax, ay), (bx, by), (cx, cy) = corners
        turns = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if turns > 0:  # counterclockwise as seen, in rows that run down
            corners = corners[::-1]
        points = np.column_stack([corners, np.zeros(3)])
        hits = seen(points, np.array([[0, 1, 2]]), HEIGHT, WIDTH)
        ours = np.zeros(HEIGHT * WIDTH, bool)
        ours[hits.pixel] = True
        theirs = np.zeros((HEIGHT, WIDTH), np.uint8)
        cv2.fillConvexPoly(theirs, np.round((corners - 0.5) * 256).astype(np.int32), 1, shift=8)
        unlike = ours.reshape(HEIGHT, WIDTH) != theirs.astype(bool)
        edge = cv2.morphologyEx(theirs, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).astype(bool)
        assert not (unlike & ~edge).any()
        np.testing.assert_allclose(hits.share.sum(1), 1)
        where = hits.share @ corners
        np.testing.assert_allclose(np.floor(where[:, 1]) * WIDTH + np.floor(where[:, 0]), hits.pixel)


def test_the_nearer_is_seen_but_not_through_its_gaps_nor_from_behind() -> None:
    square = np.array([[10.0, 10, 0], [10, 50, 0], [60, 10, 0]])
    nearer = np.array([0, 0, 1])
    points = np.vstack([square, square + nearer, square[[0, 2, 1]] + 2 * nearer])
    triangles = np.arange(9).reshape(3, 3)
    assert set(seen(points, triangles, HEIGHT, WIDTH).triangle) == {1}

    def keep(triangle: np.ndarray, share: np.ndarray) -> np.ndarray:
        return (triangle != 1) | (share[:, 0] > 0.5)

    gaps = seen(points, triangles, HEIGHT, WIDTH, keep)
    assert set(gaps.triangle) == {0, 1}
    assert (gaps.share[gaps.triangle == 1, 0] > 0.5).all()


def test_nothing_in_view_is_no_hit() -> None:
    far_left = np.array([[-30.0, 10, 0], [-30, 50, 0], [-10, 10, 0]])
    assert len(seen(far_left, np.array([[0, 1, 2]]), HEIGHT, WIDTH).pixel) == 0
