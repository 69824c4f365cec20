"""The engine brings only what it needs, and takes nothing from what others import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from face_model.mediapipe_engine import MediaPipeMesh

pytest.importorskip("mediapipe")


def test_faces_are_found_without_the_rest_of_mediapipe_and_without_matplotlib_until_they_are_wanted() -> None:
    script = (
        "import sys\n"
        "from skimage.data import astronaut\n"
        "from face_model.engines import engine\n"
        "from face_model.mediapipe_engine import MediaPipeBoxes, MediaPipeMesh\n"
        "with MediaPipeMesh(static=False, max_faces=4, min_confidence=0.5) as mesh:\n"
        "    faces = len(mesh.find(astronaut()))\n"
        "boxes = MediaPipeBoxes(0.6)\n"
        "found = len(boxes.find(astronaut())); boxes.close()\n"
        "rest = ('matplotlib', 'sounddevice', 'mediapipe.tasks', 'mediapipe.python.solutions.hands')\n"
        "before = [name for name in rest if name in sys.modules]\n"
        "import matplotlib.pyplot\n"
        "import mediapipe.python.solutions.hands\n"
        "print(faces, found, before, hasattr(matplotlib.pyplot, 'figure'), engine())"
    )
    assert said_by(script) == "1 1 [] True mediapipe\n"


def test_faces_are_found_where_all_of_mediapipe_was_imported_before() -> None:
    script = (
        "import mediapipe\n"
        "from skimage.data import astronaut\n"
        "from face_model.mediapipe_engine import MediaPipeMesh\n"
        "with MediaPipeMesh(static=True, max_faces=1, min_confidence=0.5) as mesh:\n"
        "    print(len(mesh.find(astronaut())), mediapipe.solutions.hands.__name__)"
    )
    assert said_by(script) == "1 mediapipe.python.solutions.hands\n"


def test_whoever_imports_mediapipe_afterwards_has_it_whole() -> None:
    script = (
        "from skimage.data import astronaut\n"
        "from face_model.mediapipe_engine import MediaPipeMesh\n"
        "with MediaPipeMesh(static=True, max_faces=1, min_confidence=0.5) as mesh:\n"
        "    ours = len(mesh.find(astronaut()))\n"
        "import mediapipe as mp\n"
        "with mp.solutions.face_mesh.FaceMesh(static_image_mode=True) as theirs:\n"
        "    found = len(theirs.process(astronaut()).multi_face_landmarks)\n"
        "print(ours, found, mp.solutions.hands.__name__, mp.__version__, mp.Image.__name__)"
    )
    assert said_by(script) == "1 1 mediapipe.python.solutions.hands 0.10.21 Image\n"


def test_one_part_of_it_can_be_asked_for_by_itself() -> None:
    script = (
        "from skimage.data import astronaut\n"
        "from face_model.mediapipe_engine import MediaPipeMesh\n"
        "with MediaPipeMesh(static=True, max_faces=1, min_confidence=0.5) as mesh:\n"
        "    mesh.find(astronaut())\n"
        "from mediapipe.python.solutions import pose\n"
        "from mediapipe import solutions\n"
        "import mediapipe.python.solutions.face_mesh as again\n"
        "print(pose.Pose.__name__, solutions.pose is pose, again is solutions.face_mesh)"
    )
    assert said_by(script) == "Pose True True\n"


def test_graphs_are_to_the_letter_those_of_the_whole() -> None:
    script = (
        "from skimage.data import astronaut\n"
        "from face_model.mediapipe_engine import MediaPipeBoxes, MediaPipeMesh\n"
        "mesh = MediaPipeMesh(static=False, max_faces=4, min_confidence=0.5)\n"
        "near, far = MediaPipeBoxes(0.5, near=True), MediaPipeBoxes(0.5)\n"
        "for each in (mesh, near, far):\n"
        "    each.find(astronaut())\n"
        "for solution in (mesh._mesh, near._detector, far._detector):\n"
        "    print(solution._graph.text_config)"
    )
    assert said_by(script) == said_by("import mediapipe; mediapipe.solutions\n" + script)


def test_landmarks_are_read_from_the_bytes_as_they_are_told_one_by_one() -> None:
    script = (
        "import numpy as np\n"
        "from face_model.mediapipe_engine import points_of\n"
        "from mediapipe.framework.formats.landmark_pb2 import NormalizedLandmarkList\n"
        "numbers = np.random.default_rng(0).normal(size=(478, 3)).astype(np.float32)\n"
        "numbers[0] = 0\n"
        "for more in ({}, {'visibility': 0.5}, {'visibility': 0.5, 'presence': 0.5}):\n"
        "    face = NormalizedLandmarkList()\n"
        "    for x, y, z in numbers.tolist():\n"
        "        face.landmark.add(x=x, y=y, z=z, **more)\n"
        "    found = points_of(face.SerializeToString())\n"
        "    print(found.dtype, found.flags.writeable, np.array_equal(found, numbers[:468]))"
    )
    assert said_by(script) == "float32 True True\n" * 3


@pytest.mark.parametrize("max_faces", [1, 4])
def test_a_mesh_that_forgot_sees_as_a_new_one_does_with_the_models_it_had(
    portrait: np.ndarray, max_faces: int
) -> None:
    def moved(by: int) -> np.ndarray:
        return np.roll(portrait, by, axis=1)

    usual = {"static": False, "max_faces": max_faces, "min_confidence": 0.5}
    with MediaPipeMesh(**usual) as mesh, MediaPipeMesh(**usual) as new:
        for by in range(0, 30, 5):
            mesh.find(moved(by))
        graph = mesh._mesh._graph
        mesh.reset()
        for by in (60, 58, 56, 0):
            expected, found = new.find(moved(by)), mesh.find(moved(by))
            assert found and len(found) == len(expected)
            np.testing.assert_array_equal(found, expected)
        assert mesh._mesh._graph is graph


def test_a_picture_is_lent_to_the_graph_and_the_answer_is_that_of_mediapipes_own_way() -> None:
    script = (
        "import numpy as np\n"
        "from skimage.data import astronaut\n"
        "from face_model.mediapipe_engine import MediaPipeMesh\n"
        "from mediapipe.python.solutions.face_mesh import FaceMesh\n"
        "told = dict(min_detection_confidence=0.5, min_tracking_confidence=0.5)\n"
        "room = np.full((512, 512, 3), 120, np.uint8)\n"
        "walk = [np.roll(astronaut(), 6 * k, axis=1) for k in range(4)]\n"
        "with MediaPipeMesh(static=False, max_faces=1, min_confidence=0.5) as ours:\n"
        "    with FaceMesh(max_num_faces=1, **told) as theirs:\n"
        "        for picture in [*walk, room, room, *walk[::-1]]:\n"
        "            expected = theirs.process(picture).multi_face_landmarks or []\n"
        "            found = [face / np.float32(512) for face in ours.find(picture)]\n"
        "            same = all(\n"
        "                np.allclose(one, [(p.x, p.y, p.z) for p in other.landmark], atol=1e-6)\n"
        "                for one, other in zip(found, expected, strict=True)\n"
        "            )\n"
        "            print(len(found), same, picture.flags.writeable)"
    )
    assert said_by(script) == "1 True True\n" * 4 + "0 True True\n" * 2 + "1 True True\n" * 4


def said_by(script: str) -> str:
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout


def test_faces_are_found_on_the_thread_that_asks() -> None:
    script = (
        "import time\n"
        "from skimage.data import astronaut\n"
        "from face_model.mediapipe_engine import MediaPipeMesh\n"
        "with MediaPipeMesh(static=True, max_faces=1, min_confidence=0.5) as mesh:\n"
        "    mesh.find(astronaut())\n"
        "    whole, own = time.process_time(), time.thread_time()\n"
        "    for _ in range(20): mesh.find(astronaut())\n"
        "    whole, own = time.process_time() - whole, time.thread_time() - own\n"
        "print(own > 0.9 * whole)"
    )
    assert said_by(script) == "True\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the wheel's libEGL is Linux's")
@pytest.mark.parametrize("kept_out", [True, False])
def test_no_driver_of_opengl_is_asked_for_once_it_is_kept_out(tmp_path: Path, kept_out: bool) -> None:
    """A driver is offered to EGL that is not there; the loader tells of every library it looks for."""
    offered = tmp_path / "driver.json"
    offered.write_text('{"file_format_version": "1.0.0", "ICD": {"library_path": "/nowhere/driver.so"}}')
    script = (
        "import os\n"
        "from skimage.data import astronaut\n"
        "from face_model.mediapipe_engine import MediaPipeMesh, without_opengl\n"
        f"if {kept_out}: without_opengl()\n"
        "with MediaPipeMesh(static=True, max_faces=1, min_confidence=0.5) as mesh:\n"
        "    print(len(mesh.find(astronaut())), os.environ['__EGL_VENDOR_LIBRARY_FILENAMES'])\n"
    )
    told = tmp_path / "told"
    environment = os.environ | {
        "__EGL_VENDOR_LIBRARY_FILENAMES": str(offered),
        "LD_DEBUG": "libs,files",
        "LD_DEBUG_OUTPUT": str(told),
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"1 {offered}\n"
    asked = any("/nowhere/driver.so" in file.read_text(errors="replace") for file in tmp_path.glob("told*"))
    assert asked is not kept_out
