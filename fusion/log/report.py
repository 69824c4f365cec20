"""Summaries of a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fusion.emotions import Emotion
from fusion.events import SessionEvent
from fusion.evidence import State
from fusion.log.runs import runs
from fusion.moment import Moment


@dataclass(frozen=True)
class Span:
    """A stretch of time in which the shown label stayed the same, seconds on the session clock."""

    t_start: float
    t_end: float
    state: State
    emotion: Emotion | None

    @property
    def label(self) -> str:
        """The emotion where the state is clear, else the state."""
        return self.emotion.value if self.state is State.CLEAR and self.emotion else self.state.value


@dataclass(frozen=True)
class Summary:
    """A session in figures.

    Parameters
    ----------
    duration_s
        Time covered by estimates, pauses left out.
    share
        Share of that time by label: an emotion's name while clear, else the state's name; sums to 1.
    spans
        The stretches in order.
    events
        Number of events by kind.
    """

    duration_s: float
    share: dict[str, float]
    spans: tuple[Span, ...]
    events: dict[str, int]


def spans(moments: Iterable[Moment]) -> tuple[Span, ...]:
    """Join consecutive moments of one shown label; a gap of more than a second (a pause) ends a span.

    Each moment stands for the tick that ends at its time.
    """
    told = ((m.t, (m.shown.state, m.shown.emotion)) for m in moments)
    return tuple(Span(run.t_start, run.t_end, *run.told) for run in runs(told))


def summarise(moments: Sequence[Moment], events: Sequence[SessionEvent] = ()) -> Summary:
    """How the time of a session was spread over the labels shown."""
    found = spans(moments)
    duration_s = sum(s.t_end - s.t_start for s in found)
    seconds: dict[str, float] = {}
    for s in found:
        seconds[s.label] = seconds.get(s.label, 0.0) + s.t_end - s.t_start
    counts: dict[str, int] = {}
    for event in events:
        counts[event.kind.value] = counts.get(event.kind.value, 0) + 1
    share = {label: value / duration_s for label, value in sorted(seconds.items(), key=lambda kv: -kv[1])}
    return Summary(duration_s, share, found, counts)
