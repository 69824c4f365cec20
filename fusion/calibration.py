"""Calibration of one modality: make 70 % mean 70 %."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fusion.arrays import FloatArray, TextArray

_SMALLEST = 1e-8
_FEWEST_EXAMPLES_PER_CLASS = 5
_PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
_AS_GOOD = 1.005
_FOLDS = 3


def log_softmax(scores: FloatArray) -> FloatArray:
    """Log of the softmax over the last axis, without overflow."""
    # Of ufuncs, not of arrays: rows are short, and Python's way to the sum is longer than the sum.
    shifted = scores - np.maximum.reduce(scores, axis=-1, keepdims=True)
    result: FloatArray = shifted - np.log(np.add.reduce(np.exp(shifted), axis=-1, keepdims=True))
    return result


def safe_log(probabilities: npt.ArrayLike) -> FloatArray:
    """Natural logarithm with probabilities held above 1e-8, so that no class is ever impossible."""
    result: FloatArray = np.log(np.maximum(np.asarray(probabilities, dtype=np.float64), _SMALLEST))
    return result


class Calibration(ABC):
    """Turns a model's log-probabilities into probabilities that hold."""

    def apply(self, log_probabilities: npt.ArrayLike) -> FloatArray:
        """Calibrated probabilities of log-probabilities (n, k) or (k,); same shape, summing to 1."""
        result: FloatArray = np.exp(log_softmax(self._scores(np.asarray(log_probabilities, np.float64))))
        return result

    @abstractmethod
    def _scores(self, log_p: FloatArray) -> FloatArray:
        """What the softmax is taken of; same shape."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """Plain values for a card."""


@dataclass(frozen=True)
class VectorScaling(Calibration):
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
    def identity(k: int) -> VectorScaling:
        """The calibration that changes nothing."""
        return VectorScaling(np.ones(k), np.zeros(k))

    def _scores(self, log_p: FloatArray) -> FloatArray:
        return self.scale * log_p + self.bias

    def to_json(self) -> dict[str, Any]:
        """Plain values for a weights' card."""
        return {"method": "vector scaling", "scale": self.scale.tolist(), "bias": self.bias.tolist()}

    @staticmethod
    def from_json(data: dict[str, Any]) -> VectorScaling:
        """Read back what :meth:`to_json` wrote.

        Raises
        ------
        ValueError
            If scale and bias are not two lists of the same length.
        """
        scale, bias = _arrays(data, "scale", "bias")
        if scale.ndim != 1 or len(scale) == 0 or bias.shape != scale.shape:
            raise ValueError("a calibration needs one scale and one bias for each class; the card has others")
        return VectorScaling(scale, bias)


