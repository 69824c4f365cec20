"""A person's labels: stretches with a word, and traces of valence or arousal."""

from __future__ import annotations

from dataclasses import dataclass

from fusion.arrays import FloatArray


@dataclass(frozen=True)
class Label:
    """A stretch of a recording and what somebody says of it; seconds from the recording's first moment.

    Raises
    ------
    ValueError
        If it ends before it starts.
    """

    t_start: float
    t_end: float
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.t_start <= self.t_end < float("inf"):
            raise ValueError(f"a label runs from {self.t_start} to {self.t_end}")


@dataclass(frozen=True)
class Trace:
    """One figure over time, at any rate.

    Parameters
    ----------
    name
        "valence" or "arousal".
    times
        float64 (n,), rising, seconds from the recording's first moment.
    values
        float64 (n,), in the unit of whoever drew it.
    """

    name: str
    times: FloatArray
    values: FloatArray


@dataclass(frozen=True)
class HumanLabels:
    """What was read of a file: labels, traces, or both."""

    labels: tuple[Label, ...] = ()
    traces: tuple[Trace, ...] = ()
