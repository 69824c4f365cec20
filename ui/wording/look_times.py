"""How long what was shown held in any stretch of a conversation; and time in steps that people count in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fusion.arrays import FloatArray
from ui.wording.strip_spans import LookSpan

ROUND_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
"""Steps of time, seconds."""
LEAST_COVERED = 0.5
"""A step of which less was logged is left empty."""


def round_step(least_s: float) -> float:
    """The smallest round step of time that is no shorter than this, seconds."""
    return next((s for s in ROUND_S if s >= least_s), ROUND_S[-1])


def steps_between(t_from: float, t_to: float, most: int, least_s: float = 0.0) -> FloatArray:
    """Edges of at most ``most`` round steps, none shorter than ``least_s``, that cover a stretch, seconds.

    They lie at multiples of the step, so that nothing shimmers while one moves along.
    """
    step = round_step(max((t_to - t_from) / most, least_s))
    return np.arange(np.floor(t_from / step + 1e-9), np.ceil(t_to / step - 1e-9) + 1) * step


class LookTimes:
    """The looks of a conversation, asked about over any stretches.

    Parameters
    ----------
    spans
        In order of time, not overlapping.
    """

    def __init__(self, spans: Sequence[LookSpan]) -> None:
        self.spans = tuple(spans)
        self.looks = tuple(dict.fromkeys(s.shown for s in spans))
        self._ends = np.array([[s.t_start, s.t_end] for s in spans], dtype=np.float64).reshape(-1)
        held = np.zeros((len(self._ends), len(self.looks)))
        for i, span in enumerate(spans):
            held[2 * i + 1, self.looks.index(span.shown)] = span.t_end - span.t_start
        self._sums = held.cumsum(axis=0)

    def seconds(self, edges: FloatArray) -> FloatArray:
        """How long each of ``looks`` held between each two of ``edges`` (m + 1,), s: float64 (m, looks)."""
        if not self.spans:
            return np.zeros((len(edges) - 1, 0))
        at = np.column_stack([np.interp(edges, self._ends, column) for column in self._sums.T])
        result: FloatArray = np.diff(at, axis=0)
        return result

    def leading(self, edges: FloatArray) -> list[LookSpan]:
        """The look that held longest in each step, equal neighbours as one stretch."""
        held = self.seconds(edges)
        led: list[LookSpan] = []
        if not self.looks:
            return led
        covered = held.sum(axis=1) >= LEAST_COVERED * np.diff(edges)
        starts, ends = edges[:-1], edges[1:]
        for i in np.flatnonzero(covered):
            look, start, end = self.looks[int(held[i].argmax())], float(starts[i]), float(ends[i])
            last = led[-1] if led else None
            if last is not None and last.shown == look and last.t_end == start:
                led[-1] = LookSpan(last.t_start, end, look)
            else:
                led.append(LookSpan(start, end, look))
        return led

    def within(self, t_from: float, t_to: float, most: int) -> list[LookSpan]:
        """What is shown of a stretch in at most so many steps: as it was where it has few enough looks."""
        inside = [s for s in self.spans if s.t_end > t_from and s.t_start < t_to]
        if len(inside) <= most // 4:
            return inside
        return self.leading(steps_between(t_from, t_to, most))
