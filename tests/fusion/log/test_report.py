"""Stretches and shares of sessions small enough to be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from summed_up import summarise

from fusion.emotions import Emotion
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.log.report import Span
from fusion.moment import Moment, Shown

CLEAR, MIXED, UNCLEAR, NO_SIGNAL = State.CLEAR, State.MIXED, State.UNCLEAR, State.NO_SIGNAL


def moment(t: float, state: State, emotion: Emotion | None = None, face: bool = True) -> Moment:
    """Something shown; what was estimated is sad in the voice, surprised in the face, afraid in both."""

    def leading(e: Emotion, p: float) -> np.ndarray:
        probabilities = np.full(7, (1 - p) / 6)
        probabilities[e.position] = p
        return probabilities

    pieces = {
        modality: Evidence(modality, t - start, t - end, leading(e, p), quality)
        for modality, start, end, e, p, quality in (
            (Modality.VOICE, 0.5, 0.25, Emotion.SAD, 0.7, 0.875),
            (Modality.FACE, 0.375, 0.125, Emotion.SURPRISED, 0.4, 0.75),
        )
    }
    estimate = Estimate(
        t=t,
        state=CLEAR,
        emotion=Emotion.AFRAID,
        confidence=0.64,
        probabilities=leading(Emotion.AFRAID, 0.64),
        weights={Modality.VOICE: 0.25, Modality.FACE: 0.75},
        disagreement=0.5,
        voice=pieces[Modality.VOICE],
        face=pieces[Modality.FACE] if face else None,
    )
    return Moment(estimate, Shown(state, emotion, t - 0.0625))


def test_of_a_conversation_of_no_length_there_are_no_shares() -> None:
    summary = summarise([moment(0.0, UNCLEAR)])  # its time lost, say, in a damaged log
    assert (summary.duration_s, summary.share) == (0.0, {})
    assert [s.label for s in summary.spans] == ["unclear"]


def test_moments_of_one_label_are_one_span_and_a_pause_ends_it() -> None:
    happy, sad = (CLEAR, Emotion.HAPPY), (CLEAR, Emotion.SAD)
    found = summarise(
        [
            *(moment(t, *happy) for t in (0.5, 0.625, 1.625)),  # a second's gap is no pause yet
            moment(1.75, *sad),
            moment(1.875, MIXED, Emotion.SAD),
            moment(3.0, MIXED, Emotion.SAD),  # 1.125 s later
        ]
    ).spans
    assert [(s.t_start, s.t_end, s.label) for s in found] == [
        (0.4, 1.625, "happy"),
        (1.625, 1.75, "sad"),
        (1.75, 1.875, "mixed"),
        (2.9, 3.0, "mixed"),
    ]
    assert found[2] == Span(1.75, 1.875, MIXED, Emotion.SAD)
    (at_the_start,) = summarise([moment(0.03, UNCLEAR)]).spans
    assert at_the_start == Span(0.0, 0.03, UNCLEAR, None)  # nothing lies before zero


def test_a_summary_counts_time_by_label_and_events_by_kind() -> None:
    shown = [(NO_SIGNAL, None)] + [(CLEAR, Emotion.HAPPY)] * 2 + [(UNCLEAR, None)] * 4 + [(NO_SIGNAL, None)]
    moments = [moment((i + 1) / 10, *label) for i, label in enumerate(shown)]
    kinds = (EventKind.PAUSE, EventKind.RESUME, EventKind.PAUSE)
    summary = summarise(moments, [SessionEvent(0.1, kind) for kind in kinds])
    assert summary.duration_s == pytest.approx(0.8)
    assert summary.share == pytest.approx({"unclear": 0.5, "no_signal": 0.25, "happy": 0.25})
    assert next(iter(summary.share)) == "unclear"  # the most of it first
    assert summary.events == {"pause": 2, "resume": 1}
    nothing = summarise([])
    assert (nothing.duration_s, nothing.share, nothing.spans, nothing.events) == (0, {}, (), {})


def test_two_feelings_shown_together_have_a_share_of_their_own_whichever_comes_first() -> None:
    sad, angry = Emotion.SAD, Emotion.ANGRY
    both = [(sad, angry), (angry, sad), (sad, None)]
    moments = [moment((i + 1) / 10, MIXED, first) for i, (first, _) in enumerate(both)]
    shown = [replace(m, shown=replace(m.shown, second=s)) for m, (_, s) in zip(moments, both, strict=True)]
    assert summarise(shown).share == pytest.approx({"sad or angry": 2 / 3, "mixed": 1 / 3})
