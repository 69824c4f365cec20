"""Averages over stretches, against averages taken one by one."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.log.means import Means


def test_they_are_what_numpy_says_of_each_stretch() -> None:
    rng = np.random.default_rng(3)
    times = np.cumsum(rng.uniform(0.05, 0.2, 500))
    rows = rng.random((500, 3))
    rows[rng.random(500) < 0.3] = np.nan
    edges = np.linspace(0, times[-1] + 5, 40)
    means, there = Means(times, rows).over(edges)
    for i in range(39):
        inside = rows[(times >= edges[i]) & (times < edges[i + 1])]
        read = np.isfinite(inside).all(axis=1)
        if read.any():
            assert means[i] == pytest.approx(inside[read].mean(axis=0))
            assert there[i] == pytest.approx(read.mean())
        else:
            assert np.isnan(means[i]).all() and there[i] == 0


def test_of_nothing_there_is_nothing() -> None:
    means = Means(np.zeros(0), np.zeros((0, 7)))
    assert means.empty
    values, there = means.over(np.array([0.0, 1.0, 2.0]))
    assert np.isnan(values).all() and values.shape == (2, 7) and not there.any()
