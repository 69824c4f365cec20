"""Calibration of one modality: make 70 % mean 70 %."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_SMALLEST = 1e-8
_FEWEST_EXAMPLES_PER_CLASS = 5


def log_softmax(scores: FloatArray) -> FloatArray:
    """Log of the softmax over the last axis, without overflow."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: FloatArray = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def safe_log(probabilities: npt.ArrayLike) -> FloatArray:
    """Natural logarithm with probabilities held above 1e-8, so that no class is ever impossible."""
    result: FloatArray = np.log(np.maximum(np.asarray(probabilities, dtype=np.float64), _SMALLEST))
    return result


@dataclass(frozen=True)
class VectorScaling:
    """Class-wise calibration ``softmax(scale * log p + bias)``.

    Temperature scaling is the case of one shared scale (1 / T) and no bias; the identity is scale 1, bias 0.
    Source: Guo et al., "On calibration of modern neural networks", ICML 2017.

    Parameters
    ----------
    scale, bias
        float64 (k,), one value per class: k = 7 emotions in Attune, other numbers in studies.
    """

    scale: FloatArray
    bias: FloatArray

    @staticmethod
    def identity(k: int = 7) -> VectorScaling:
        """The calibration that changes nothing."""
        return VectorScaling(np.ones(k), np.zeros(k))

    def apply(self, log_probabilities: npt.ArrayLike) -> FloatArray:
        """Calibrated probabilities of log-probabilities (n, k) or (k,); same shape, summing to 1."""
        log_p = np.asarray(log_probabilities, dtype=np.float64)
        result: FloatArray = np.exp(log_softmax(self.scale * log_p + self.bias))
        return result

    def to_json(self) -> dict[str, Any]:
        """Plain values for a weights' card."""
        return {
            "method": "vector scaling",
            "scale": [float(x) for x in self.scale],
            "bias": [float(x) for x in self.bias],
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> VectorScaling:
        """Read back what :meth:`to_json` wrote.

        Raises
        ------
        ValueError
            If scale and bias are not two lists of the same length.
        """
        scale = np.asarray(data.get("scale", ()), dtype=np.float64)
        bias = np.asarray(data.get("bias", ()), dtype=np.float64)
        if scale.ndim != 1 or len(scale) == 0 or bias.shape != scale.shape:
            raise ValueError("a calibration needs one scale and one bias for each class; the card has others")
        return VectorScaling(scale, bias)


@dataclass(frozen=True)
class MatrixScaling:
    """Calibration ``softmax(log p @ matrix + bias)``: one class's score may speak for another.

    Source: Guo et al., ICML 2017 (matrix scaling); on log-probabilities it is Dirichlet calibration, Kull et
    al., NeurIPS 2019.

    Parameters
    ----------
    matrix
        float64 (k, k).
    bias
        float64 (k,).
    """

    matrix: FloatArray
    bias: FloatArray

    def apply(self, log_probabilities: npt.ArrayLike) -> FloatArray:
        """Calibrated probabilities of log-probabilities (n, k) or (k,); same shape, summing to 1."""
        log_p = np.asarray(log_probabilities, dtype=np.float64)
        result: FloatArray = np.exp(log_softmax(np.asarray(log_p @ self.matrix + self.bias)))
        return result


Calibration = VectorScaling | MatrixScaling


def fit_calibration(
    log_probabilities: npt.ArrayLike, targets: npt.ArrayLike, groups: npt.ArrayLike, folds: int = 3
) -> tuple[Calibration, str]:
    """Fit the calibration that has the least log-loss on groups left out, of four kinds: identity to matrix.

    Parameters
    ----------
    log_probabilities, targets
        As for :func:`fit_vector_scaling`.
    groups
        (n,), for instance the speaker: no group is in both parts of a fold.

    Returns
    -------
    calibration, name
        The identity where there are fewer than five examples for each class.
    """
    log_p, group = np.asarray(log_probabilities, dtype=np.float64), np.asarray(groups)
    target = _as_soft_targets(targets, log_p)
    k = log_p.shape[1]
    if len(log_p) < _FEWEST_EXAMPLES_PER_CLASS * k:
        return VectorScaling.identity(k), "identity"
    fits: dict[str, Callable[[FloatArray, FloatArray], Calibration]] = {
        "identity": lambda p, y: VectorScaling.identity(k),
        "temperature": fit_temperature,
        "vector": fit_vector_scaling,
        "matrix": fit_matrix_scaling,
    }
    people = np.unique(group)
    loss = dict.fromkeys(fits, 0.0)
    for fold in range(folds):
        out = np.isin(group, people[fold::folds])
        for name, fit in fits.items():
            answers = fit(log_p[~out], target[~out]).apply(log_p[out])
            loss[name] -= float((target[out] * safe_log(answers)).sum())
    best = min(loss, key=lambda name: loss[name])
    return fits[best](log_p, target), best


def fit_matrix_scaling(
    log_probabilities: npt.ArrayLike, targets: npt.ArrayLike, penalty: float = 1.0
) -> MatrixScaling:
    """Fit a full matrix by log-loss, drawn softly towards the best single temperature.

    Parameters as for :func:`fit_vector_scaling`.
    """
    from scipy.optimize import minimize

    log_p = np.asarray(log_probabilities, dtype=np.float64)
    target = _as_soft_targets(targets, log_p)
    n, k = log_p.shape
    centre = np.vstack([np.diag(fit_temperature(log_p, target).scale), np.zeros(k)])
    features = np.hstack([log_p, np.ones((n, 1))])

    def loss_and_gradient(x: FloatArray) -> tuple[float, FloatArray]:
        weights = x.reshape(k + 1, k)
        log_q = log_softmax(np.asarray(features @ weights))
        error = np.exp(log_q) * target.sum(axis=1, keepdims=True) - target
        pull = weights - centre
        value = -(target * log_q).sum() + penalty * (pull**2).sum()
        return float(value) / n, (features.T @ error + 2 * penalty * pull).ravel() / n

    found = minimize(loss_and_gradient, centre.ravel(), jac=True, method="L-BFGS-B")
    weights = found.x.reshape(k + 1, k)
    return MatrixScaling(weights[:k], weights[k])


def fit_temperature(log_probabilities: npt.ArrayLike, targets: npt.ArrayLike) -> VectorScaling:
    """Fit one temperature by log-loss; see :func:`fit_vector_scaling` for the parameters."""
    return _fit(log_probabilities, targets, classwise=False, penalty=0.0)


def fit_vector_scaling(
    log_probabilities: npt.ArrayLike, targets: npt.ArrayLike, penalty: float = 1.0
) -> VectorScaling:
    """Fit a class-wise calibration by log-loss, drawn softly towards the best single temperature.

    Parameters
    ----------
    log_probabilities
        (n, k) of examples that the model was neither trained nor will be tested on.
    targets
        (n,) integer classes, or (n, k) soft targets summing to 1.
    penalty
        Strength of the pull, in units of examples: log-loss summed over the examples plus
        ``penalty * (|scale - temperature scale|^2 + |bias|^2)``.

    Returns
    -------
    VectorScaling
        The identity where there are fewer than five examples for each class.
    """
    return _fit(log_probabilities, targets, classwise=True, penalty=penalty)


def _fit(
    log_probabilities: npt.ArrayLike, targets: npt.ArrayLike, *, classwise: bool, penalty: float
) -> VectorScaling:
    from scipy.optimize import minimize

    log_p = np.asarray(log_probabilities, dtype=np.float64)
    target = _as_soft_targets(targets, log_p)
    k = log_p.shape[1]
    if len(log_p) < _FEWEST_EXAMPLES_PER_CLASS * k:
        return VectorScaling.identity(k)

    def temperature_loss(x: FloatArray) -> float:
        return float(-(target * log_softmax(np.exp(x[0]) * log_p)).sum() / len(log_p))

    best = minimize(temperature_loss, np.zeros(1), method="L-BFGS-B", bounds=[(-4.0, 4.0)])
    shared = float(np.exp(best.x[0]))
    if not classwise:
        return VectorScaling(np.full(k, shared), np.zeros(k))

    def loss_and_gradient(x: FloatArray) -> tuple[float, FloatArray]:
        scale, bias = x[:k], x[k:]
        log_q = log_softmax(scale * log_p + bias)
        error = np.exp(log_q) * target.sum(axis=1, keepdims=True) - target
        pull = np.concatenate([scale - shared, bias])
        value = -(target * log_q).sum() + penalty * (pull**2).sum()
        gradient = np.concatenate([(error * log_p).sum(axis=0), error.sum(axis=0)]) + 2 * penalty * pull
        return float(value) / len(log_p), gradient / len(log_p)

    start = np.concatenate([np.full(k, shared), np.zeros(k)])
    bounds = [(1e-2, 50.0)] * k + [(-10.0, 10.0)] * k
    found = minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return VectorScaling(found.x[:k], found.x[k:])


def _as_soft_targets(targets: npt.ArrayLike, log_p: FloatArray) -> FloatArray:
    array = np.asarray(targets)
    if log_p.ndim != 2 or len(array) != len(log_p):
        raise ValueError(
            f"calibration needs (n, k) log-probabilities and n targets, got {log_p.shape} and {array.shape}"
        )
    if array.ndim == 1:
        result: FloatArray = np.eye(log_p.shape[1])[array.astype(int)]
        return result
    return array.astype(np.float64)
