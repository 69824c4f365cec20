"""What the face said, in the column names of py-feat's Fex."""

from __future__ import annotations

import csv
from pathlib import Path

from fusion.emotions import Emotion
from fusion.exports.csv_table import harmless
from fusion.exports.emotionml import NAMES
from fusion.exports.talk import Talk, milliseconds

_ORDER = (
    Emotion.ANGRY,
    Emotion.DISGUSTED,
    Emotion.AFRAID,
    Emotion.HAPPY,
    Emotion.SAD,
    Emotion.SURPRISED,
    Emotion.NEUTRAL,
)
"""As in py-feat's ``FEAT_EMOTION_COLUMNS``."""


def write_fex(talk: Talk, target: Path) -> None:
    """Write one row an estimate: ``frame`` counts them from 0, ``timestamp`` is its session time in seconds.

    Where no face was read the emotions are empty. Face boxes, landmarks and action units are not kept by
    Attune, so those columns are missing; ``FaceScore`` is the quality of the face's picture, 0..1.
    """
    with target.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("frame", "timestamp", *(NAMES[e] for e in _ORDER), "FaceScore", "input"))
        for frame, moment in enumerate(talk.moments):
            face = moment.estimate.face
            if face is None:
                values: list[object] = [""] * (len(_ORDER) + 1)
            else:
                values = [round(float(face.probabilities[e.position]), 6) for e in _ORDER]
                values.append(round(face.quality, 6))
            table.writerow((frame, milliseconds(moment.t) / 1000, *values, harmless(talk.source)))
