"""A conversation small enough to be worked out by hand, with everything in it that trips exporters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from fusion.emotions import EMOTIONS, Emotion
from fusion.events import EventKind, SessionEvent
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.exports.talk import Talk
from fusion.labels.human import Label
from fusion.moment import Moment, Shown


def leading(emotion: Emotion, p: float) -> np.ndarray:
    probabilities = np.full(len(EMOTIONS), (1 - p) / 6)
    probabilities[emotion.position] = p
    return probabilities


def told(
    t: float, state: State, emotion: Emotion | None = None, p: float = 0.64, face: bool = True
) -> Moment:
    """Shown as given; estimated as afraid; the voice sad, the face surprised, if there is one."""
    if state is State.NO_SIGNAL:
        nothing = dict.fromkeys(Modality, 0.0)
        uniform = np.full(7, 1 / 7)
        return Moment(Estimate(t, state, None, 0.0, uniform, nothing, 0.0), Shown(state, None, t))
    voice = Evidence(Modality.VOICE, max(0.0, t - 0.5), t - 0.05, leading(Emotion.SAD, 0.7), 0.875)
    seen = (
        Evidence(Modality.FACE, t - 0.02, t - 0.02, leading(Emotion.SURPRISED, 0.4), 0.75) if face else None
    )
    weights = {Modality.VOICE: 0.25 if face else 1.0, Modality.FACE: 0.75 if face else 0.0}
    fused = leading(emotion or Emotion.AFRAID, p)
    estimate = Estimate(t, State.CLEAR, Emotion.AFRAID, p, fused, weights, 0.5, voice, seen if face else None)
    return Moment(estimate, Shown(state, emotion, t - 0.0625))


@pytest.fixture
def moments() -> list[Moment]:
    """Happy 0..0.433 s, unclear to .733, a pause, nobody at 3.0..3.1, mixed 3.1..3.301."""
    happy = [told(t, State.CLEAR, Emotion.HAPPY, p) for t, p in ((0.1, 0.6), (0.233, 0.7), (0.433, 0.8))]
    unclear = [told(t, State.UNCLEAR, face=False) for t in (0.5333, 0.7333)]
    nobody = [told(3.1, State.NO_SIGNAL)]
    return [
        *happy,
        *unclear,
        *nobody,
        told(3.2, State.MIXED, Emotion.SAD),
        told(3.301, State.MIXED, Emotion.SAD),
    ]


@pytest.fixture
def talk(moments: list[Moment]) -> Talk:
    notes = [
        SessionEvent(0.25, EventKind.NOTE, '=HYPERLINK("http://x")'),
        SessionEvent(0.2501, EventKind.BOOKMARK, ""),
        SessionEvent(3.25, EventKind.NOTE, 'she said “ja”, "nein"\tand left\n<&> ☺'),
    ]
    labels = (Label(0.0, 1.0, "glad"), Label(0.5, 1.5, "worried"), Label(2.0, 2.5, "=1+1"))
    return Talk(
        moments=moments,
        events=tuple(notes),
        name="Coffee, Mira & me",
        source="=talk.mp4",
        mode="both",
        started_at=datetime(2026, 3, 28, 23, 59, 59, 900_000, tzinfo=timezone.utc),
        media=Path("a talk & more.mp4"),
        duration_s=4.0,
        made_by={"attune": "0.1.0", "voice sha256": "ab" * 32},
        labels=labels,
    )


SHOWN = [(0, 433, "happy"), (433, 733, "unclear"), (3100, 3301, "mixed: sad")]


@pytest.fixture
def shown() -> list[tuple[int, int, str]]:
    """What was on the screen, milliseconds, worked out by hand."""
    return SHOWN


@pytest.fixture
def make() -> Callable[..., Moment]:
    return told
