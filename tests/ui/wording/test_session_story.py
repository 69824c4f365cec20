"""A conversation that is looked back at tells what was read before the person was allowed for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import numpy as np

from fusion.emotions import Emotion
from fusion.log.rows import LoggedMoments, row_of
from fusion.log.timeline import SessionRecord
from fusion.mode import Mode
from ui.settings import Settings
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
    story = Story(RECORD, logged, (), (), None, logged.times, logged.probabilities)
    looks = looks_of(Settings())
    assert story.to_a_stranger_at(1.0, looks) == ""
    said = story.to_a_stranger_at(2.0, looks)
    assert said.startswith("Before allowing for how they usually are: the face ") and "angry" in said
    assert "voice" not in said
    assert story.to_a_stranger_at(9.0, looks) == ""
