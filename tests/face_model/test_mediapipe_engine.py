"""The engine brings only what it needs, and takes nothing from what others import."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("mediapipe")


def test_faces_are_found_without_matplotlib_which_comes_whole_when_it_is_wanted() -> None:
    script = (
        "import sys\n"
        "from skimage.data import astronaut\n"
        "from face_model.mediapipe_engine import MediaPipeBoxes, MediaPipeMesh\n"
        "with MediaPipeMesh(static=False, max_faces=4, min_confidence=0.5) as mesh:\n"
        "    faces = len(mesh.find(astronaut()))\n"
        "boxes = MediaPipeBoxes(0.6)\n"
        "found = len(boxes.find(astronaut())); boxes.close()\n"
        "before = 'matplotlib' in sys.modules\n"
        "import matplotlib.pyplot\n"
        "print(faces, found, before, hasattr(matplotlib.pyplot, 'figure'))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "1 1 False True\n"
