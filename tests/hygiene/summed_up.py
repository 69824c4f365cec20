"""A session's summary, once all of it was told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fusion.events import SessionEvent
from fusion.log.report import Summary, Tally
from fusion.moment import Moment


def summarise(moments: Iterable[Moment], events: Sequence[SessionEvent] = ()) -> Summary:
    """How the time of a session was spread over the labels shown."""
    tally = Tally()
    for _ in tally.over(moments):
        pass
    return tally.summary(events)
