"""A made conversation in the log: phases of calm, laughter, annoyance, doubt and silence, always the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

import numpy as np

from fusion.emotions import EMOTIONS, Emotion
from fusion.events import TICK_S, EventKind, SessionEvent
from fusion.evidence import Estimate, Evidence, Modality, Probabilities, State
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment, Shown
from fusion.speaking import Speaking

CALM, HAPPY, ANGRY, SAD = Emotion.NEUTRAL, Emotion.HAPPY, Emotion.ANGRY, Emotion.SAD
PHASES: tuple[tuple[float, State, Emotion | None, Emotion | None], ...] = (
    (80.0, State.CLEAR, CALM, CALM),
    (45.0, State.CLEAR, HAPPY, HAPPY),
    (20.0, State.CONFLICTING, ANGRY, HAPPY),
    (60.0, State.CLEAR, CALM, CALM),
    (30.0, State.UNCLEAR, SAD, CALM),
    (15.0, State.NO_SIGNAL, None, None),
    (50.0, State.CLEAR, CALM, None),
    (60.0, State.CLEAR, SAD, SAD),
)
"""Seconds, what is shown, what the voice says and what the face; six minutes, then from the beginning on."""
SPOKEN_EVERY_S, SPOKEN_S = 40.0, 8.0
"""So often and so long the user speaks."""
_SHARE = 0.75
_AT_ONCE_S = 3600.0
"""No more of it is in memory at a time."""


def log_conversation(
    timeline: Timeline,
    began: datetime,
    length_s: float,
    *,
    title: str = "",
    person: str = "",
) -> int:
    """Log a conversation of ``length_s`` seconds with somebody known as ``person``; returns its number."""
    session = timeline.begin(Mode.BOTH, "microphone and camera", began)
    moments = iter(_moments(length_s)) if length_s <= _AT_ONCE_S else _made(length_s)
    while some := list(islice(moments, round(_AT_ONCE_S / TICK_S))):
        timeline.add(session, some)
    rows = []
    if person:
        rows.append(SessionEvent(0.0, EventKind.BASELINE, person))
    for share, kind, text in (
        (0.2, EventKind.BOOKMARK, ""),
        (0.42, EventKind.BOOKMARK, "he looked away"),
        (0.7, EventKind.NOTE, "I asked: he was joking"),
    ):
        rows.append(SessionEvent(round(share * length_s, 1), kind, text))
    timeline.add(session, rows)
    if title:
        timeline.rename(session, title)
    timeline.end(session, began + timedelta(seconds=length_s))
    return session


@lru_cache(maxsize=8)
def _moments(length_s: float) -> tuple[Moment, ...]:
    """Made once: whoever fills logs asks for a few lengths again and again."""
    return tuple(_made(length_s))


def _made(length_s: float) -> Iterator[Moment]:
    rng = np.random.default_rng(7)
    whole = sum(phase[0] for phase in PHASES)
    ends = np.cumsum([phase[0] for phase in PHASES])
    for i in range(round(length_s / TICK_S)):
        t = round(i * TICK_S, 1)
        _, state, voice, face = PHASES[int(np.searchsorted(ends, t % whole, side="right"))]
        if state is State.CLEAR and rng.random() < 0.01:
            state = State.UNCLEAR  # a flicker, as real sessions have them
        pieces = {
            modality: Evidence(modality, t, t, _leaning(rng, emotion), 0.8)
            for modality, emotion in ((Modality.VOICE, voice), (Modality.FACE, face))
            if emotion is not None
        }
        p = np.mean([e.probabilities for e in pieces.values()] or [np.full(len(EMOTIONS), 1 / 7)], axis=0)
        named = voice if state is State.CLEAR else None
        weights = {m: float(m in pieces) / max(len(pieces), 1) for m in Modality}
        apart = 0.6 if state is State.CONFLICTING else 0.1
        estimate = Estimate(
            t,
            state,
            named,
            float(p.max()) if pieces else 0.0,
            p,
            weights,
            apart,
            pieces.get(Modality.VOICE),
            pieces.get(Modality.FACE),
        )
        own = float(t % SPOKEN_EVERY_S < SPOKEN_S)
        yield Moment(estimate, Shown(state, named, t), Speaking(1.0 - own, own))


def _leaning(rng: np.random.Generator, emotion: Emotion) -> Probabilities:
    p: Probabilities = rng.dirichlet(np.full(len(EMOTIONS), 2.0)) * (1 - _SHARE)
    p[emotion.position] += _SHARE
    return p
