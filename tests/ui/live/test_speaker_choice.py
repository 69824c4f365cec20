"""Reading whoever speaks: what the face analyser is told, and that the user's own choice wins."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES
from face_model.reading import Mouth
from fusion.mode import Mode
from ui.live.options import Options
from ui.live.plan import make_plan
from ui.live.speaker_choice import SpeakerChoice
from ui.settings import Settings


class Face:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def prefer(self, person: int) -> None:
        self.told.append(person)

    def choose(self, x: float, y: float) -> None:
        self.told.append((x, y))


@pytest.fixture
def face() -> Face:
    return Face()


def talk(choice: SpeakerChoice, speaker: int, at: float, seconds: float = 2.5) -> float:
    t = at
    for _ in range(round(seconds / FRAME_S)):
        t += FRAME_S
        level = 0.15 + 0.14 * float(np.sin(8 * np.pi * t))
        choice.see(tuple(Mouth(t, p, level if p == speaker else 0.1, p == 1) for p in (1, 2)))
        choice.who.hear(np.full(FRAME_SAMPLES, level, np.float32), 1.0, t)
    return t


def test_whoever_speaks_is_read_while_it_is_on(face: Face) -> None:
    choice = SpeakerChoice(face, on=True)
    t = talk(choice, 2, 0.0)
    t = talk(choice, 1, t)
    assert face.told == [2, 1]
    choice.turn(False)
    talk(choice, 2, t)
    assert face.told == [2, 1]


def test_with_another_speaker_the_voice_begins_anew_too_but_not_while_it_is_off(face: Face) -> None:
    left: list[float] = []
    choice = SpeakerChoice(face, True, SimpleNamespace(forget_before=left.append))
    t = talk(choice, 1, talk(choice, 2, 0.0))
    assert face.told == [2, 1] and left == [1.0, 1.0]
    choice.turn(False)
    talk(choice, 2, t)
    assert len(left) == 2


def test_turned_on_later_it_begins_with_whoever_spoke_last(face: Face) -> None:
    choice = SpeakerChoice(face, on=False)
    choice.turn(True)
    choice.turn(False)
    talk(choice, 2, 0.0)
    choice.turn(True)
    assert face.told == [0, 2]  # before anybody spoke: whoever is nearest


def test_the_users_own_choice_ends_it(face: Face) -> None:
    choice = SpeakerChoice(face, on=True)
    t = talk(choice, 2, 0.0)
    choice.choose(0.3, 0.4)
    assert not choice.on
    talk(choice, 1, t)
    assert face.told == [2, (0.3, 0.4)]


@pytest.mark.parametrize(
    ("asked", "saved", "expected"),
    [(None, False, False), (None, True, True), (True, False, True), (False, True, False)],
)
def test_the_command_line_counts_before_the_settings(asked: bool | None, saved: bool, expected: bool) -> None:
    options = Options(mode=Mode.BOTH, follow_speaker=asked)
    plan = make_plan(options, Settings(follow_speaker=saved), lambda _mode: True)
    assert plan.follow_speaker is expected
