"""What is in the way is said where it makes a voice or a face count for less, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audio_model.quality import SoundQuality
from face_model.quality import PARTS
from fusion.emotions import Emotion
from fusion.evidence import Modality
from ui.settings import Settings
from ui.wording.estimates import describe
from ui.wording.looks import looks_of
from ui.wording.why_little import _REASONS, why_little


def test_every_part_of_both_qualities_has_words() -> None:
    assert set(_REASONS) == {*PARTS, *SoundQuality(1.0, 10.0, 0.0).parts}


@pytest.mark.parametrize(
    ("weight", "pose", "note"),
    [
        (0.9, 0.2, "counts for almost nothing:\nface turned away"),
        (0.9, 0.9, "counts for almost nothing"),
        (0.5, 0.2, "counts for about half"),
    ],
)
def test_a_face_that_counts_for_little_says_why(made: Any, weight: float, pose: float, note: str) -> None:
    moment = made.moment(1.0, voice=Emotion.HAPPY, face=Emotion.HAPPY, weight=weight)
    face = replace(moment.estimate.face, quality_parts={"pose": pose, "size": 1.0})
    moment = replace(moment, estimate=replace(moment.estimate, face=face))
    reading = describe(moment, looks_of(Settings()))
    assert reading.face.note == note
    assert moment.estimate.weights[Modality.VOICE] == weight


def test_unknown_or_missing_parts_say_nothing(made: Any) -> None:
    piece = made.moment(1.0, face=Emotion.SAD).estimate.face
    assert why_little(piece) == why_little(replace(piece, quality_parts={"moon": 0.0})) == ""
