"""Human labels at given moments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fusion.arrays import FloatArray, IntArray
from fusion.emotions import parse_emotion
from fusion.errors import UserError
from fusion.labels.human import Label, Trace

NOTHING, SEVERAL = -1, -2
"""Where nobody said which of the seven, and where more than one of them was said at once."""


def emotions_at(labels: Sequence[Label], times: FloatArray) -> tuple[IntArray, tuple[str, ...]]:
    """Which emotion was said at each time (s): int (n,), a place in EMOTIONS, NOTHING or SEVERAL.

    A label counts after its start up to and with its end.

    Returns
    -------
    tuple
        The above, and the labels that are none of the seven emotions.
    """
    said = np.full(len(times), NOTHING, dtype=np.int64)
    others = set()
    for label in labels:
        try:
            emotion = parse_emotion(label.text).position
        except UserError:
            others.add(label.text)
            continue
        within = (times > label.t_start) & (times <= label.t_end)
        said[within & (said != NOTHING) & (said != emotion)] = SEVERAL
        said[within & (said == NOTHING)] = emotion
    return said, tuple(sorted(others))


def trace_at(trace: Trace, times: FloatArray) -> FloatArray:
    """The trace at each time (s), float64 (n,), straight lines between its points; NaN beyond its ends."""
    values: FloatArray = np.interp(times, trace.times, trace.values, left=np.nan, right=np.nan)
    return values
