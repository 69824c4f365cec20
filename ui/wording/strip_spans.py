"""The past as stretches of one look each: what the strip paints and its text twin says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fusion.arrays import FloatArray
from fusion.events import TICK_S
from fusion.log.runs import LONGEST_GAP_S
from ui.wording.durations import clock_words
from ui.wording.looks import AND, Looks
from ui.wording.readings import CONFLICTING, NO_SIGNAL, PAUSED, UNCLEAR
from ui.wording.translation import mark, tr

WORTH_A_WORD_S = 1.5
NOTHING_YET = mark("Nothing to show yet.")
BARS, BAR_S = 6, 10.0
"""The last minute in short: so many stretches of so many seconds."""
MOSTLY = 0.6
"""A look that is shown for so much of a stretch is there mostly, 0..1."""
LATELY_STEP_S, LATELY_LEAST_S = 5.0, 30.0
"""What a minute was like is thought over so often, and not said of less time with somebody, seconds."""


@dataclass(frozen=True)
class LookSpan:
    """What was shown from ``t_start`` to ``t_end``, seconds on the session clock.

    ``shown`` is a look, or the two of feelings that were named together (:data:`ui.wording.looks.AND`).
    """

    t_start: float
    t_end: float
    shown: str

    @property
    def look(self) -> str:
        """What it is painted as: of two the first."""
        return self.shown.partition(AND)[0]


@dataclass(frozen=True)
class Strip:
    """A stretch of time to be painted.

    Parameters
    ----------
    spans
        What lies in it, oldest first.
    t_from, t_to
        Its ends, seconds.
    marks
        Moments to flag, seconds.
    words
        Its text twin.
    lately
        What its last minute was mostly like, "" where that cannot be said.
    present
        Whether its end is now, and what is shown there not told to be from earlier.
    second
        The look of a feeling that is named beside the last one just now, "" for none.
    """

    spans: tuple[LookSpan, ...] = ()
    t_from: float = 0.0
    t_to: float = 1.0
    marks: tuple[float, ...] = ()
    words: str = field(default_factory=lambda: tr(NOTHING_YET))
    lately: str = ""
    present: bool = True
    second: str = ""


@dataclass(frozen=True)
class Minute:
    """The last minute in short: the look that held longest in each of its stretches, and a text twin."""

    looks: tuple[str, ...]
    words: str


def extend(spans: list[LookSpan], moments: Iterable[tuple[float, str]]) -> None:
    """Add newer moments, times (s) and looks, to ``spans`` in place; a gap of over a second stays a gap."""
    for t, look in moments:
        last = spans[-1] if spans else None
        if last and last.t_start <= t <= last.t_end + LONGEST_GAP_S:
            if last.shown == look:
                spans[-1] = LookSpan(last.t_start, t + TICK_S, look)
                continue
            spans[-1] = LookSpan(last.t_start, t, last.shown)
        spans.append(LookSpan(t, t + TICK_S, look))


def spans_of(times: FloatArray, looks: Sequence[str]) -> list[LookSpan]:
    """The stretches that :func:`extend` makes of moments at these times (n,), s, with these looks."""
    if not len(times):
        return []
    named = np.array(looks)
    apart = np.diff(times) > TICK_S + LONGEST_GAP_S
    starts = np.flatnonzero(np.concatenate([[True], (named[1:] != named[:-1]) | apart]))
    lasts = np.append(starts[1:], len(times)) - 1
    ends = times[lasts] + TICK_S
    followed = ~apart[lasts[:-1]]
    ends[:-1][followed] = times[starts[1:]][followed]
    return [
        LookSpan(float(times[first]), float(end), looks[first])
        for first, end in zip(starts, ends, strict=True)
    ]


def held(spans: Iterable[LookSpan], before: Mapping[str, float] | None = None) -> dict[str, float]:
    """For how long each look, or two together, was shown, seconds; the longest first.

    Parameters
    ----------
    before
        The same of what went before, which is added.
    """
    seconds = dict(before or {})
    for span in spans:
        seconds[span.shown] = seconds.get(span.shown, 0.0) + span.t_end - span.t_start
    return dict(sorted(seconds.items(), key=lambda one: -one[1]))


def within(spans: Sequence[LookSpan], t_from: float, t_to: float) -> list[LookSpan]:
    """The parts of ``spans`` that lie between two times."""
    return [
        LookSpan(max(s.t_start, t_from), min(s.t_end, t_to), s.shown)
        for s in spans
        if s.t_end > t_from and s.t_start < t_to
    ]


def forget_before(spans: list[LookSpan], t: float) -> None:
    """Drop from ``spans``, in place, what ended before ``t`` (s)."""
    keep_from = next((i for i, s in enumerate(spans) if s.t_end >= t), len(spans))
    del spans[:keep_from]


def strip_of(
    spans: Sequence[LookSpan],
    t_from: float,
    t_to: float,
    looks: Looks,
    marks: Sequence[float] = (),
    *,
    present: bool = True,
) -> Strip:
    """What a strip shows between two times, seconds; ``present`` says whether the later one is now."""
    shown = within(spans, t_from, t_to)
    flagged = tuple(t for t in marks if t_from <= t <= t_to)
    return Strip(
        tuple(shown),
        t_from,
        max(t_to, t_from + 1e-3),
        flagged,
        in_words(shown, looks),
        lately_words(shown, t_to, looks),
        present,
    )


def minute_of(spans: Sequence[LookSpan], now: float, looks: Looks) -> Minute:
    """The minute that ends at ``now`` (s)."""
    return Minute(leading_looks(spans, now), in_words(within(spans, now - BARS * BAR_S, now), looks))


def lately_words(spans: Sequence[LookSpan], now: float, looks: Looks) -> str:
    """What was shown in most of the minute before ``now`` (s): "mostly calm in the last minute".

    A slow word: "" where no look alone was there for three fifths of the time with somebody to read, and
    the same for some seconds.
    """
    until = math.floor(now / LATELY_STEP_S) * LATELY_STEP_S
    since = until - BARS * BAR_S
    seconds: dict[str, float] = {}
    for span in spans:
        held = min(span.t_end, until) - max(span.t_start, since)
        if held > 0 and span.shown not in (NO_SIGNAL, PAUSED):
            seconds[span.shown] = seconds.get(span.shown, 0.0) + held
    known = sum(seconds.values())
    if known < LATELY_LEAST_S:
        return ""
    look = max(seconds, key=seconds.__getitem__)
    if seconds[look] < MOSTLY * known:
        return ""
    if look == UNCLEAR:
        return tr("mostly hard to tell in the last minute")
    if look == CONFLICTING:
        return tr("voice and face mostly differed in the last minute")
    return tr("mostly {word} in the last minute", word=looks.words[look])


def leading_looks(spans: Sequence[LookSpan], now: float) -> tuple[str, ...]:
    """The look that held longest in each of the last six stretches of ten seconds, oldest first."""
    looks = []
    for k in range(BARS, 0, -1):
        seconds: dict[str, float] = {}
        for span in within(spans, now - k * BAR_S, now - (k - 1) * BAR_S):
            seconds[span.look] = seconds.get(span.look, 0.0) + span.t_end - span.t_start
        looks.append(max(seconds, key=lambda look: seconds[look]) if seconds else NO_SIGNAL)
    return tuple(looks)


def in_words(spans: Sequence[LookSpan], looks: Looks, most: int = 12) -> str:
    """The text twin: the last ``most`` stretches worth a word, oldest first; no word twice running."""
    said: list[tuple[str, float]] = []
    for s in spans:
        seconds = s.t_end - s.t_start
        if seconds < WORTH_A_WORD_S or s.shown == NO_SIGNAL:
            continue
        if said and said[-1][0] == s.shown:
            seconds += said.pop()[1]
        said.append((s.shown, seconds))
    if not said:
        return tr(NOTHING_YET)
    parts = [
        tr("{word} for {time}", word=looks.words[look], time=clock_words(seconds))
        for look, seconds in said[-most:]
    ]
    return tr("{list}.", list=tr(", then ").join(parts))
