"""Which label counts at which moment."""

from __future__ import annotations

import numpy as np

from fusion.labels.human import Label, Trace
from fusion.labels.sampled import NOTHING, SEVERAL, emotions_at, trace_at


def test_emotions_at_moments() -> None:
    labels = [
        *(Label(0.0, 0.2, "Happy"), Label(0.15, 0.3, "sadness"), Label(0.3, 0.4, "sad")),
        *(Label(0.5, 0.7, "SAD"), Label(0.5, 0.6, "sad"), Label(0.0, 1.0, "bored")),
    ]
    said, others = emotions_at(labels, np.arange(1, 9) / 10)
    happy, sad = 1, 2
    assert list(said) == [happy, SEVERAL, sad, sad, NOTHING, sad, sad, NOTHING]
    assert others == ("bored",)


def test_a_trace_between_and_beyond_its_points() -> None:
    trace = Trace("valence", np.array([1.0, 2.0]), np.array([0.0, 1.0]))
    values = trace_at(trace, np.array([0.5, 1.0, 1.25, 2.0, 2.1]))
    assert np.array_equal(values, [np.nan, 0.0, 0.25, 1.0, np.nan], equal_nan=True)
