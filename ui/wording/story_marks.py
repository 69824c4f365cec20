"""What stands beside the estimates on the line of time: notes, bookmarks, pauses, and when the user spoke."""

from __future__ import annotations

import numpy as np

from fusion.events import EventKind, OwnLabel
from ui.wording.looks import Looks
from ui.wording.readings import PAUSED
from ui.wording.session_story import Story, event_words, told_events
from ui.wording.translation import tr

SPEECH_STEP_S = 1.0
SPOKE_FROM = 0.5
"""The user is said to have spoken in a step if they did for so much of it, 0..1."""


def told_marks(story: Story) -> list[tuple[float, float, str, str]]:
    """From, to (s; the same for a moment), the words, and the look of a stretch ("" for a moment)."""
    told: list[tuple[float, float, str, str]] = []
    paused: float | None = None
    for event in told_events(story.events):
        if event.kind is EventKind.PAUSE and paused is None:
            paused = event.t
        elif event.kind is EventKind.RESUME and paused is not None:
            told.append((paused, event.t, tr("paused"), PAUSED))
            paused = None
        elif event.kind in (EventKind.BOOKMARK, EventKind.NOTE):
            told.append((event.t, event.t, str(event.payload or event_words(event)), ""))
    return sorted(told)


def own_labels(story: Story, looks: Looks) -> list[tuple[float, float, str, str]]:
    """What the user says it was: from, to (s), the word, and its look."""
    said = [
        (event.t - event.payload.span_s, event.t, looks.of[event.payload.emotion])
        for event in story.events
        if isinstance(event.payload, OwnLabel)
    ]
    return sorted((start, end, own.word, own.shown_as) for start, end, own in said)


def own_speech(story: Story) -> list[tuple[float, float]]:
    """The stretches in which the user spoke, seconds."""
    if story.own_speech.empty:
        return []
    edges = np.arange(0.0, story.end_s + SPEECH_STEP_S, SPEECH_STEP_S)
    spoke, _ = story.own_speech.over(edges)
    on = np.concatenate([[False], np.nan_to_num(spoke[:, 0]) >= SPOKE_FROM, [False]])
    turns = np.flatnonzero(on[1:] != on[:-1])
    return [(float(edges[a]), float(edges[b])) for a, b in zip(turns[::2], turns[1::2], strict=True)]
