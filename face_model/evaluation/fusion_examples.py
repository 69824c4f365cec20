"""Face evidence of FER2013's pictures, clean and degraded, for fitting and trying the fusion."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from face_model import spoiling
from face_model.alignment import CROP_PX
from face_model.classifier import FaceClassifier
from face_model.corpora.fer2013 import load_fer2013
from face_model.landmarks import NO_LANDMARKS, Image
from face_model.quality import FaceQuality, assess
from face_model.reading import Face, StillPictures
from fusion.arrays import IntArray
from fusion.emotions import EMOTIONS
from fusion.study.examples import Examples

Degradation = Callable[[Image, int], Image]
"""Grey picture and seed -> degraded picture."""

_TURNED = "turned head"
_TURNED_DEG = 45.0
_VIEWING_DISTANCE = 1.5  # picture widths


def _clean(picture: Image, seed: int) -> Image:
    return picture


def _blurred(picture: Image, seed: int) -> Image:
    return spoiling.out_of_focus(picture, 2.0)


def _dark(picture: Image, seed: int) -> Image:
    """A tenth of the light, with the noise of a small sensor."""
    return spoiling.in_light(picture, 0.1, np.random.default_rng(seed).normal(0, 4, picture.shape))


def _far(picture: Image, seed: int) -> Image:
    """The face on a third of the pixels each way."""
    return spoiling.far_away(picture, 1 / 3, cv2.INTER_CUBIC)


def _covered(picture: Image, seed: int) -> Image:
    """The lower half behind a hand or a mask."""
    return spoiling.covered(picture, slice(picture.shape[0] * 3 // 5, None), slice(None), 128)


def _turned(picture: Image, seed: int) -> Image:
    """The photograph itself turned by 45 degrees, every other one the other way."""
    height, width = picture.shape
    return spoiling.swung(picture, math.radians(_turn_deg(seed)), _VIEWING_DISTANCE, (width, height))


def _turn_deg(seed: int) -> float:
    return _TURNED_DEG if seed % 2 else -_TURNED_DEG


FACE_CONDITIONS: Mapping[str, Degradation] = {
    "clean": _clean,
    "blur": _blurred,
    "dark": _dark,
    "far": _far,
    "mouth covered": _covered,
    _TURNED: _turned,
}


def face_examples(
    data: Path,
    usage: str,
    per_emotion: int,
    conditions: Mapping[str, Degradation] = FACE_CONDITIONS,
    classifier: FaceClassifier | None = None,
) -> dict[str, Examples]:
    """What the face model says of FER+ pictures under each condition, with the quality it would report live.

    Parameters
    ----------
    data
        Folder with FER2013 and FER+, or the folder above a ``fer2013``.
    usage
        ``PublicTest`` or ``PrivateTest``: the model was trained on neither.
    per_emotion
        At most so many pictures of each emotion (FER+ majority), none with a near-twin in another split.
    """
    classifier = classifier or FaceClassifier.load()
    table = load_fer2013(data)
    rows = table.apart(table.of_an_emotion(usage))
    majority = table.majority[rows]
    rng = np.random.default_rng(0)
    chosen = np.concatenate(
        [rng.permutation(np.flatnonzero(majority == c))[:per_emotion] for c in range(len(EMOTIONS))]
    )
    pictures, labels = table.images[rows[chosen]], majority[chosen]
    with StillPictures() as still:
        return {
            name: _examples(
                [degrade(p, i) for i, p in enumerate(pictures)], labels, still, classifier, name == _TURNED
            )
            for name, degrade in conditions.items()
        }


def _examples(
    pictures: list[Image],
    labels: IntArray,
    still: StillPictures,
    classifier: FaceClassifier,
    turned: bool,
) -> Examples:
    """Evidence as live: where the mesh finds no face, none."""
    quality = np.zeros(len(pictures))
    points = [NO_LANDMARKS] * len(pictures)
    crops = np.zeros((len(pictures), CROP_PX, CROP_PX), dtype=np.uint8)
    for i, picture in enumerate(pictures):
        face = still.face(picture)
        if face is not None:
            crops[i], points[i] = face.crop, face.points
            size = (picture.shape[0], picture.shape[1])
            seen = _as_if_turned(face, size, _turn_deg(i)) if turned else face.quality
            quality[i] = seen.value
    probabilities, familiar, agreement = classifier.seen(crops, points)
    probabilities[quality == 0] = 1 / len(EMOTIONS)
    return Examples(probabilities, quality * familiar, labels, familiar=familiar, agreement=agreement)


def _as_if_turned(face: Face, size: tuple[int, int], turn_deg: float) -> FaceQuality:
    """The quality with the pose of a head turned so far: a flat picture, turned, still looks frontal."""
    turn = math.radians(turn_deg)
    across, _, depth = face.points.T
    head = face.points.copy()
    head[:, 0] = across * math.cos(turn) - depth * math.sin(turn)
    head[:, 2] = across * math.sin(turn) + depth * math.cos(turn)
    return replace(face.quality, pose=assess(head, face.crop, size).pose)
