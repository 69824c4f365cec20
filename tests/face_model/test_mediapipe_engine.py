"""The engine brings only what it needs, and takes nothing from what others import."""

from __future__ import annotations

import subprocess
import sys

import pytest

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


def said_by(script: str) -> str:
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
