"""The product of experts: how what the voice says and what the face says become one answer."""

from __future__ import annotations

import numpy as np

from fusion.arrays import FloatArray
from fusion.calibration import log_softmax


def product_of_experts(
    log_voice: FloatArray,
    log_face: FloatArray,
    voice_weight: FloatArray,
    face_weight: FloatArray,
    doubt: float = 0.0,
) -> FloatArray:
    """Fused log-probabilities, float64 (n, k).

    With modality weights ``v, f`` in 0..1 (quality times freshness) and log-probabilities ``lv, lf``::

        score = v * lv + f * lf + v * f * (dv - lv + df - lf)
        dv, df = log((1 - doubt) * exp(lv) + doubt / k), likewise of lf

    so the answer is exactly that of one modality where the other's weight is 0. Nothing in it is learnt of
    single emotions: weights that were (a stacker, :mod:`fusion.study.stacking`) did better on the corpora
    that they were fitted to, by log-loss and ECE, and much worse on others (docs/results/fusion.md).

    Source: Hinton, "Products of experts", 1999; the doubt is Huber's contamination, "Robust estimation of a
    location parameter", 1964.

    Parameters
    ----------
    log_voice, log_face
        (n, k) log-probabilities.
    voice_weight, face_weight
        (n,) in 0..1.
    doubt
        0..1 and less than 1: the chance that what one modality reads is not the partner at all (the wrong
        face, another voice). It bounds how far either can overrule the other, so that where they contradict
        each other the answer is unsure, while agreement costs next to nothing.
    """
    v, f = voice_weight[:, None], face_weight[:, None]
    withheld = doubted(log_voice, doubt) - log_voice + doubted(log_face, doubt) - log_face
    return log_softmax(v * log_voice + f * log_face + v * f * withheld)


def doubted(log_p: FloatArray, doubt: float) -> FloatArray:
    """Log-probabilities (n, k) as they are where with this chance they are of somebody else."""
    if doubt == 0:
        return log_p
    result: FloatArray = np.log((1 - doubt) * np.exp(log_p) + doubt / log_p.shape[-1])
    return result
