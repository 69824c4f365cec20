"""What one modality said of labelled examples: the ground on which the fusion is fitted and tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from fusion.arrays import FloatArray, IntArray
from fusion.emotions import EMOTIONS
from fusion.evidence import Evidence, Modality
from fusion.familiarity import NAME as FAMILIAR
from fusion.second_opinion import NAME as AGREEMENT
from fusion.second_opinion import limited


@dataclass(frozen=True)
class Examples:
    """What one modality said about labelled examples.

    Parameters
    ----------
    probabilities
        (n, 7), calibrated.
    quality
        (n,) in 0..1; 0 where the modality said nothing (its row is then uniform).
    labels
        (n,), places in EMOTIONS.
    examples
        (n,) which clip or picture each row is; numbered in their order if not given.
    familiar
        (n,) in 0..1, the part of the quality that says how like those trained on they are; ones if not given.
    agreement
        (n,) in 0..1, how probable a second opinion lets each answer be called at most; ones if not given.
    """

    probabilities: FloatArray
    quality: FloatArray
    labels: IntArray
    examples: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    familiar: FloatArray = field(default_factory=lambda: np.zeros(0))
    agreement: FloatArray = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        if len(self.examples) != len(self.labels):
            object.__setattr__(self, "examples", np.arange(len(self.labels)))
        if len(self.familiar) != len(self.labels):
            object.__setattr__(self, "familiar", np.ones(len(self.labels)))
        if len(self.agreement) != len(self.labels):
            object.__setattr__(self, "agreement", np.ones(len(self.labels)))

    def take(self, indices: IntArray) -> Examples:
        """The examples at ``indices``, in that order."""
        return Examples(
            self.probabilities[indices],
            self.quality[indices],
            self.labels[indices],
            self.examples[indices],
            self.familiar[indices],
            self.agreement[indices],
        )

    def evidence(self, i: int, modality: Modality, t_start: float, t_end: float) -> Evidence:
        """Row ``i`` as evidence of that span (s)."""
        return Evidence(
            modality,
            t_start,
            t_end,
            self.probabilities[i],
            float(self.quality[i]),
            {FAMILIAR: float(self.familiar[i]), AGREEMENT: float(self.agreement[i])},
        )

    def held(self) -> Examples:
        """The same examples, none said more surely than a second opinion on it allows."""
        return replace(self, probabilities=limited(self.probabilities, self.agreement))

    def silenced(self) -> Examples:
        """The same examples with nothing said about them."""
        flat = np.full_like(self.probabilities, 1 / len(EMOTIONS))
        return Examples(flat, np.zeros_like(self.quality), self.labels, self.examples)


ByCondition = Mapping[str, Examples]
"""One modality's answers by condition, the same examples in each; ``clean`` is among them."""


def joined(parts: Sequence[Examples]) -> Examples:
    """All examples of several sets, in their order."""
    return Examples(
        np.concatenate([part.probabilities for part in parts]),
        np.concatenate([part.quality for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.examples for part in parts]),
        np.concatenate([part.familiar for part in parts]),
        np.concatenate([part.agreement for part in parts]),
    )
