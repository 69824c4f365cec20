"""Our own steps around the models do what those of mediapipe 0.10.21 do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from skimage.data import coffee

from face_model.classifier import SHIPPED_WEIGHTS, FaceClassifier
from face_model.finding import find_in_small_picture
from face_model.landmarks import FaceMesh, Landmarks
from face_model.reading import face_at

pytest.importorskip("ai_edge_litert")
from face_model.litert.mesh import LiteMesh

WITHIN = 0.02  # of the face's width; what is measured is 1e-5
SMALL = {"static": True, "max_faces": 1, "min_confidence": 0.3}


@pytest.fixture(scope="module")
def in_floats(tmp_path_factory: pytest.TempPathFactory) -> FaceClassifier:
    """The shipped network without the ranges in which it answers in eight bits."""
    folder = tmp_path_factory.mktemp("weights")
    for file in (SHIPPED_WEIGHTS, SHIPPED_WEIGHTS.with_suffix(".card.json")):
        shutil.copy(file, folder)
    return FaceClassifier.load(folder)


def theirs(**settings: object) -> FaceMesh:
    pytest.importorskip("mediapipe")
    from face_model.mediapipe_engine import MediaPipeMesh

    return MediaPipeMesh(**{"static": False, "max_faces": 4, "min_confidence": 0.5} | settings)  # type: ignore[arg-type]


def away(found: Landmarks, expected: Landmarks) -> float:
    """Mean distance in the picture, as a share of the face's width."""
    distances = np.linalg.norm((found - expected)[:, :2], axis=1)
    return float(distances.mean() / np.ptp(expected[:, 0]))


def turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    turn = cv2.getRotationMatrix2D((220, 120), degrees, 1)
    return np.asarray(cv2.warpAffine(picture, turn, (512, 512)), np.uint8)


def two_of(picture: np.ndarray) -> np.ndarray:
    face = picture[:256, 100:356]
    return np.ascontiguousarray(np.hstack([face, face[:, ::-1]]))


@pytest.mark.parametrize(
    "view",
    [lambda p: p, lambda p: turned(p, 25), lambda p: turned(p, -40), two_of, lambda p: p[20:120, 150:300]],
)
def test_the_same_landmarks_in_a_picture(
    portrait: np.ndarray, view: Callable[[np.ndarray], np.ndarray]
) -> None:
    picture = np.ascontiguousarray(view(portrait))
    with theirs(static=True) as other, LiteMesh(static=True) as mesh:
        expected, found = other.find(picture), mesh.find(picture)
    assert len(found) == len(expected) > 0
    for ours, its in zip(found, expected, strict=True):
        assert ours.shape == (468, 3) and ours.dtype == np.float32
        assert away(ours, its) < WITHIN
        assert np.abs(ours[:, 2] - its[:, 2]).max() < WITHIN * np.ptp(its[:, 0])


def moving(portrait: np.ndarray) -> Iterator[np.ndarray]:
    """She moves and turns, goes away, and comes back."""
    for t in range(24):
        move = cv2.getRotationMatrix2D((220, 120), 2 * t, 1 + t / 60)
        move[:, 2] += (3 * t, t)
        frame = cv2.warpAffine(portrait, move, (512, 300))
        yield np.zeros_like(frame) if 10 <= t < 13 else frame


def test_a_face_is_followed_as_mediapipe_follows_it(portrait: np.ndarray) -> None:
    with theirs() as other, LiteMesh() as mesh:
        for frame in moving(portrait):
            expected, found = other.find(frame), mesh.find(frame)
            assert len(found) == len(expected)
            assert all(away(ours, its) < WITHIN for ours, its in zip(found, expected, strict=True))


def test_reset_and_close_begin_anew(portrait: np.ndarray) -> None:
    frames = list(moving(portrait))[:6]
    mesh = LiteMesh()
    first = [mesh.find(frame) for frame in frames]
    for begin in (mesh.reset, mesh.close):
        begin()
        for frame, before in zip(frames, first, strict=True):
            np.testing.assert_array_equal(mesh.find(frame), before)
    mesh.close()


