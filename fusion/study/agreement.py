"""How far Attune and a person agree over a recording, by conventions that are named here.

Each is equal to one library's, which the tests hold it to; others differ on the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from fusion.arrays import AnyArray, BoolArray, FloatArray, IntArray
from fusion.errors import UserError
from fusion.study.metrics import answer_figures, answers_and_confidence, risk_coverage

CONVENTIONS: Mapping[str, str] = {
    "uar": "mean recall over the classes that occur in the person's labels, as scikit-learn's "
    "balanced_accuracy_score",
    "kappa": "Cohen's, unweighted, over the classes that either names, as scikit-learn's cohen_kappa_score",
    "ccc": "Lin's, with variances and covariance over n (not n - 1), as Lin 1989 and audmetric's "
    "concordance_cc; torchmetrics' ConcordanceCorrCoef has n - 1",
    "ece": "15 bins of equal width, each without its upper edge but the last, as torchmetrics' "
    "calibration_error with norm l1",
    "lag": "the shift of the person against Attune with the greatest kappa or CCC, of those up to 5 s in "
    "steps of the estimates; positive: the person is later; of equal ones the smallest",
}
"""What is meant by each figure."""

LONGEST_LAG_S = 5.0


def cohen_kappa(one: IntArray, other: IntArray) -> float | None:
    """Cohen's kappa of two raters' classes (n,), -1..1; None where both name the same single class.

    Source: Cohen, "A coefficient of agreement for nominal scales", Educ. Psychol. Meas. 20 (1960).
    """
    classes = np.union1d(one, other)
    by_chance = float(sum(np.mean(one == c) * np.mean(other == c) for c in classes))
    return None if by_chance == 1 else (float(np.mean(one == other)) - by_chance) / (1 - by_chance)


def concordance(one: FloatArray, other: FloatArray) -> float | None:
    """Lin's concordance correlation coefficient of two traces (n,), -1..1; None where both stand still alike.

    Source: Lin, "A concordance correlation coefficient to evaluate reproducibility", Biometrics 45 (1989).
    """
    spread = one.var() + other.var() + (one.mean() - other.mean()) ** 2
    if spread == 0:
        return None
    return float(2 * np.mean((one - one.mean()) * (other - other.mean())) / spread)


def agreement_on_emotions(
    said: IntArray,
    probabilities: FloatArray,
    silent: BoolArray,
    clear: BoolArray,
    tick_s: float,
) -> dict[str, Any]:
    """Figures of a person's labels against Attune's likeliest emotions, tick by tick.

    Parameters
    ----------
    said
        int (n,), what the person said at each tick, below 0 where nothing that can be compared.
    probabilities
        float64 (n, 7), fused.
    silent
        bool (n,), where nobody was read: never right.
    clear
        bool (n,), where the screen said something clear.
    tick_s
        Seconds between ticks.

    Raises
    ------
    UserError
        If no tick has both.
    """
    labelled = said >= 0
    if not labelled.any():
        raise UserError(
            "None of the labels names one of the seven emotions at a moment of the recording; check their "
            "times and words."
        )
    answers, confidence = answers_and_confidence(probabilities, silent)

    def kappa_at(shift: int) -> float | None:
        theirs, ours = shifted(said, answers, shift)
        both = theirs >= 0
        return cohen_kappa(theirs[both], ours[both]) if both.any() else None

    lag, kappa = best_lag(kappa_at, len(said), tick_s)
    curve = risk_coverage(confidence[labelled], answers[labelled] == said[labelled])
    surely = labelled & clear & ~silent
    return {
        "seconds": round(float(labelled.sum() * tick_s), 3),
        "kappa": kappa_at(0),
        **answer_figures(said[labelled], answers[labelled]),
        "best_lag_s": lag,
        "kappa_at_best_lag": kappa,
        "clear_share": float(np.mean(surely[labelled])),
        "accuracy_when_clear": float(np.mean(answers[surely] == said[surely])) if surely.any() else None,
        "risk_coverage_area": curve.area,
        "risk_coverage": curve.thinned(),
    }


def agreement_on_a_trace(theirs: FloatArray, ours: FloatArray, tick_s: float) -> dict[str, Any]:
    """CCC of a person's trace and Attune's (n,), NaN where there is none; and the lag that fits best.

    Raises
    ------
    UserError
        If fewer than two ticks have both.
    """

    def ccc_at(shift: int) -> float | None:
        a, b = shifted(theirs, ours, shift)
        both = np.isfinite(a) & np.isfinite(b)
        return concordance(a[both], b[both]) if both.sum() > 1 else None

    both = np.isfinite(theirs) & np.isfinite(ours)
    if both.sum() < 2:
        raise UserError("The trace and what was read have no stretch of time in common; check its times.")
    lag, ccc = best_lag(ccc_at, len(ours), tick_s)
    return {
        "seconds": round(float(both.sum() * tick_s), 3),
        "ccc": ccc_at(0),
        "best_lag_s": lag,
        "ccc_at_best_lag": ccc,
    }


def shifted(theirs: AnyArray, ours: AnyArray, shift: int) -> tuple[Any, Any]:
    """Both (n,), so that tick i of ours meets tick i + shift of theirs, without what meets none."""
    n = len(ours)
    return (theirs[shift:], ours[: n - shift]) if shift >= 0 else (theirs[:shift], ours[-shift:])


def best_lag(figure: Callable[[int], float | None], ticks: int, tick_s: float) -> tuple[float, float | None]:
    """The shift of so many ticks with the greatest figure, in seconds, and that; 0 where none has one."""
    most = min(round(LONGEST_LAG_S / tick_s), ticks - 1)
    found = [(value, shift) for shift in range(-most, most + 1) if (value := figure(shift)) is not None]
    if not found:
        return 0.0, None
    value, shift = max(found, key=lambda pair: (round(pair[0], 9), -abs(pair[1])))
    return round(shift * tick_s, 6), value
