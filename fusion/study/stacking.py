"""Stacking in log-probability space: a product of experts with weights fitted to single classes.

Compared and not used: what it learns of the corpora at home misleads about people never met.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fusion.arrays import FloatArray
from fusion.calibration import log_softmax, loss_and_error, safe_log, soft_targets
from fusion.product import doubted


@dataclass(frozen=True)
class Stacker:
    """Product of experts whose exponents are fitted where both modalities speak.

    With modality weights ``v, f`` in 0..1 (quality times freshness) and log-probabilities ``lv, lf``::

        score = v * lv + f * lf + v * f * (dv - lv + df - lf + dv @ voice + df @ face + bias)
        dv, df = log((1 - doubt) * exp(lv) + doubt / k), likewise of lf

    so the score is exactly that of one modality when the other's weight is 0, and a full logistic stacker
    when both are 1: row i, column j of ``voice`` says how far a voice that sounds like class i speaks for
    class j, beyond the plain product. All zeros is the plain product of experts.

    The doubt is that of :func:`fusion.product.product_of_experts`.

    Source: Wolpert, "Stacked generalization", 1992.

    Parameters
    ----------
    voice, face
        float64 (k, k).
    bias
        float64 (k,).
    doubt
        0..1.
    """

    voice: FloatArray
    face: FloatArray
    bias: FloatArray
    doubt: float = 0.0

    def __call__(
        self, voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
    ) -> FloatArray:
        """Fused probabilities: a :class:`fusion.study.rules.Rule`."""
        base, told = _terms(safe_log(voice), safe_log(face), voice_weight, face_weight, self.doubt)
        result: FloatArray = np.exp(log_softmax(base + told @ np.vstack([self.voice, self.face, self.bias])))
        return result


def fit_stacker(
    voice: FloatArray,
    face: FloatArray,
    targets: npt.ArrayLike,
    voice_weight: FloatArray,
    face_weight: FloatArray,
    penalty: float = 1.0,
    doubt: float = 0.0,
) -> Stacker:
    """Fit a stacker of a given doubt by log-loss; the problem is convex.

    Parameters
    ----------
    voice, face
        (n, k) probabilities of held-out examples.
    targets
        (n,) classes or (n, k) soft targets.
    voice_weight, face_weight
        (n,) in 0..1.
    penalty
        Pull towards the plain product, in units of examples.
    """
    from scipy.optimize import minimize

    lv, lf = safe_log(voice), safe_log(face)
    n, k = lv.shape
    target = soft_targets(targets, lv)
    base, features = _terms(lv, lf, voice_weight, face_weight, doubt)

    def loss_and_gradient(x: FloatArray) -> tuple[float, FloatArray]:
        weights = x.reshape(2 * k + 1, k)
        loss, error = loss_and_error(np.asarray(base + features @ weights), target)
        value = loss + penalty * (weights**2).sum()
        gradient = features.T @ error + 2 * penalty * weights
        return float(value) / n, gradient.ravel() / n

    found = minimize(loss_and_gradient, np.zeros((2 * k + 1) * k), jac=True, method="L-BFGS-B")
    weights = found.x.reshape(2 * k + 1, k)
    return Stacker(weights[:k], weights[k : 2 * k], weights[2 * k], doubt)


def _terms(
    log_voice: FloatArray,
    log_face: FloatArray,
    voice_weight: FloatArray,
    face_weight: FloatArray,
    doubt: float,
) -> tuple[FloatArray, FloatArray]:
    """What of the score is given (n, k), and what is to be multiplied by the fitted weights (n, 2 k + 1)."""
    v, f = voice_weight[:, None], face_weight[:, None]
    doubted_voice, doubted_face = doubted(log_voice, doubt), doubted(log_face, doubt)
    withheld = doubted_voice - log_voice + doubted_face - log_face
    base: FloatArray = v * log_voice + f * log_face + v * f * withheld
    told = np.concatenate([doubted_voice, doubted_face, np.ones((len(log_voice), 1))], axis=1)
    features: FloatArray = v * f * told
    return base, features
