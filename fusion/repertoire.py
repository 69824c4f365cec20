"""What people in general look and sound like while they show each emotion, to learn somebody by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from fusion.arrays import FloatArray
from fusion.calibration import log_softmax
from fusion.evidence import Modality
from fusion.stored_model import read_fitted

REPERTOIRE = Path(__file__).parent / "weights" / "repertoire.json"


@dataclass(frozen=True)
class Repertoire:
    """What calibrated models say of people in general while they show each emotion.

    Parameters
    ----------
    means
        For each modality float64 (7, 7): the mean centred log-probabilities of each emotion, in rows.
    temper
        How far an answer is believed when asking which emotion it is of: its log-probabilities are
        multiplied by it. At 0 any would do, and what somebody shows most of the time would count as their
        ordinary whatever it is.
    half_s
        Seconds of good evidence after which half of a person's difference is allowed for.
    surer
        How much surer than about a stranger an answer may be about somebody known for good, >= 1 for each
        modality (1 unless given); half of what is above 1 after ``half_s``.
    half_varied
        How much somebody must have varied for half of their difference to be allowed for: the variance of
        what their answers dwelt on, as a share of that between the emotions' means, >= 0.
    """

    means: Mapping[Modality, FloatArray]
    temper: float
    half_s: float
    surer: Mapping[Modality, float] = field(default_factory=lambda: dict.fromkeys(Modality, 1.0))
    half_varied: float = 0.0
    _apart: Mapping[Modality, float] = field(init=False, repr=False, compare=False)

    @staticmethod
    @cache
    def shipped() -> Repertoire:
        """The one beside the weights, made by :func:`ui.studies.repertoire.measure_repertoire`."""
        return read_fitted(
            REPERTOIRE,
            lambda data: Repertoire(
                {m: np.array(data["means"][m.value], dtype=np.float64) for m in Modality},
                float(data["temper"]),
                float(data["half_s"]),
                {m: float(data["surer"][m.value]) for m in Modality},
                float(data["half_varied"]),
            ),
        )

    def __post_init__(self) -> None:
        apart = {m: float(means.var(axis=0).sum()) for m, means in self.means.items()}
        object.__setattr__(self, "_apart", apart)

    def apart(self, modality: Modality) -> float:
        """How far emotions lie apart: the variance between their means, summed, nats squared."""
        return self._apart[modality]

    def surer_after(self, modality: Modality, seconds: float) -> float:
        """How much surer an answer is about somebody known for so many seconds of good evidence, >= 1."""
        return 1 + (self.surer[modality] - 1) * seconds / (seconds + self.half_s)

    def share_after(self, modality: Modality, variance: float) -> float:
        """How much of a person's difference is allowed for, 0..1, having seen their answers vary so much.

        Whoever shows one feeling from the start and goes on may look and sound like that by nature, or feel
        so: nothing tells which until they show another. So little is allowed for until then.

        Parameters
        ----------
        variance
            Of their answers, as :class:`fusion.variation.Variation` measures it, nats squared.
        """
        if self.half_varied == 0:
            return 1.0
        varied = variance / self._apart[modality]
        return varied**2 / (varied**2 + self.half_varied**2)

    def difference(self, modality: Modality, centred: FloatArray, shift: FloatArray) -> FloatArray:
        """What would have to be added to an answer to make it people's usual one, float64 (7,).

        An answer is compared with what is usual for the emotion it is of; which that is, is a guess from the
        answer, allowing for what is known already. That it is said less surely than usual (as of whoever is
        unfamiliar) is doubt, and nothing about the person.

        Parameters
        ----------
        centred
            The answer, float64 (7,), as :func:`fusion.baseline.centred_log` gives it.
        shift
            What is known already, float64 (7,).
        """
        of_which = np.exp(log_softmax(self.temper * (centred + shift)))
        usual = of_which @ self.means[modality]
        sureness = np.clip((centred + shift) @ usual / max(float(usual @ usual), 1e-9), 0.0, 1.0)
        difference: FloatArray = sureness * usual - centred
        return difference
