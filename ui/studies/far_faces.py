"""Small faces: the study's figures, with pictures that the checkout's packages carry."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from face_model.classifier import FaceClassifier
from face_model.corpora.folders import read_picture
from face_model.studies.far_faces import study
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP

_THINGS = (
    *("brick.png", "cell.png", "chelsea.png", "coffee.png", "coins.png", "grass.png", "gravel.png"),
    *("horse.png", "hubble_deep_field.jpg", "ihc.png", "moon.png", "motorcycle_left.png", "page.png"),
    *("retina.jpg", "rocket.jpg", "text.png"),
)
"""Of scikit-image; Chelsea is a cat."""
_LOOKS = 205


def far_figures(data: Path, *, frames: int, faceless: int) -> dict[str, Any]:
    """See :func:`face_model.studies.far_faces.study`."""
    import skimage.data

    folder = Path(skimage.data.__file__).parent
    photographs = [read_picture(folder / name) for name in _THINGS]
    filmed = [frame.image for frame in islice(Recording(DEMO_CLIP).video_frames(), 0, 2 * _LOOKS, 2)]
    return study(data, photographs, filmed, FaceClassifier.load(), frames=frames, faceless=faceless)
