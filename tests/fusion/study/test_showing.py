"""What would be shown on made answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fusion.emotions import Emotion
from fusion.late_fusion import LateFusion
from fusion.study.examples import Examples
from fusion.study.pairs import make_pairs
from fusion.study.showing import shown_on


def test_what_is_shown_is_counted() -> None:
    p = np.full((4, 7), 0.01)
    said = [Emotion.HAPPY, Emotion.HAPPY, Emotion.NEUTRAL, Emotion.SAD]
    for row, emotion in zip(p, said, strict=True):
        row[emotion.position] = 0.94
    p[3] = 1 / 7
    labels = np.array([e.position for e in (Emotion.HAPPY, Emotion.SAD, Emotion.SAD, Emotion.SAD)])
    voice = Examples(p, np.ones(4), labels)
    pairs = replace(make_pairs(voice, voice, 4, 0), voice=voice, face=voice.silenced(), labels=labels)
    shown = shown_on(LateFusion(), pairs)
    assert shown["clear"] == 0.75 and shown["unclear"] == 0.25
    assert shown["clear_is_right"] == pytest.approx(1 / 3)
    assert shown["named_wrongly"] == 0.5
    assert shown["emotion_named_wrongly"] == 0.25  # neutral said of a sad one is no feeling named
