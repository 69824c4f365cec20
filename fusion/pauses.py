"""Time with a conversation's pauses and without: a recording stands still while it is paused."""

from __future__ import annotations

from collections.abc import Sequence

from fusion.events import EventKind, SessionEvent


def recording_time(t: float, events: Sequence[SessionEvent]) -> float:
    """Time in the recording (s) of session time ``t`` (s): a paused recording stands still."""
    paused_s = 0.0
    since: float | None = None
    for event in sorted(events, key=lambda e: e.t):
        if event.t >= t:
            break
        if event.kind is EventKind.PAUSE and since is None:
            since = event.t
        elif event.kind is EventKind.RESUME and since is not None:
            paused_s, since = paused_s + event.t - since, None
    if since is not None:
        paused_s += t - since
    return t - paused_s


def paused_s(t_from: float, t_to: float, events: Sequence[SessionEvent]) -> float:
    """For how long it was paused between two session times, all of them seconds."""
    return t_to - t_from - (recording_time(t_to, events) - recording_time(t_from, events))


def session_time(t: float, events: Sequence[SessionEvent]) -> float:
    """Session time (s) at which a recording stood at ``t`` (s) last: :func:`recording_time` the other way."""
    since: float | None = None
    for event in sorted(events, key=lambda e: e.t):
        if event.kind is EventKind.PAUSE and since is None:
            since = event.t
        elif event.kind is EventKind.RESUME and since is not None:
            if since > t:
                break
            t, since = t + event.t - since, None
    return t
