"""A conversation that is looked back at: what was read of a stranger, its curves, its times."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import numpy as np
import pytest

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import State
from fusion.log.rows import LoggedMoments, row_of
from fusion.log.timeline import SessionRecord
from fusion.mode import Mode
from ui.settings import Settings
from ui.wording import session_story
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


def test_curves_are_thinned_by_averaging_and_keep_gaps(made: Any) -> None:
    moments = [made.moment(i / 10, voice=Emotion.HAPPY) for i in range(3000)]
    moments += [made.moment(600 + i / 10, State.NO_SIGNAL, None) for i in range(1000)]
    t, p = session_story.curves(LoggedMoments([row_of(1, moment) for moment in moments]), most_points=400)
    assert len(t) <= 402
    assert np.all(np.diff(t) > 0)
    happy = p[:, Emotion.HAPPY.position]
    expected = moments[0].estimate.probabilities[Emotion.HAPPY.position]
    assert np.allclose(happy[t < 299], expected)
    assert np.all(np.isnan(happy[t > 600]))
    assert np.isnan(p[(t > 299.9) & (t < 600)]).all()


def test_curves_of_nothing() -> None:
    t, p = session_story.curves(LoggedMoments([]))
    assert t.shape == (0,) and p.shape == (0, len(EMOTIONS))


@pytest.mark.parametrize(("t", "words"), [(0, "0:00"), (65.9, "1:05"), (3725, "1:02:05")])
def test_moment_words(t: float, words: str) -> None:
    assert session_story.moment_words(t) == words
