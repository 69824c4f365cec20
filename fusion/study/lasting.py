"""People who feel one thing from the start and go on: whether what is learnt of them on the way hides it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fusion.arrays import FloatArray, IntArray
from fusion.emotions import EMOTIONS
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.repertoire import Repertoire
from fusion.study.acquaintance import met_in_order
from fusion.study.alone import ShownAlone, shown_alone
from fusion.study.examples import Examples

EACH_S = 3.0
"""For how long each file is heard or seen, seconds."""
WINDOWS_S = ((15.0, 30.0), (45.0, 60.0), (105.0, 120.0))
"""When is looked at what is shown, seconds from the start."""
_FEWEST = 2


def lasting_feelings(
    fusion: LateFusion,
    modality: Modality,
    examples: Examples,
    people: Sequence[str],
    repertoire: Repertoire | None = None,
) -> dict[str, Any] | None:
    """How often what is shown is right of people who show one feeling for two minutes, from the first moment.

    Each person's files of each emotion come one after the other, in an order drawn for them, again and again.
    What was learnt until then is allowed for, and set beside the same files with nothing learnt.

    Parameters
    ----------
    people
        Whose each example is; "" where nobody knows.
    repertoire
        The shipped one if None.

    Returns
    -------
    dict or None
        Ready for JSON; shares are means over each emotion's streams, then over the emotions. None where
        nobody has two files of one emotion.
    """
    n = round(WINDOWS_S[-1][1] / EACH_S)
    whose = np.array(people, dtype=object)
    alone = shown_alone(fusion, modality, examples)
    orders, learnt, emotions = [], [], []
    for person in sorted(set(people) - {""}):
        for k in range(len(EMOTIONS)):
            mine = np.flatnonzero((whose == person) & (examples.labels == k) & (examples.quality > 0))
            if len(mine) < _FEWEST:
                continue
            rng = np.random.default_rng(k)
            rounds = [rng.permutation(mine) for _ in range(-(-n // len(mine)))]
            order = np.concatenate(rounds)[:n]
            known = met_in_order(fusion, modality, examples, order, repertoire, file_s=EACH_S)
            orders.append(order)
            learnt.append(_right_and_misled(shown_alone(fusion, modality, examples.take(order), known)))
            emotions.append(k)
    if not orders:
        return None
    before = _right_and_misled(alone)[:, np.array(orders)]  # (2, streams, n)
    after, of = np.stack(learnt, axis=1), np.array(emotions)
    windows = []
    for start, end in WINDOWS_S:
        then = slice(round(start / EACH_S), round(end / EACH_S))
        windows.append(
            {
                "from_s": start,
                "to_s": end,
                "accuracy": {
                    "stranger": _mean(before[0, :, then], of),
                    "learnt": _mean(after[0, :, then], of),
                },
                "clear_and_wrong": {
                    "stranger": _mean(before[1, :, then], of),
                    "learnt": _mean(after[1, :, then], of),
                },
            }
        )
    last = slice(round(WINDOWS_S[-1][0] / EACH_S), n)
    return {
        "streams": len(orders),
        "windows": windows,
        "by_emotion_at_the_end": {
            EMOTIONS[k].value: {
                "stranger": float(before[0, of == k, last].mean()),
                "learnt": float(after[0, of == k, last].mean()),
            }
            for k in np.unique(of)
        },
    }


def _right_and_misled(shown: ShownAlone) -> FloatArray:
    """Whether each is right, and whether it is called clear and wrong, float64 (2, n)."""
    right = (shown.probabilities.argmax(axis=1) == shown.labels) & ~shown.silent
    return np.array([right, shown.clear & ~right], dtype=np.float64)


def _mean(of_streams: FloatArray, emotions: IntArray) -> float:
    return float(np.mean([of_streams[emotions == k].mean() for k in np.unique(emotions)]))
