"""The past as stretches of one look each: what the strip paints and its text twin says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fusion.events import TICK_S
from fusion.moment import Moment
from ui.settings import Settings
from ui.wording.estimates import clock_words, look_of, strip_word
from ui.wording.readings import NO_SIGNAL

LONGEST_GAP_S = 1.0
WORTH_A_WORD_S = 1.5


@dataclass(frozen=True)
class LookSpan:
    """One look from ``t_start`` to ``t_end``, seconds on the session clock."""

    t_start: float
    t_end: float
    look: str


def extend(spans: list[LookSpan], moments: Iterable[Moment], settings: Settings) -> None:
    """Add newer moments to ``spans`` in place; a gap of more than a second stays a gap."""
    for moment in moments:
        t, look = moment.t, look_of(moment, settings)
        last = spans[-1] if spans else None
        if last and last.t_start <= t <= last.t_end + LONGEST_GAP_S:
            if last.look == look:
                spans[-1] = LookSpan(last.t_start, t + TICK_S, look)
                continue
            spans[-1] = LookSpan(last.t_start, t, last.look)
        spans.append(LookSpan(t, t + TICK_S, look))


def spans_of(times: npt.NDArray[np.float64], looks: Sequence[str]) -> list[LookSpan]:
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


def within(spans: Sequence[LookSpan], t_from: float, t_to: float) -> list[LookSpan]:
    """The parts of ``spans`` that lie between two times."""
    return [
        LookSpan(max(s.t_start, t_from), min(s.t_end, t_to), s.look)
        for s in spans
        if s.t_end > t_from and s.t_start < t_to
    ]


def forget_before(spans: list[LookSpan], t: float) -> None:
    """Drop from ``spans``, in place, what ended before ``t`` (s)."""
    keep_from = next((i for i, s in enumerate(spans) if s.t_end >= t), len(spans))
    del spans[:keep_from]


def in_words(spans: Sequence[LookSpan], settings: Settings, most: int = 12) -> str:
    """The text twin: the last ``most`` stretches worth a word, oldest first."""
    said = [s for s in spans if s.t_end - s.t_start >= WORTH_A_WORD_S and s.look != NO_SIGNAL][-most:]
    if not said:
        return "Nothing to show yet."
    return (
        ", then ".join(f"{strip_word(s.look, settings)} for {clock_words(s.t_end - s.t_start)}" for s in said)
        + "."
    )
