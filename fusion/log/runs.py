"""Equal things that follow one another, joined into stretches of time."""

from __future__ import annotations

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


class Joining(Generic[Told]):
    """Joins consecutive ticks that tell the same, as they come; each stands for the tick that ends then.

    Attributes
    ----------
    found
        The runs so far, the last of which may still grow.
    """

    def __init__(self) -> None:
        self.found: list[Run[Told]] = []

    def take(self, t: float, what: Told) -> bool:
        """Take what was told at ``t`` (s), later than all before; whether a new run begins with it."""
        last = self.found[-1] if self.found else None
        joined = last is not None and t - last.t_end <= LONGEST_GAP_S
        if last and joined and last.told == what:
            self.found[-1] = replace(last, t_end=t)
            return False
        self.found.append(Run(last.t_end if last and joined else max(0.0, t - TICK_S), t, what))
        return True
