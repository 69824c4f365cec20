"""Ways to combine two modalities' probabilities, behind one interface, so that they can be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from fusion.arrays import FloatArray
from fusion.calibration import safe_log


class Rule(Protocol):
    """Combines voice and face."""

    def __call__(
        self, voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
    ) -> FloatArray:
        """Fused probabilities.

        Parameters
        ----------
        voice, face
            (n, k) probabilities of k classes, each row summing to 1.
        voice_weight, face_weight
            (n,) quality in 0..1; the classical rules do not look at it.

        Returns
        -------
        FloatArray
            (n, k), each row summing to 1.
        """
        ...


def voice_alone(
    voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
) -> FloatArray:
    """The voice, whatever the face says."""
    return voice


def face_alone(
    voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
) -> FloatArray:
    """The face, whatever the voice says."""
    return face


def mean(
    voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
) -> FloatArray:
    """Average of the probabilities."""
    return (voice + face) / 2


def product(
    voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
) -> FloatArray:
    """Plain product of experts."""
    return _normalised(voice * face)


def entropy_weighted(
    voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
) -> FloatArray:
    """Average weighted by 1 minus the normalised entropy of each."""
    return _normalised(certainty(voice) * voice + certainty(face) * face)


def max_confidence(
    voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
) -> FloatArray:
    """Whichever modality has the highest single probability; their mean where these are equal."""
    v, f = voice.max(axis=1, keepdims=True), face.max(axis=1, keepdims=True)
    return np.where(np.isclose(v, f), (voice + face) / 2, np.where(v > f, voice, face))


def dempster_shafer(
    voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
) -> FloatArray:
    """Dempster's rule over singletons, each source discounted by its normalised entropy.

    What a source does not commit is mass on "any of them"; what remains of it after combination is spread
    evenly. Source: Shafer, "A Mathematical Theory of Evidence", 1976 (discounting, rule of combination).
    """
    a, b = certainty(voice), certainty(face)
    singletons = a * b * voice * face + a * voice * (1 - b) + b * face * (1 - a)
    return _normalised(singletons + (1 - a) * (1 - b) / voice.shape[1])


BASELINES: Mapping[str, Rule] = {
    "voice": voice_alone,
    "face": face_alone,
    "mean": mean,
    "entropy": entropy_weighted,
    "max_confidence": max_confidence,
    "product": product,
    "dempster_shafer": dempster_shafer,
}


def calibrated_product(
    calibrate_voice: Callable[[FloatArray], FloatArray], calibrate_face: Callable[[FloatArray], FloatArray]
) -> Rule:
    """The product of experts after each has been calibrated (both take log-probabilities (n, k))."""

    def rule(
        voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
    ) -> FloatArray:
        return _normalised(calibrate_voice(safe_log(voice)) * calibrate_face(safe_log(face)))

    return rule


def certainty(p: FloatArray) -> FloatArray:
    """1 minus the normalised entropy, (n, 1): 0 for a flat row, 1 for a certain one."""
    entropy = -(p * safe_log(p)).sum(axis=1, keepdims=True)
    result: FloatArray = np.clip(1 - entropy / np.log(p.shape[1]), 0.0, 1.0)
    return result


def _normalised(p: FloatArray) -> FloatArray:
    positive = np.maximum(p, 1e-300)
    result: FloatArray = positive / positive.sum(axis=1, keepdims=True)
    return result
