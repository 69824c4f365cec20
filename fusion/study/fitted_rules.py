"""A fitted fusion as a rule beside the others that are compared, and others after its calibration."""

from __future__ import annotations

import numpy as np

from fusion.arrays import FloatArray
from fusion.calibration import safe_log
from fusion.emotions import EMOTIONS
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.product import product_of_experts
from fusion.study.rules import BASELINES, Rule


class FusionRule:
    """A fitted fusion as a :class:`fusion.study.rules.Rule`, for what analysers have just said."""

    def __init__(self, fusion: LateFusion) -> None:
        self._fusion = fusion

    def __call__(
        self, voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
    ) -> FloatArray:
        """Fused probabilities (n, 7); the weights are qualities."""
        log_p = product_of_experts(
            safe_log(calibrated(self._fusion, Modality.VOICE, voice)),
            safe_log(calibrated(self._fusion, Modality.FACE, face)),
            tempered_weight(voice_weight, self._fusion.exponent[Modality.VOICE]),
            tempered_weight(face_weight, self._fusion.exponent[Modality.FACE]),
            self._fusion.doubt,
        )
        return np.asarray(np.exp(log_p))


class AfterCalibration:
    """Another rule on evidence calibrated as the fusion calibrates it; what says nothing stays flat."""

    def __init__(self, fusion: LateFusion, rule: Rule) -> None:
        self._fusion = fusion
        self._rule = rule

    def __call__(
        self, voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
    ) -> FloatArray:
        """The rule's probabilities (n, 7)."""
        heard = calibrated(self._fusion, Modality.VOICE, voice)
        seen = calibrated(self._fusion, Modality.FACE, face)
        heard[voice_weight <= 0] = seen[face_weight <= 0] = 1 / len(EMOTIONS)
        return self._rule(heard, seen, voice_weight, face_weight)


def every_rule(fusion: LateFusion) -> dict[str, Rule]:
    """The fusion as "attune", and beside it all other rules on what it makes of each modality's answers."""
    others = {name: AfterCalibration(fusion, rule) for name, rule in BASELINES.items()}
    return {**others, "attune": FusionRule(fusion)}


def calibrated(fusion: LateFusion, modality: Modality, probabilities: FloatArray) -> FloatArray:
    """What the fusion makes of a modality's answers (n, 7) before it combines them."""
    return fusion.calibration[modality].apply(safe_log(probabilities))


def tempered_weight(quality: FloatArray, exponent: float) -> FloatArray:
    """Weight of evidence by its quality (n,); none where the quality is 0."""
    result: FloatArray = np.where(quality > 0, np.maximum(quality, 1e-12) ** exponent, 0.0)
    return result