def test_where_nobody_is_nobody_is_found() -> None:
    with LiteMesh() as mesh:
        assert mesh.find(coffee()) == []
        assert mesh.find(np.zeros((1, 1, 3), np.uint8)) == []


@pytest.mark.corpus
@pytest.mark.parametrize("size", ["people", "small_people"])
def test_the_same_is_found_and_read_in_pictures_of_people(
    request: pytest.FixtureRequest, size: str, in_floats: FaceClassifier
) -> None:
    pictures = request.getfixturevalue(size)
    assert len(pictures) > 70
    with theirs(**SMALL) as other, LiteMesh(**SMALL) as mesh:  # type: ignore[arg-type]
        pairs = [(p, find_in_small_picture(mesh, p), find_in_small_picture(other, p)) for p in pictures]
    same = [(ours is None) == (its is None) for _, ours, its in pairs]
    assert np.mean(same) >= 0.95
    both = [(p, ours, its) for p, ours, its in pairs if ours is not None and its is not None]
    assert all(away(mine, expected) < WITHIN for _, mine, expected in both)
    crops = [np.stack([face_at(entry[0], entry[which]).crop for entry in both]) for which in (1, 2)]
    ours, its = (in_floats.probabilities(faces) for faces in crops)
    assert np.mean(ours.argmax(axis=1) == its.argmax(axis=1)) >= 0.99  # so no figure moves by a point
    # In eight bits one grey level can be a whole step: of two feelings as likely, the other.
    shipped = FaceClassifier.load()
    ours, its = (shipped.probabilities(faces) for faces in crops)
    assert np.mean(ours.argmax(axis=1) == its.argmax(axis=1)) >= 0.95
    assert np.abs(ours - its).mean() < 0.002 and np.abs(ours - its).max() < 0.05


@pytest.mark.corpus
def test_films_of_people_are_followed_alike(corpora: Path) -> None:
    for clip in sorted((corpora / "av_samples").glob("*.mp4")):
        with theirs() as other, LiteMesh() as mesh, av.open(str(clip)) as film:
            frames: Iterable[np.ndarray] = (
                frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)
            )
            for _, frame in zip(range(40), frames, strict=False):
                expected, found = other.find(frame), mesh.find(frame)
                assert len(found) == len(expected)
                assert all(away(ours, its) < WITHIN for ours, its in zip(found, expected, strict=True))


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not here")
@pytest.mark.parametrize("engine", ["litert", "mediapipe"])
def test_no_connection_is_opened(tmp_path: Path, portrait: np.ndarray, engine: str) -> None:
    if engine == "mediapipe":
        pytest.importorskip("mediapipe")
    np.save(tmp_path / "portrait.npy", portrait)
    code = (
        "import numpy as np, sys\nfrom face_model.engines import box_finder, face_mesh\n"
        "picture = np.load(sys.argv[1])\n"
        "with face_mesh() as mesh: assert [len(mesh.find(picture)) for _ in range(3)] == [1, 1, 1]\n"
        "boxes = box_finder(0.3); assert len(boxes.find(picture[::3, ::3])) == 1; boxes.close()"
    )
    calls = tmp_path / "calls"
    watch = ["strace", "-f", "-qq", "-e", "trace=%network", "-o", str(calls)]
    done = subprocess.run(
        [*watch, sys.executable, "-c", code, str(tmp_path / "portrait.npy")],
        env=os.environ | {"ATTUNE_FACE_MESH": engine},
        capture_output=True,
        text=True,
    )
    if "ptrace" in done.stderr:
        pytest.skip("programs may not be watched here")
    assert done.returncode == 0, done.stderr[-2000:]
    assert [line for line in calls.read_text().splitlines() if "AF_INET" in line] == []
