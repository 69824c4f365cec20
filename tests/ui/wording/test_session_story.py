"""A conversation that is looked back at: what was read of a stranger, its curves, its times."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import numpy as np
import pytest

from fusion.emotions import Emotion
from fusion.log.means import Means
from fusion.log.rows import LoggedMoments, row_of
from fusion.log.timeline import SessionRecord
from fusion.mode import Mode
from ui.settings import Settings
from ui.wording import session_story
from ui.wording.durations import moment_words
from ui.wording.look_times import LookTimes
from ui.wording.looks import looks_of
from ui.wording.session_story import Story

BEGAN = datetime(2026, 3, 4, 18, 4, tzinfo=timezone.utc)
RECORD = SessionRecord(1, BEGAN, BEGAN, 3.0, Mode.BOTH, "demo", "", running=False, cut_off=False)


def test_it_says_what_was_read_before_only_where_that_was_something_else(made: Any) -> None:
    plain = made.moment(1.0, face=Emotion.NEUTRAL, voice=Emotion.NEUTRAL)
    learnt = made.moment(2.0, face=Emotion.NEUTRAL, voice=Emotion.NEUTRAL)
    angry = np.full(7, 0.02)
    angry[Emotion.ANGRY.position] = 0.88
    estimate = learnt.estimate
    learnt = replace(
        learnt,
        estimate=replace(
            estimate,
            face=replace(estimate.face, raw=angry),
            voice=replace(estimate.voice, raw=estimate.voice.probabilities),
        ),
    )
    logged = LoggedMoments([row_of(1, m) for m in (plain, learnt)])
    means = Means(logged.times, logged.probabilities)
    story = Story(RECORD, logged, (), (), None, LookTimes(()), means, means, means, means)
    looks = looks_of(Settings())
    assert story.to_a_stranger_at(1.0, looks) == ""
    said = story.to_a_stranger_at(2.0, looks)
    assert said.startswith("Before allowing for how they usually are: the face ") and "angry" in said
    assert "voice" not in said
    assert story.to_a_stranger_at(9.0, looks) == ""


@pytest.mark.parametrize(("t", "words"), [(0, "0:00"), (65.9, "1:05"), (3725, "1:02:05")])
def test_moment_words(t: float, words: str) -> None:
    assert moment_words(t) == words


@pytest.mark.parametrize(("seconds", "face"), [(0, "00:00"), (66_665, "18:31:05"), (86_460, "00:01")])
def test_clock_face(seconds: float, face: str) -> None:
    assert session_story.clock_face(seconds) == face
