"""What is told of all sessions at once, and events that are changed."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.emotions import Emotion
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Estimate, Modality, State
from fusion.log.errors import TimelineError
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment, Shown


def moment(t: float, state: State, emotion: Emotion | None) -> Moment:
    weights = dict.fromkeys(Modality, 0.5)
    estimate = Estimate(t, State.UNCLEAR, None, 0.2, np.full(7, 1 / 7), weights, 0.0, None, None)
    return Moment(estimate, Shown(state, emotion, t))


def test_people_and_texts_of_all_sessions(timeline: Timeline) -> None:
    with_sam, alone = timeline.begin(Mode.BOTH, "demo"), timeline.begin(Mode.BOTH, "demo")
    timeline.add(
        with_sam,
        [
            SessionEvent(0.0, EventKind.BASELINE, "Sam"),
            SessionEvent(9.0, EventKind.BASELINE, None),
            SessionEvent(5.0, EventKind.BOOKMARK, ""),
            SessionEvent(6.0, EventKind.BOOKMARK, "he laughed"),
            SessionEvent(7.0, EventKind.NOTE, "about the move"),
        ],
    )
    timeline.add(alone, [SessionEvent(1.0, EventKind.PAUSE)])
    told = timeline.told()
    assert set(told) == {with_sam}
    assert told[with_sam].people == {"Sam"}
    assert told[with_sam].texts == ["he laughed", "about the move"]


def test_in_short_is_what_was_shown_longest_in_each_part(timeline: Timeline) -> None:
    session = timeline.begin(Mode.BOTH, "demo")
    shown = [(State.CLEAR, Emotion.HAPPY)] * 32 + [(State.UNCLEAR, None)] * 8
    shown += [(State.CONFLICTING, None)] * 40
    timeline.add(session, [moment(float(t), *s) for t, s in enumerate(shown)])
    assert timeline.in_short(session, 4) == (
        (State.CLEAR, Emotion.HAPPY),
        (State.CLEAR, Emotion.HAPPY),
        (State.CONFLICTING, None),
        (State.CONFLICTING, None),
    )
    assert timeline.in_short(timeline.begin(Mode.BOTH, "demo"), 3) == (None, None, None)


def test_a_note_is_changed_and_deleted_and_no_other(timeline: Timeline) -> None:
    session = timeline.begin(Mode.BOTH, "demo")
    one, twin = SessionEvent(1.5, EventKind.NOTE, "one"), SessionEvent(1.5, EventKind.NOTE, "two")
    timeline.add(session, [one, twin, one])
    better = SessionEvent(1.5, EventKind.NOTE, "better")
    timeline.replace_event(session, one, better)
    assert sorted(str(e.payload) for e in timeline.events(session)) == ["better", "one", "two"]
    timeline.replace_event(session, one, None)
    timeline.replace_event(session, twin, None)
    assert timeline.events(session) == [better]
    with pytest.raises(TimelineError, match="no longer in the log"):
        timeline.replace_event(session, one, None)
    assert b"two" not in timeline.path.read_bytes()
