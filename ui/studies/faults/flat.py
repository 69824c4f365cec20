"""Whether what a long session holds stays flat: memory, threads, descriptors, what waits in queues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

SETTLED_AFTER = 0.25
"""What the first quarter of a session takes (caches, pools, the first of everything) is no growth."""


def flatness(hours: Sequence[float], samples: Sequence[dict[str, float]]) -> dict[str, Any]:
    """First, last, largest and slope of each measure.

    Parameters
    ----------
    hours
        When each sample was taken, hours of session time.
    samples
        Measures by name, the same in each.

    Returns
    -------
    dict
        By measure: ``first`` and ``last`` (medians of the first and last tenth of what is settled), ``most``,
        and ``per_hour``, the slope of the least-squares line through the settled part.
    """
    t = np.asarray(hours, np.float64)
    settled = t >= t[0] + SETTLED_AFTER * (t[-1] - t[0])
    found = {}
    for name in samples[0]:
        values = np.array([sample[name] for sample in samples])
        kept = values[settled]
        few = max(1, len(kept) // 10)
        found[name] = {
            "first": round(float(np.median(kept[:few])), 3),
            "last": round(float(np.median(kept[-few:])), 3),
            "most": round(float(values.max()), 3),
            "per_hour": round(float(np.polyfit(t[settled], kept, 1)[0]), 3),
        }
    return found
