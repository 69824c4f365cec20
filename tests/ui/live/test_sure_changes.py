"""Told aloud are sure changes only, and at most one in five seconds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fusion.emotions import Emotion
from fusion.evidence import State
from ui.live.scene import Scene
from ui.live.state import LiveState
from ui.live.sure_changes import SureChanges
from ui.settings import Settings


@pytest.fixture
def scene_of(made: Any) -> Any:
    """What is shown at a time (s), as the live window makes it of a moment."""

    def show(t: float, emotion: Emotion, share: float = 0.9, state: State = State.CLEAR) -> Scene:
        session = made.Session()
        live = LiveState(made.Assembly(session), Settings(), watch=False)
        session.say(made.moment(t, state, emotion, voice=emotion, face=emotion, share=share))
        scene = live.update()
        live.close()
        return scene

    return show


def test_a_sure_change_is_told_once(scene_of: Any) -> None:
    changes = SureChanges()
    assert changes.take(scene_of(1.0, Emotion.HAPPY)) is Emotion.HAPPY
    assert changes.take(scene_of(1.1, Emotion.HAPPY)) is None
    assert changes.take(scene_of(60.0, Emotion.HAPPY)) is None


def test_five_seconds_lie_between_two_and_what_passed_in_between_is_left_out(scene_of: Any) -> None:
    changes = SureChanges()
    told = []
    for t, emotion in ((1.0, Emotion.HAPPY), (3.0, Emotion.SAD), (5.9, Emotion.ANGRY), (6.0, Emotion.ANGRY)):
        told.append(changes.take(scene_of(t, emotion)))
    assert told == [Emotion.HAPPY, None, None, Emotion.ANGRY]


@pytest.mark.parametrize(
    ("share", "state"),
    [(0.4, State.CLEAR), (0.9, State.MIXED), (0.9, State.UNCLEAR), (0.9, State.CONFLICTING)],
)
def test_what_is_not_sure_is_not_told(scene_of: Any, share: float, state: State) -> None:
    changes = SureChanges()
    assert changes.take(scene_of(1.0, Emotion.SAD, share, state)) is None
    assert changes.take(scene_of(1.1, Emotion.SAD)) is Emotion.SAD  # it was not used up


def test_nothing_is_told_while_paused_and_after_the_end(scene_of: Any) -> None:
    changes = SureChanges()
    scene = scene_of(1.0, Emotion.SAD)
    assert changes.take(replace(scene, paused=True)) is None
    assert changes.take(replace(scene, over=True)) is None


def test_another_conversation_begins_anew(scene_of: Any) -> None:
    changes = SureChanges()
    assert changes.take(scene_of(100.0, Emotion.HAPPY))
    assert changes.take(scene_of(0.5, Emotion.HAPPY)) is Emotion.HAPPY