@dataclass(frozen=True)
class MatrixScaling(Calibration):
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

    def _scores(self, log_p: FloatArray) -> FloatArray:
        return np.asarray(log_p @ self.matrix + self.bias)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a card."""
        return {"method": "matrix scaling", "matrix": self.matrix.tolist(), "bias": self.bias.tolist()}

    @staticmethod
    def from_json(data: dict[str, Any]) -> MatrixScaling:
        """Read back what :meth:`to_json` wrote.

        Raises
        ------
        ValueError
            If the matrix is not square or the bias has another length.
        """
        matrix, bias = _arrays(data, "matrix", "bias")
        k = bias.size
        if bias.shape != (k,) or matrix.shape != (k, k):
            raise ValueError(
                "a calibration needs a square matrix and a bias of its size; the card has others"
            )
        return MatrixScaling(matrix, bias)


def _arrays(data: dict[str, Any], *names: str) -> list[FloatArray]:
    return [np.asarray(data.get(name, ()), dtype=np.float64) for name in names]


def calibration_from_json(data: dict[str, Any]) -> Calibration:
    """Read back what the ``to_json`` of either kind wrote; raises ValueError as they do."""
    return MatrixScaling.from_json(data) if "matrix" in data else VectorScaling.from_json(data)


class ChosenCalibration(NamedTuple):
    """What :func:`fit_calibration` chose.

    Parameters
    ----------
    calibration
        Fitted to all examples.
    kind
        ``identity``, ``temperature``, ``vector`` or ``matrix``.
    log_loss
        Mean over the examples while left out of the fit, nats; NaN where nothing was chosen: there were too
        few examples, or the kind was given.
    """

    calibration: Calibration
    kind: str
    log_loss: float


def fit_calibration(
    log_probabilities: npt.ArrayLike,
    targets: npt.ArrayLike,
    groups: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    kind: str | None = None,
) -> ChosenCalibration:
    """Fit the calibration that has the least log-loss on groups left out, of four kinds: identity to matrix.

    Of kinds within half a per cent of the least the simplest is taken.

    Parameters
    ----------
    log_probabilities, targets, weight
        As for :func:`fit_vector_scaling`.
    groups
        (n,), for instance the speaker: no group is in both parts of a fold.
    kind
        Fit this kind and choose none.

    Returns
    -------
    ChosenCalibration
        The identity where there are fewer than five times as many examples as classes.
    """
    log_p, group = np.asarray(log_probabilities, dtype=np.float64), np.asarray(groups)
    target, w = soft_targets(targets, log_p), _as_weight(weight, log_p)
    k = log_p.shape[1]
    if len(log_p) < _FEWEST_EXAMPLES_PER_CLASS * k:
        return ChosenCalibration(VectorScaling.identity(k), "identity", float("nan"))
    if kind is not None:
        return ChosenCalibration(_KINDS[kind](log_p, target, w), kind, float("nan"))
    people = np.unique(group)
    loss = dict.fromkeys(_KINDS, 0.0)
    for fold in range(_FOLDS):
        out = np.isin(group, people[fold::_FOLDS])
        for kind, fit in _KINDS.items():
            scores = safe_log(fit(log_p[~out], target[~out], w[~out]).apply(log_p[out]))
            loss[kind] -= float((target[out] * log_softmax(w[out, None] * scores)).sum() / target.sum())
    best = next(kind for kind in _KINDS if loss[kind] <= _AS_GOOD * min(loss.values()))
    return ChosenCalibration(_KINDS[best](log_p, target, w), best, loss[best])


def fit_temperature(
    log_probabilities: npt.ArrayLike, targets: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> VectorScaling:
    """Fit one temperature by log-loss; see :func:`fit_vector_scaling` for the parameters."""
    from scipy.optimize import minimize

    log_p = np.asarray(log_probabilities, dtype=np.float64)
    target = soft_targets(targets, log_p)
    k = log_p.shape[1]
    if len(log_p) < _FEWEST_EXAMPLES_PER_CLASS * k:
        return VectorScaling.identity(k)
    weighted = _as_weight(weight, log_p)[:, None] * log_p

    total = target.sum()

    def loss_and_gradient(x: FloatArray) -> tuple[float, FloatArray]:
        scale = np.exp(x[0])
        loss, error = loss_and_error(scale * weighted, target)
        return float(loss / total), np.array([scale * (error * weighted).sum() / total])

    found = minimize(loss_and_gradient, np.zeros(1), jac=True, method="L-BFGS-B", bounds=[(-4.0, 4.0)])
    return VectorScaling(np.full(k, float(np.exp(found.x[0]))), np.zeros(k))


def fit_vector_scaling(
    log_probabilities: npt.ArrayLike,
    targets: npt.ArrayLike,
    penalty: float = 1.0,
    weight: npt.ArrayLike | None = None,
) -> VectorScaling:
    """Fit a class-wise calibration by log-loss, drawn softly towards the best single temperature.

    Parameters
    ----------
    log_probabilities
        (n, k) of examples that the model was neither trained nor will be tested on.
    targets
        (n,) integer classes, or (n, k) soft targets: each row sums to 1, or to what the example counts for.
    penalty
        Strength of the pull, in units of examples: log-loss summed over the examples plus
        ``penalty * (|scale - temperature scale|^2 + |bias|^2)``.
    weight
        (n,) how far each example's input can be trusted, 0..1: the calibrated scores are to be right once
        multiplied by it. Ones if None.

    Returns
    -------
    VectorScaling
        The identity where there are fewer than five times as many examples as classes.

    Raises
    ------
    ValueError
        If there are not as many targets as log-probabilities, or those are not (n, k).
    """
    log_p = np.asarray(log_probabilities, dtype=np.float64)
    k = log_p.shape[1]
    free = np.vstack([np.eye(k), np.ones(k)])
    found = _fit_linear(log_p, targets, penalty, weight, free)
    return VectorScaling(np.diag(found[:k]).copy(), found[k])


def fit_across_groups(log_probabilities: FloatArray, targets: FloatArray, groups: TextArray) -> VectorScaling:
    """Class-wise calibration, drawn to a single temperature as strongly as suits groups left out.

    A handful of speakers tell little about each class: the strength is the one under which a calibration
    fitted without a speaker gives that speaker the best log-loss, over all of them.

    Parameters
    ----------
    log_probabilities
        float64 (n, k).
    targets
        float64 (n, k), each row one class times the example's weight.
    groups
        (n,), for instance who speaks.
    """

    def loss_left_out(penalty: float) -> float:
        total = 0.0
        for group in np.unique(groups):
            out = groups == group
            fitted = fit_vector_scaling(log_probabilities[~out], targets[~out], penalty)
            total -= float((targets[out] * safe_log(fitted.apply(log_probabilities[out]))).sum())
        return total

    # Where none is better, as with one group alone, the strongest.
    best = min(reversed(_PENALTIES), key=loss_left_out)
    return fit_vector_scaling(log_probabilities, targets, best)


def fit_matrix_scaling(
    log_probabilities: npt.ArrayLike,
    targets: npt.ArrayLike,
    penalty: float = 1.0,
    weight: npt.ArrayLike | None = None,
) -> MatrixScaling:
    """Fit a full matrix by log-loss, drawn softly towards the best single temperature.

    Parameters as for :func:`fit_vector_scaling`.
    """
    log_p = np.asarray(log_probabilities, dtype=np.float64)
    k = log_p.shape[1]
    found = _fit_linear(log_p, targets, penalty, weight, np.ones((k + 1, k)))
    return MatrixScaling(found[:k], found[k])


_Fit = Callable[[FloatArray, FloatArray, FloatArray], Calibration]
_KINDS: Mapping[str, _Fit] = {
    "identity": lambda log_p, target, weight: VectorScaling.identity(log_p.shape[1]),
    "temperature": fit_temperature,
    "vector": lambda log_p, target, weight: fit_vector_scaling(log_p, target, weight=weight),
    "matrix": lambda log_p, target, weight: fit_matrix_scaling(log_p, target, weight=weight),
}
"""The kinds of calibration, simplest first."""


def _fit_linear(
    log_p: FloatArray,
    targets: npt.ArrayLike,
    penalty: float,
    weight: npt.ArrayLike | None,
    free: FloatArray,
) -> FloatArray:
    """Matrix with bias below, (k + 1, k), fitted where ``free`` is 1 and a single temperature elsewhere."""
    from scipy.optimize import minimize

    target, w = soft_targets(targets, log_p), _as_weight(weight, log_p)[:, None]
    k = log_p.shape[1]
    centre = np.vstack([np.diag(fit_temperature(log_p, target, w[:, 0]).scale), np.zeros(k)])
    if len(log_p) < _FEWEST_EXAMPLES_PER_CLASS * k:
        return centre
    features = np.hstack([w * log_p, w])
    total = target.sum()

    def loss_and_gradient(x: FloatArray) -> tuple[float, FloatArray]:
        weights = x.reshape(k + 1, k)
        loss, error = loss_and_error(np.asarray(features @ weights), target)
        pull = weights - centre
        value = loss + penalty * (pull**2).sum()
        return float(value / total), ((features.T @ error + 2 * penalty * pull) * free).ravel() / total

    found = minimize(loss_and_gradient, centre.ravel(), jac=True, method="L-BFGS-B")
    result: FloatArray = found.x.reshape(k + 1, k)
    return result


def loss_and_error(scores: FloatArray, targets: FloatArray) -> tuple[np.float64, FloatArray]:
    """Log-loss of ``softmax(scores)``, summed, and its derivative by the scores; both arrays (n, k)."""
    log_q = log_softmax(scores)
    error: FloatArray = np.exp(log_q) * targets.sum(axis=1, keepdims=True) - targets
    return -(targets * log_q).sum(), error


def _as_weight(weight: npt.ArrayLike | None, log_p: FloatArray) -> FloatArray:
    return np.ones(len(log_p)) if weight is None else np.asarray(weight, dtype=np.float64)


def soft_targets(targets: npt.ArrayLike, log_p: FloatArray) -> FloatArray:
    """Targets (n, k) of what may be classes (n,).

    Raises
    ------
    ValueError
        If there are not as many as log-probabilities (n, k).
    """
    array = np.asarray(targets)
    if log_p.ndim != 2 or len(array) != len(log_p):
        raise ValueError(
            f"calibration needs (n, k) log-probabilities and n targets, got {log_p.shape} and {array.shape}"
        )
    if array.ndim == 1:
        result: FloatArray = np.eye(log_p.shape[1])[array.astype(int)]
        return result
    return array.astype(np.float64)
