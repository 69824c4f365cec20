"""Metrics and the result every ``attune evaluate`` writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from fusion.arrays import BoolArray, FloatArray, IntArray
from fusion.calibration import safe_log
from fusion.emotions import EMOTIONS
from fusion.errors import UserError

_CURVE_POINTS = 101


@dataclass(frozen=True)
class Predictions:
    """What a model said about a labelled set.

    Parameters
    ----------
    probabilities
        float64 (n, 7), calibrated, summing to 1.
    labels
        int (n,), indices into EMOTIONS.
    protocol
        Name of the corpus and split.
    unseen_speakers
        Whether no speaker (or person) of the set was trained or calibrated on; None where nobody can know.
    weights_sha256
        Digest of the weights file that answered.
    notes
        Sentences a reader of the figures must know.
    extra
        Further figures of the protocol, e.g. the corpus's own classes.
    silent
        bool (n,), where nothing was said, which is no right answer; None where there was always an answer.
    """

    probabilities: FloatArray
    labels: IntArray
    protocol: str
    unseen_speakers: bool | None
    weights_sha256: str
    notes: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    silent: BoolArray | None = None


@dataclass(frozen=True)
class Reliability:
    """How often answers of a given confidence are right, over equal-width bins of confidence.

    Parameters
    ----------
    count
        int (bins,), answers in each bin.
    confidence, accuracy
        float64 (bins,), their mean confidence and the share that is right, 0..1; NaN in an empty bin.
    """

    count: IntArray
    confidence: FloatArray
    accuracy: FloatArray

    @property
    def error(self) -> float:
        """Expected calibration error, 0..1: the mean gap, each bin weighing as much as it holds."""
        filled = self.count > 0
        gap = np.abs(self.confidence - self.accuracy)[filled]
        return float((gap * self.count[filled]).sum() / self.count.sum())


def reliability(confidence: npt.ArrayLike, correct: npt.ArrayLike, bins: int = 15) -> Reliability:
    """The reliability diagram of ``n`` answers.

    Source: Niculescu-Mizil & Caruana, ICML 2005; Guo et al., ICML 2017 (15 bins).
    """
    conf = np.asarray(confidence, dtype=np.float64)
    hit = np.asarray(correct, dtype=np.float64)
    which = np.minimum((conf * bins).astype(int), bins - 1)
    count = np.bincount(which, minlength=bins)
    with np.errstate(invalid="ignore"):
        return Reliability(
            count,
            np.bincount(which, conf, minlength=bins) / count,
            np.bincount(which, hit, minlength=bins) / count,
        )


def expected_calibration_error(confidence: npt.ArrayLike, correct: npt.ArrayLike, bins: int = 15) -> float:
    """Expected calibration error over equal-width bins of confidence, 0..1.

    Source: Naeini et al., AAAI 2015; Guo et al., ICML 2017 (15 bins).
    """
    return reliability(confidence, correct, bins).error


@dataclass(frozen=True)
class RiskCoverage:
    """The share of wrong answers when only the surest ones are given.

    Parameters
    ----------
    coverage
        float64 (n,), share of the examples answered: 1/n, 2/n, ... 1.
    risk
        float64 (n,), share of wrong answers among them.
    """

    coverage: FloatArray
    risk: FloatArray

    @property
    def area(self) -> float:
        """Area under the curve (AURC), 0..1: less is better."""
        return float(self.risk.mean())

    def thinned(self) -> dict[str, list[float]]:
        """A hundred and one points of the curve at most, ready for JSON."""
        at = np.linspace(0, len(self.risk) - 1, min(_CURVE_POINTS, len(self.risk))).astype(int)
        return {
            "coverage": [round(float(x), 4) for x in self.coverage[at]],
            "risk": [round(float(x), 4) for x in self.risk[at]],
        }

    def at(self, coverage: float) -> float:
        """Share of wrong answers when this share (0..1) of the examples is answered."""
        n = len(self.risk)
        return float(self.risk[min(n, max(1, int(coverage * n))) - 1])


def risk_coverage(confidence: npt.ArrayLike, correct: npt.ArrayLike) -> RiskCoverage:
    """The risk-coverage curve of ``n`` answers; equally sure ones share their hits, whatever their order.

    Source: Geifman, Uziel & El-Yaniv, "Bias-reduced uncertainty estimation", ICLR 2019.
    """
    conf = np.asarray(confidence, dtype=np.float64)
    wrong = 1 - np.asarray(correct, dtype=np.float64)
    _, group, size = np.unique(-conf, return_inverse=True, return_counts=True)
    shared = np.bincount(group, wrong) / size
    answered = np.arange(1, len(conf) + 1)
    return RiskCoverage(answered / len(conf), np.cumsum(np.repeat(shared, size)) / answered)


def recall_per_class(labels: IntArray, predicted: IntArray) -> dict[int, float]:
    """Share of each occurring class that was recognised."""
    return {int(c): float(np.mean(predicted[labels == c] == c)) for c in np.unique(labels)}


def confusion_matrix(labels: IntArray, predicted: IntArray, classes: int = len(EMOTIONS)) -> IntArray:
    """Counts (classes, classes): row = truth, column = answer."""
    matrix = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(matrix, (labels, predicted), 1)
    return matrix


def macro_f1(labels: IntArray, predicted: IntArray) -> float:
    """Mean F1 over the classes that occur in the labels."""
    scores = []
    for c in np.unique(labels):
        hits = np.sum((predicted == c) & (labels == c))
        scores.append(2 * hits / (np.sum(predicted == c) + np.sum(labels == c)))
    return float(np.mean(scores))


def restrict_to_classes(probabilities: FloatArray, classes: IntArray) -> tuple[FloatArray, float]:
    """Renormalise (n, 7) probabilities within ``classes``; also return the mean share that lay outside."""
    kept = np.zeros(probabilities.shape[1], dtype=bool)
    kept[classes] = True
    inside = np.where(kept, np.maximum(probabilities, 1e-12), 0.0)
    total = inside.sum(axis=1, keepdims=True)
    return inside / total, float(np.mean(np.maximum(1.0 - total, 0.0)))


def answers_and_confidence(
    probabilities: FloatArray, silent: BoolArray | None = None
) -> tuple[IntArray, FloatArray]:
    """The likeliest class of each row, int (n,), and how sure that is; -1 and 0 where nothing was said."""
    predicted, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    if silent is None:
        return predicted, confidence
    return np.where(silent, -1, predicted), np.where(silent, 0.0, confidence)


def confidence_and_hits(predictions: Predictions) -> tuple[FloatArray, BoolArray]:
    """How sure each answer was, float64 (n,) in 0..1, and whether it was right, bool (n,).

    Within the classes that occur in the labels, as in :func:`score`.
    """
    inside, _ = restrict_to_classes(predictions.probabilities, np.unique(predictions.labels))
    predicted, confidence = answers_and_confidence(inside, predictions.silent)
    return confidence, np.asarray(predicted == predictions.labels)


def answer_figures(labels: IntArray, predicted: IntArray) -> dict[str, Any]:
    """What can be said of answers alone: accuracy, ``uar`` (mean recall), macro F1, and recall by class."""
    recall = recall_per_class(labels, predicted)
    return {
        "accuracy": float(np.mean(predicted == labels)),
        "uar": float(np.mean(list(recall.values()))),
        "macro_f1": macro_f1(labels, predicted),
        "recall": recall,
    }


def probability_figures(
    probabilities: FloatArray, labels: IntArray, silent: BoolArray | None = None
) -> dict[str, Any]:
    """Every figure of probabilities (n, k) among all k classes; all tables are made of these.

    Parameters
    ----------
    silent
        bool (n,), where nothing was said: never right, and never sure.

    Returns
    -------
    dict
        Those of :func:`answer_figures` and ``n``, ``ece``, ``accuracy_most_confident_half``,
        ``risk_coverage_area`` and ``log_loss`` (nats).
    """
    predicted, confidence = answers_and_confidence(probabilities, silent)
    correct = predicted == labels
    surest = np.argsort(-confidence, kind="stable")[: max(1, len(labels) // 2)]
    return answer_figures(labels, predicted) | {
        "n": len(labels),
        "ece": expected_calibration_error(confidence, correct),
        "accuracy_most_confident_half": float(correct[surest].mean()),
        "risk_coverage_area": risk_coverage(confidence, correct).area,
        "log_loss": float(-safe_log(probabilities)[np.arange(len(labels)), labels].mean()),
    }


HEADLINE: tuple[str, ...] = ("n", "accuracy", "uar", "macro_f1", "ece", "accuracy_most_confident_half")
"""The figures of one row of a table."""


def headline(probabilities: FloatArray, labels: IntArray, names: Sequence[str] = HEADLINE) -> dict[str, Any]:
    """Some of the figures of :func:`score`, for answers whose protocol is told elsewhere."""
    figures = score(Predictions(probabilities, labels, "", None, ""))
    return {name: figures[name] for name in names}


def score(predictions: Predictions) -> dict[str, Any]:
    """Figures of one evaluation, ready for JSON.

    The classes compared are those that occur in the labels: probability outside them is set aside and the
    mean share of it reported as ``probability_set_aside``.

    Raises
    ------
    UserError
        If there is nothing to score.
    """
    labels = predictions.labels
    if len(labels) == 0:
        raise UserError(f"{predictions.protocol}: there is no labelled example to evaluate")
    classes = np.unique(labels)
    probabilities, set_aside = restrict_to_classes(predictions.probabilities, classes)
    figures = probability_figures(probabilities, labels, predictions.silent)
    said = np.ones(len(labels), dtype=bool) if predictions.silent is None else ~predictions.silent
    notes = list(predictions.notes)
    if len(classes) < len(EMOTIONS):
        absent = [e.value for i, e in enumerate(EMOTIONS) if i not in classes]
        notes.append(
            f"No example of {', '.join(absent)}: probability there ({set_aside:.1%} on average) is set aside."
        )
    if len(classes) == 1:
        notes.append("With one emotion alone no other answer is left: accuracy and recall tell nothing.")
    return {
        "protocol": predictions.protocol,
        **{name: figures[name] for name in (*HEADLINE, "risk_coverage_area")},
        "recall": {EMOTIONS[c].value: value for c, value in figures["recall"].items()},
        "confusion": confusion_matrix(labels[said], probabilities[said].argmax(axis=1)).tolist(),
        "probability_set_aside": set_aside,
        "unseen_speakers": predictions.unseen_speakers,
        "weights_sha256": predictions.weights_sha256,
        "notes": notes,
        **predictions.extra,
    }
