"""Which triangle is seen at which pixel: a rasteriser in numpy, of all triangles of one size at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fusion.arrays import BoolArray, FloatArray, IntArray

Keep = Callable[[IntArray, FloatArray], BoolArray]

_SIZES_PX = (0, 3, 4, 5, 6, 8, 10, 13, 18, 26, 40, 80, 4096)
_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Hits:
    """What is seen, one row for each pixel that shows anything.

    Parameters
    ----------
    pixel
        int64 (n,), row * width + column.
    triangle
        int64 (n,), which triangle.
    share
        float64 (n, 3), how much each of its corners counts there.
    depth
        float64 (n,), larger is nearer.
    """

    pixel: IntArray
    triangle: IntArray
    share: FloatArray
    depth: FloatArray


def seen(points: FloatArray, triangles: IntArray, height: int, width: int, keep: Keep | None = None) -> Hits:
    """The nearest triangle at each pixel; those that turn their back are passed over.

    Parameters
    ----------
    points
        (n, 3): pixels to the right, pixels down, and depth, larger nearer.
    triangles
        int64 (m, 3), corners counterclockwise as the viewer sees them.
    height, width
        Of the picture.
    keep
        Says of triangles and their corners' shares which are not holes there, such as gaps between hairs.
    """
    a, b, c = (points[triangles[:, k]] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    corners = np.stack([a, b, c])[..., :2]
    # Pixels whose middle may lie inside.
    low = np.maximum(np.ceil(corners.min(0) - 0.5).astype(int), 0)
    high = np.minimum(np.floor(corners.max(0) - 0.5).astype(int) + 1, [width, height])
    faces_us = np.flatnonzero((area < -1e-9) & ((high - low).min(1) > 0))
    size = (high - low)[faces_us].max(1)
    found: list[tuple[IntArray, IntArray, FloatArray, FloatArray]] = []
    for above, up_to in pairwise(_SIZES_PX):
        alike = faces_us[(size > above) & (size <= up_to)]
        if not len(alike):
            continue
        side = int((high - low)[alike].max())
        found += [
            _within(some, side, (a, b, c), area, low, (height, width), keep)
            for some in np.array_split(alike, len(alike) * side * side // _AT_ONCE + 1)
        ]
    if not found:
        none = np.empty(0, np.int64)
        return Hits(none, none, np.empty((0, 3)), np.empty(0))
    pixel, triangle, share, depth = (np.concatenate(parts) for parts in zip(*found, strict=True))
    # The nearest is written last.
    order = np.argsort(depth, kind="stable")
    front = np.full(height * width, -1)
    front[pixel[order]] = order
    shown = np.flatnonzero(front >= 0)
    of = front[shown]
    return Hits(shown, triangle[of], share[of], depth[of])


def _within(
    some: IntArray,
    side: int,
    corners: tuple[FloatArray, FloatArray, FloatArray],
    area: FloatArray,
    low: IntArray,
    shape: tuple[int, int],
    keep: Keep | None,
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Pixels inside some triangles that all fit into a square of ``side`` pixels."""
    a, b, c = (corner[some] for corner in corners)
    column = low[some, 0][:, None, None] + np.arange(side)[None, None, :]
    row = low[some, 1][:, None, None] + np.arange(side)[None, :, None]
    x, y = column + 0.5 - a[:, 0][:, None, None], row + 0.5 - a[:, 1][:, None, None]
    (ux, uy), (vx, vy) = ((end - a)[:, :2].T[..., None, None] for end in (b, c))
    whole = area[some][:, None, None]
    second, third = (x * vy - y * vx) / whole, (y * ux - x * uy) / whole
    first = 1 - second - third
    inside = (first >= -1e-6) & (second >= -1e-6) & (third >= -1e-6) & (column < shape[1]) & (row < shape[0])
    which, dy, dx = np.nonzero(inside)
    share = np.stack([first[inside], second[inside], third[inside]], axis=1)
    pixel = (low[some[which], 1] + dy) * shape[1] + low[some[which], 0] + dx
    if keep is not None:
        kept = keep(some[which], share)
        which, pixel, share = which[kept], pixel[kept], share[kept]
    depth = share[:, 0] * a[which, 2] + share[:, 1] * b[which, 2] + share[:, 2] * c[which, 2]
    return pixel, some[which], share, depth
