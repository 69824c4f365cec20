"""From which confidence on something is called clear, so that it is also right of strangers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from fusion.arrays import BoolArray, FloatArray

ON_STRANGERS = 0.85
"""What "clear" is to keep of every corpus never met: right at least this often ..."""
MAY_COST = 0.1
"""... as long as no more than this share of all is called clear less at home."""


class Confident(NamedTuple):
    """How sure answers are, float64 (n,), and which are right, bool (n,)."""

    confidence: FloatArray
    right: BoolArray

    def clear(self, threshold: float) -> float:
        """Share that is called clear."""
        return float((self.confidence >= threshold).mean())

    def right_when_clear(self, threshold: float) -> float:
        """Share of them that is right; 1 where none is called clear."""
        clear = self.confidence >= threshold
        return float(self.right[clear].mean()) if clear.any() else 1.0


def threshold_for_strangers(
    at_home: float, home: Confident, strangers: Mapping[str, Confident]
) -> tuple[float, dict[str, Any]]:
    """One modality's least threshold from ``at_home`` on that keeps ON_STRANGERS, or the largest home bears.

    Parameters
    ----------
    at_home
        The threshold that is enough at home.
    home
        What is said at home.
    strangers
        The same of corpora that the weights had never met, by name.

    Returns
    -------
    threshold, report
        The report tells, for a card, whether it is kept, what it costs at home and what strangers get.
    """
    chosen, kept = at_home, not strangers
    for threshold in np.arange(at_home, 0.995, 0.01).round(2) if strangers else ():
        if home.clear(at_home) - home.clear(threshold) > MAY_COST:
            break
        chosen = float(threshold)
        if kept := all(said.right_when_clear(chosen) >= ON_STRANGERS for said in strangers.values()):
            break
    return chosen, {
        "at_home": at_home,
        "right_of_strangers_at_least": ON_STRANGERS,
        "kept_of_all_strangers": kept,
        "home": {"clear": home.clear(chosen), "clear_before": home.clear(at_home)},
        "strangers": {
            name: {
                "n": len(said.confidence),
                "clear": said.clear(chosen),
                "right_when_clear": said.right_when_clear(chosen),
                "clear_before": said.clear(at_home),
                "right_when_clear_before": said.right_when_clear(at_home),
            }
            for name, said in strangers.items()
        },
    }
