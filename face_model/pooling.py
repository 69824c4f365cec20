"""What was seen of one face over about a second, put together into evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from face_model.reading import Look
from fusion.calibration import log_softmax
from fusion.evidence import Evidence, Modality
from fusion.second_opinion import NAME as AGREEMENT

POOL_S = 1.0
"""Evidence rests on the partner's face over this long."""

_LEAST_WEIGHT = 1e-3


def pooled(looks: Sequence[Look], trust: npt.ArrayLike | None = None) -> Evidence:
    """The evidence of some looks: mean log-probability, each look weighing as much as its quality.

    Parameters
    ----------
    looks
        At least one, in the order of time.
    trust
        (n,), further weights of the looks; all the same unless given.
    """
    names = tuple(looks[-1].quality.parts)
    parts = np.array([list(seen.quality.parts.values()) for seen in looks])
    qualities = parts.prod(axis=1)
    weights = np.maximum(qualities, _LEAST_WEIGHT)
    if trust is not None:
        weights = weights * np.asarray(trust, dtype=np.float64)
    weights /= weights.sum()
    log_p = weights @ np.array([seen.log_p for seen in looks])
    told = dict(zip(names, weights @ parts, strict=True))
    told[AGREEMENT] = weights @ [seen.agreement for seen in looks]
    return Evidence(
        Modality.FACE,
        looks[0].t,
        looks[-1].t,
        np.exp(log_softmax(log_p)),
        min(float(weights @ qualities), 1.0),
        {name: min(float(value), 1.0) for name, value in told.items()},
    )
