"""What the window would show of one modality alone, and how often that would mislead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fusion.arrays import BoolArray, FloatArray, IntArray
from fusion.baseline import PersonalBaseline
from fusion.emotions import EMOTIONS
from fusion.evidence import Modality, State
from fusion.late_fusion import CARD, LateFusion
from fusion.stored_model import read_fitted
from fusion.study.examples import Examples
from fusion.study.metrics import (
    HEADLINE,
    RiskCoverage,
    answers_and_confidence,
    probability_figures,
    restrict_to_classes,
    risk_coverage,
)

CLEARLY = ("called_clear", "right_when_clear", "clear_and_wrong")
"""Share of all examples that are called clear; of these the share that is right (None of none); and share of
all that are called clear and are wrong: what would mislead."""


@dataclass(frozen=True)
class ShownAlone:
    """What is shown of examples of which one modality speaks.

    Parameters
    ----------
    probabilities
        float64 (n, 7); uniform where nothing is said.
    clear
        bool (n,), called clear.
    silent
        bool (n,), no signal: no face found, or no speech heard.
    labels
        int64 (n,), places in EMOTIONS.
    """

    probabilities: FloatArray
    clear: BoolArray
    silent: BoolArray
    labels: IntArray

    def figures(self) -> dict[str, Any]:
        """The figures of one row, ready for JSON; where nothing is said, that is no right answer.

        Those of :data:`fusion.study.metrics.HEADLINE` are over the classes that occur in the labels;
        ``among_all_seven`` has those of all answers, as shown; then :data:`CLEARLY` and ``nothing_said``.
        """
        inside, _ = restrict_to_classes(self.probabilities, np.unique(self.labels))
        shared = probability_figures(inside, self.labels, self.silent)
        every = probability_figures(self.probabilities, self.labels, self.silent)
        answers, _ = answers_and_confidence(self.probabilities, self.silent)
        right = answers == self.labels
        return {
            **{name: shared[name] for name in HEADLINE},
            "among_all_seven": {
                **{name: every[name] for name in ("accuracy", "uar", "ece", "risk_coverage_area")},
                "recall": {EMOTIONS[c].value: value for c, value in every["recall"].items()},
            },
            "called_clear": float(self.clear.mean()),
            "right_when_clear": float(right[self.clear].mean()) if self.clear.any() else None,
            "clear_and_wrong": float((self.clear & ~right).mean()),
            "nothing_said": float(self.silent.mean()),
        }

    def risk_coverage(self) -> RiskCoverage:
        """The curve over all seven answers."""
        answers, confidence = answers_and_confidence(self.probabilities, self.silent)
        return risk_coverage(confidence, answers == self.labels)


def shown_alone(
    fusion: LateFusion,
    modality: Modality,
    examples: Examples,
    baselines: Sequence[PersonalBaseline | None] | None = None,
) -> ShownAlone:
    """What the fusion makes of each example, just heard or seen, the other modality being silent.

    Parameters
    ----------
    examples
        As the modality's model calibrates them, with the quality reported live.
    baselines
        Whose usual ways are allowed for in each; nobody's unless given.
    """
    known = baselines or [None] * len(examples.labels)
    estimates = [
        replace(fusion, baseline=baseline).estimate([examples.evidence(i, modality, 0.0, 1.0)], at=1.0)
        for i, baseline in enumerate(known)
    ]
    return ShownAlone(
        np.array([e.probabilities for e in estimates]).reshape(-1, len(EMOTIONS)),
        np.array([e.state is State.CLEAR for e in estimates], dtype=np.bool_),
        np.array([e.state is State.NO_SIGNAL for e in estimates], dtype=np.bool_),
        examples.labels,
    )


def fusion_fitted_to(modality: Modality, weights_sha256: str) -> LateFusion | None:
    """The shipped fusion; None for weights that it was not fitted to, of which nothing is shown."""
    fitted_to = read_fitted(CARD, lambda card: card.get("weights_sha256", {}).get(modality.value))
    return LateFusion.shipped() if fitted_to == weights_sha256 else None
