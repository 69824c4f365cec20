"""Averages over any stretch of a session, from sums that are made once."""

from __future__ import annotations

import numpy as np

from fusion.arrays import FloatArray


class Means:
    """Averages of what was estimated, over as many stretches as are asked for.

    The sums from the beginning on are kept, so that a stretch costs one subtraction however long it is: an
    hour is drawn as quickly as a minute.

    Parameters
    ----------
    times
        When each row was estimated, float64 (n,), seconds, ascending.
    rows
        Float64 (n, k); rows of NaN where there was nothing.
    """

    def __init__(self, times: FloatArray, rows: FloatArray) -> None:
        there = np.isfinite(rows).all(axis=1)
        self._times = times
        self._sums = np.zeros((len(rows) + 1, rows.shape[1]))
        np.cumsum(np.where(there[:, None], rows, 0.0), axis=0, out=self._sums[1:])
        self._counts = np.concatenate([[0], np.cumsum(there)])
        self.empty = not there.any()

    def over(self, edges: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What lies between each two of ``edges`` (m + 1,), seconds, ascending.

        Returns
        -------
        tuple of arrays
            Means (m, k), NaN where there was nothing; and how much of what was estimated there had something,
            0..1 (m,).
        """
        at = np.searchsorted(self._times, edges)
        counts = np.diff(self._counts[at])
        with np.errstate(invalid="ignore"):
            means = np.diff(self._sums[at], axis=0) / np.where(counts > 0, counts, np.nan)[:, None]
        return means, counts / np.maximum(np.diff(at), 1)
