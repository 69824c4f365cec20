"""Moments worth going to: where it changes, where voice and face differ, what was marked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ui.wording.readings import CONFLICTING, NO_SIGNAL
from ui.wording.strip_spans import WORTH_A_WORD_S, LookSpan

_SLACK_S = 0.05
"""A moment so near counts as the one that one stands at, seconds."""


def changes(spans: Sequence[LookSpan]) -> list[float]:
    """When another look begins that lasts long enough for a word, seconds; of nobody nothing is said."""
    found: list[float] = []
    before = ""
    for span in spans:
        if span.look == NO_SIGNAL or span.t_end - span.t_start < WORTH_A_WORD_S:
            continue
        if before and span.look != before:
            found.append(span.t_start)
        before = span.look
    return found


def disagreements(spans: Sequence[LookSpan]) -> list[LookSpan]:
    """Where voice and face differed for long enough for a word."""
    return [s for s in spans if s.look == CONFLICTING and s.t_end - s.t_start >= WORTH_A_WORD_S]


def next_of(times: Sequence[float], t: float) -> float | None:
    """The first of ``times`` (s, ascending) after ``t``, None where there is none."""
    i = bisect_right(times, t + _SLACK_S)
    return times[i] if i < len(times) else None


def previous_of(times: Sequence[float], t: float) -> float | None:
    """The last of ``times`` (s, ascending) before ``t``, None where there is none."""
    i = bisect_left(times, t - _SLACK_S) - 1
    return times[i] if i >= 0 else None
