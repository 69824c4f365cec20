"""Equal things that follow one another, joined into stretches of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from fusion.events import TICK_S

LONGEST_GAP_S = 1.0
"""A longer gap between moments (a pause) ends a run, seconds."""

Told = TypeVar("Told")


@dataclass(frozen=True)
class Run(Generic[Told]):
    """A stretch of time, seconds on the session clock, in which the same was told."""

    t_start: float
    t_end: float
    told: Told


def runs(told: Iterable[tuple[float, Told]]) -> list[Run[Told]]:
    """Join consecutive ticks that tell the same; each stands for the tick that ends at its time.

    Parameters
    ----------
    told
        (time in seconds, what was told then), in order of time.
    """
    found: list[Run[Told]] = []
    for t, what in told:
        last = found[-1] if found else None
        joined = last is not None and t - last.t_end <= LONGEST_GAP_S
        if last and joined and last.told == what:
            found[-1] = replace(last, t_end=t)
        else:
            found.append(Run(last.t_end if last and joined else max(0.0, t - TICK_S), t, what))
    return found
