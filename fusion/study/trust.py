"""Which modality people trust for which emotion: what the votes of CREMA-D say of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fusion.arrays import FloatArray, IntArray
from fusion.calibration import log_softmax, safe_log

RESAMPLES = 200


def exponents_by_modality(
    voice: FloatArray, face: FloatArray, both: FloatArray, start: FloatArray | None = None
) -> FloatArray:
    """The product of experts (3, k) that comes nearest to the votes of those who heard and saw.

    ``log p[c] = a[c] log voice[c] + b[c] log face[c] + bias[c]``, renormalised; the rows are a, b and bias.
    Fitted by log-loss; the problem is convex, so that ``start`` only makes it faster.

    Parameters
    ----------
    voice, face, both
        (n, k) shares of the votes of people who heard, saw, or heard and saw each clip.
    """
    from scipy.optimize import minimize

    lv, lf = safe_log(voice), safe_log(face)
    n, k = lv.shape

    def loss_and_gradient(x: FloatArray) -> tuple[float, FloatArray]:
        a, b, bias = x.reshape(3, k)
        log_p = log_softmax(a * lv + b * lf + bias)
        error = np.exp(log_p) - both
        gradient = np.stack([(error * lv).sum(0), (error * lf).sum(0), error.sum(0)])
        return float(-(both * log_p).sum()) / n, gradient.ravel() / n

    first = np.repeat([[1.0], [1.0], [0.0]], k, axis=1) if start is None else start
    found: FloatArray = minimize(loss_and_gradient, first.ravel(), jac=True, method="L-BFGS-B").x
    return found.reshape(3, k)


def trust_by_emotion(
    voice: FloatArray,
    face: FloatArray,
    both: FloatArray,
    actor: IntArray,
    classes: Sequence[str],
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, Any]:
    """The exponents with 95 % intervals over resampled actors, and which modality counts more.

    Returns
    -------
    dict
        By emotion ``voice``, ``face`` and ``difference`` (face minus voice), each with ``value``, ``low`` and
        ``high``.
    """
    rng = np.random.default_rng(seed)
    people = np.unique(actor)
    clips = {person: np.flatnonzero(actor == person) for person in people}
    value = exponents_by_modality(voice, face, both)
    fits = []
    for _ in range(resamples):
        drawn = np.concatenate([clips[person] for person in rng.choice(people, len(people))])
        fits.append(exponents_by_modality(voice[drawn], face[drawn], both[drawn], value))
    resampled = np.stack(fits)

    def interval(point: float, sample: FloatArray) -> dict[str, float]:
        low, high = np.percentile(sample, [2.5, 97.5])
        return {"value": float(point), "low": float(low), "high": float(high)}

    return {
        name: {
            "voice": interval(value[0, c], resampled[:, 0, c]),
            "face": interval(value[1, c], resampled[:, 1, c]),
            "difference": interval(value[1, c] - value[0, c], resampled[:, 1, c] - resampled[:, 0, c]),
        }
        for c, name in enumerate(classes)
    }
