"""Summaries of a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fusion.emotions import EMOTIONS, Emotion
from fusion.events import TICK_S, SessionEvent
from fusion.evidence import State
from fusion.log.runs import Joining
from fusion.moment import Moment

_Label = tuple[State, Emotion | None, Emotion | None]


@dataclass(frozen=True)
class Span:
    """A stretch of time in which the shown label stayed the same, seconds on the session clock."""

    t_start: float
    t_end: float
    state: State
    emotion: Emotion | None
    second: Emotion | None = None

    @property
    def label(self) -> str:
        """The emotion while clear, the two while mixed ("sad or angry"), else the state."""
        if self.emotion is not None and self.state is State.CLEAR:
            return str(self.emotion.value)
        if self.emotion is not None and self.second is not None and self.state is State.MIXED:
            first, second = sorted((self.emotion, self.second), key=EMOTIONS.index)
            return f"{first.value} or {second.value}"
        return str(self.state.value)


@dataclass(frozen=True)
class Summary:
    """A session in figures.

    Parameters
    ----------
    duration_s
        Time covered by estimates, pauses left out.
    share
        Share of that time by :attr:`Span.label`; sums to 1.
    spans
        The stretches in order.
    events
        Number of events by kind.
    """

    duration_s: float
    share: dict[str, float]
    spans: tuple[Span, ...]
    events: dict[str, int]


class Tally:
    """Sums moments up while they go by.

    Attributes
    ----------
    moments, heard, seen, yours
        How many there were, in how many of them a voice and a face, and in how many the user rather spoke.
    spoken_s
        How long the other person spoke, seconds; 0 where nobody told who spoke.
    last_s
        When the last one was, seconds; 0 where there was none.
    """

    def __init__(self) -> None:
        self.moments = self.heard = self.seen = self.yours = 0
        self.spoken_s = self.last_s = 0.0
        self._runs: Joining[_Label] = Joining()

    def over(self, moments: Iterable[Moment]) -> Iterator[Moment]:
        """The same moments, counted as they are asked for."""
        for moment in moments:
            self.moments += 1
            self.heard += moment.estimate.voice is not None
            self.seen += moment.estimate.face is not None
            if (who := moment.speaking) is not None:
                self.yours += who.own > who.partner
                self.spoken_s += who.partner * TICK_S
            self.last_s = moment.t
            self._runs.take(moment.t, _shown(moment))
            yield moment

    def summary(self, events: Sequence[SessionEvent] = ()) -> Summary:
        """How the time so far was spread over the labels shown.

        A gap of more than a second (a pause) ends a span; each moment stands for the tick that ends then.
        """
        found = tuple(Span(run.t_start, run.t_end, *run.told) for run in self._runs.found)
        return _summary(found, events)


def _shown(moment: Moment) -> _Label:
    return moment.shown.state, moment.shown.emotion, moment.shown.second


def _summary(found: tuple[Span, ...], events: Sequence[SessionEvent]) -> Summary:
    duration_s = sum(s.t_end - s.t_start for s in found)
    seconds: dict[str, float] = {}
    for s in found:
        seconds[s.label] = seconds.get(s.label, 0.0) + s.t_end - s.t_start
    counts: dict[str, int] = {}
    for event in events:
        counts[event.kind.value] = counts.get(event.kind.value, 0) + 1
    most_first = sorted(seconds.items(), key=lambda kv: -kv[1])
    share = {label: value / duration_s for label, value in most_first} if duration_s > 0 else {}
    return Summary(duration_s, share, found, counts)
