"""The moments the README's pictures are taken at."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace

import pytest

from fusion.emotions import Emotion
from fusion.evidence import State
from fusion.moment import Moment
from ui.settings import Settings
from ui.windows import screenshots
from ui.wording.estimates import describe
from ui.wording.looks import looks_of
from ui.wording.readings import Reading, getting_ready
from ui.wording.strip_spans import LookSpan, Strip


@pytest.fixture(scope="module")
def pictures() -> ModuleType:
    return screenshots


def read(moment: Moment) -> Reading:
    return describe(moment, looks_of(Settings()))


def test_each_picture_has_its_moment(pictures: ModuleType, made: SimpleNamespace) -> None:
    happy, angry, neutral = Emotion.HAPPY, Emotion.ANGRY, Emotion.NEUTRAL
    agreed = read(made.moment(1.0, voice=happy, face=happy))
    smiling_alone = read(made.moment(1.0, face=happy))
    outweighed = read(made.moment(1.0, voice=neutral, face=happy))
    cross_and_smiling = read(made.moment(1.0, State.CONFLICTING, None, voice=angry, face=happy))
    calm_and_smiling = read(made.moment(1.0, State.CONFLICTING, None, voice=neutral, face=happy))
    everything = [agreed, smiling_alone, outweighed, cross_and_smiling, calm_and_smiling, getting_ready()]
    assert [r for r in everything if pictures.both_agree(r)] == [agreed]
    assert [r for r in everything if pictures.pleased_face_only(r)] == [cross_and_smiling]


def test_a_picture_waits_until_the_strip_has_filled(pictures: ModuleType) -> None:
    def strip(begun: float) -> Strip:
        return Strip((LookSpan(begun, 150.0, "happy"), LookSpan(150.0, 160.0, "sad")), 40.0, 160.0)

    assert pictures.filled(strip(40.0)) and pictures.filled(strip(60.0))
    assert not pictures.filled(strip(100.0))
    assert not pictures.filled(Strip())
