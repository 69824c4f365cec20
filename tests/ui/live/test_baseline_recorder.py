"""What is learnt of somebody at ease rests on the time they were met, and on nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from fusion.baseline import learn_baseline
from fusion.emotions import Emotion
from fusion.evidence import Modality, State
from ui.live.baseline_recorder import ENOUGH_S, BaselineRecorder


@pytest.fixture
def session(made: Any) -> Any:
    return made.Session()


def both(made: Any, t: float) -> Any:
    return made.moment(t, face=Emotion.ANGRY, voice=Emotion.NEUTRAL)


def test_time_counts_from_one_estimate_to_the_next_up_to_a_pause(session: Any, made: Any) -> None:
    recorder = BaselineRecorder(session)
    session.say(both(made, 10.0))
    assert recorder.met_s == 0.0 and not recorder.done
    session.say(both(made, 10.25))
    assert recorder.met_s == 0.25
    session.say(made.moment(10.5, State.NO_SIGNAL, None))
    assert recorder.met_s == 0.25
    session.say(made.moment(10.75, voice=Emotion.SAD))  # one of the two is enough
    assert recorder.met_s == 0.5
    session.say(both(made, 11.25))  # further apart than ticks are
    assert recorder.met_s == 0.5
    session.say(both(made, 11.0))  # no time is taken back
    assert recorder.met_s == 0.5
    session.say(both(made, 11.125))
    assert recorder.met_s == 0.625
    recorder.close()


def test_twenty_seconds_are_enough_and_what_follows_is_left_out(session: Any, made: Any) -> None:
    assert ENOUGH_S == 20.0
    recorder = BaselineRecorder(session, enough_s=0.5)
    said = [both(made, k / 4) for k in range(6)]
    for moment in said[:2]:
        session.say(moment)
    assert not recorder.done
    for moment in said[2:]:
        session.say(moment)
    assert recorder.done and recorder.met_s == 0.5
    met = [piece for m in said[:3] for piece in (m.estimate.voice, m.estimate.face)]
    learnt, expected = recorder.learn("Ana", "2026-03-04"), learn_baseline(met, "Ana", "2026-03-04")
    assert learnt.to_json() == expected.to_json() and learnt.name == "Ana"
    assert all(learnt.seconds[m] > 0 for m in Modality)
    recorder.close()


def test_evidence_that_stays_for_several_ticks_is_one_piece(session: Any, made: Any) -> None:
    recorder = BaselineRecorder(session)
    for k in range(3):
        session.say(both(made, k / 10))
        session.say(both(made, k / 10))
    assert len(recorder._pieces) == 6 and recorder.session is session
    recorder.close()
    recorder.close()
    session.say(both(made, 0.3))
    assert len(recorder._pieces) == 6
