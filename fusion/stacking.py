"""Stacking in log-probability space: the fitted part of late fusion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fusion.calibration import log_softmax, safe_log

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stacker:
    """Product of experts whose exponents are fitted where both modalities speak.

    With modality weights ``v, f`` in 0..1 (quality times freshness) and log-probabilities ``lv, lf``::

        score = v * lv + f * lf + v * f * (lv @ voice + lf @ face + bias)

    so the score is exactly that of one modality when the other's weight is 0, and a full logistic stacker
    when both are 1: row i, column j of ``voice`` says how far a voice that sounds like class i speaks for
    class j, beyond the plain product. All zeros is the plain product of experts.

    Source: Wolpert, "Stacked generalization", 1992; Hinton, "Products of experts", 2002.

    Parameters
    ----------
    voice, face
        float64 (k, k).
    bias
        float64 (k,).
    """

    voice: FloatArray
    face: FloatArray
    bias: FloatArray

    @staticmethod
    def plain(k: int) -> Stacker:
        """The plain product of experts over k classes."""
        return Stacker(np.zeros((k, k)), np.zeros((k, k)), np.zeros(k))

    def log_probabilities(
        self, log_voice: FloatArray, log_face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
    ) -> FloatArray:
        """Fused log-probabilities (n, k) of log-probabilities (n, k) and weights (n,)."""
        v, f = voice_weight[:, None], face_weight[:, None]
        joint = log_voice @ self.voice + log_face @ self.face + self.bias
        return log_softmax(v * log_voice + f * log_face + v * f * joint)

    def __call__(
        self, voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
    ) -> FloatArray:
        """Fused probabilities: a :class:`fusion.rules.Rule`."""
        result: FloatArray = np.exp(
            self.log_probabilities(safe_log(voice), safe_log(face), voice_weight, face_weight)
        )
        return result

    def to_json(self) -> dict[str, Any]:
        """Plain values for a card."""
        return {"voice": self.voice.tolist(), "face": self.face.tolist(), "bias": self.bias.tolist()}

    @staticmethod
    def from_json(data: dict[str, Any]) -> Stacker:
        """Read back what :meth:`to_json` wrote.

        Raises
        ------
        ValueError
            If the shapes do not fit together.
        """
        voice, face, bias = (np.asarray(data.get(k, ()), dtype=np.float64) for k in ("voice", "face", "bias"))
        k = len(bias)
        if k == 0 or voice.shape != (k, k) or face.shape != (k, k):
            raise ValueError(
                "a stacker needs two square matrices and a bias of the same size; the card has not"
            )
        return Stacker(voice, face, bias)


def fit_stacker(
    voice: FloatArray,
    face: FloatArray,
    targets: npt.ArrayLike,
    voice_weight: FloatArray,
    face_weight: FloatArray,
    penalty: float = 1.0,
) -> Stacker:
    """Fit a stacker by log-loss; the problem is convex.

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
    array = np.asarray(targets)
    target = np.eye(k)[array.astype(int)] if array.ndim == 1 else array.astype(np.float64)
    v, f = voice_weight[:, None], face_weight[:, None]
    base = v * lv + f * lf
    features = v * f * np.hstack([lv, lf, np.ones((n, 1))])

    def loss_and_gradient(x: FloatArray) -> tuple[float, FloatArray]:
        weights = x.reshape(2 * k + 1, k)
        log_p = log_softmax(np.asarray(base + features @ weights))
        error = np.exp(log_p) * target.sum(axis=1, keepdims=True) - target
        value = -(target * log_p).sum() + penalty * (weights**2).sum()
        gradient = features.T @ error + 2 * penalty * weights
        return float(value) / n, gradient.ravel() / n

    found = minimize(loss_and_gradient, np.zeros((2 * k + 1) * k), jac=True, method="L-BFGS-B")
    weights = found.x.reshape(2 * k + 1, k)
    return Stacker(weights[:k], weights[k : 2 * k], weights[2 * k])
