"""Late fusion: calibrated evidence of both modalities to one estimate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from fusion.calibration import log_softmax, safe_log
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Evidence, Modality, Probabilities, State


@dataclass(frozen=True)
class Validity:
    """How long evidence counts after its span has ended, seconds on the session clock.

    It counts in full for ``full_s``, fades linearly, and counts for nothing after ``end_s``.
    """

    full_s: float
    end_s: float

    def freshness(self, age_s: float) -> float:
        """Share (0..1) that evidence of this age still counts for; 0 for evidence of the future."""
        if age_s < 0:
            return 0.0
        return float(np.clip((self.end_s - age_s) / (self.end_s - self.full_s), 0.0, 1.0))


@dataclass(frozen=True)
class StateRule:
    """Thresholds between clear, mixed, conflicting and unclear.

    Parameters
    ----------
    clear_confidence
        A leading emotion at least this probable is clear.
    mixed_sum
        Two leading emotions at least this probable together, and neither clear, are mixed ...
    mixed_each
        ... if the second alone is at least this probable.
    conflict_disagreement
        Jensen-Shannon divergence (bits) from which two modalities that lead differently conflict ...
    conflict_confidence
        ... if each of them, with its quality taken into account, is at least this sure of its own.
    smallest_weight
        Modality weights (quality x freshness) below this count as no signal.
    """

    clear_confidence: float = 0.6
    mixed_sum: float = 0.75
    mixed_each: float = 0.3
    conflict_disagreement: float = 0.35
    conflict_confidence: float = 0.5
    smallest_weight: float = 0.05


DEFAULT_VALIDITY: Mapping[Modality, Validity] = {
    Modality.VOICE: Validity(full_s=1.0, end_s=3.0),
    Modality.FACE: Validity(full_s=0.4, end_s=1.0),
}


@dataclass(frozen=True)
class LateFusion:
    """Product of experts with confidence weights: ``log p = sum_m w_m log p_m``, renormalised.

    ``w_m`` is the evidence's quality times its freshness, so blurred, turned-away, noisy or old evidence
    pulls less, and alone it flattens towards "cannot say". With one modality at full weight the estimate *is*
    that modality. The result does not depend on the order of the evidence.

    Source: Hinton, "Training products of experts by minimizing contrastive divergence", 2002; calibrating
    each modality first is what makes the product trustworthy.
    """

    validity: Mapping[Modality, Validity] = field(default_factory=lambda: dict(DEFAULT_VALIDITY))
    rule: StateRule = field(default_factory=StateRule)

    def estimate(self, evidence: Iterable[Evidence], at: float) -> Estimate:
        """The estimate for session time ``at`` (s), from evidence that ended at or before it.

        Of each modality the newest evidence counts (of equally new ones, that with the better quality).
        """
        newest: dict[Modality, Evidence] = {}
        weight: dict[Modality, float] = {}
        for piece in evidence:
            w = piece.quality * self.validity[piece.modality].freshness(at - piece.t_end)
            best = newest.get(piece.modality)
            if w >= self.rule.smallest_weight and (best is None or _newness(piece) > _newness(best)):
                newest[piece.modality] = piece
                weight[piece.modality] = w
        voice, face = newest.get(Modality.VOICE), newest.get(Modality.FACE)
        if not newest:
            return no_signal(at)
        log_p = np.zeros(len(EMOTIONS))
        for modality in Modality:  # a fixed order of summation: the same digits whatever the order of arrival
            if modality in newest:
                log_p = log_p + weight[modality] * safe_log(newest[modality].probabilities)
        p: Probabilities = np.exp(log_softmax(log_p))
        total = sum(weight[m] for m in Modality if m in weight)
        disagreement = jensen_shannon_bits(voice.probabilities, face.probabilities) if voice and face else 0.0
        state, emotion = self._judge(p, voice, face, weight, disagreement)
        return Estimate(
            t=at,
            state=state,
            emotion=emotion,
            confidence=float(p.max()),
            probabilities=p,
            weights={m: weight.get(m, 0.0) / total for m in Modality},
            disagreement=disagreement,
            voice=voice,
            face=face,
        )

    def _judge(
        self,
        p: Probabilities,
        voice: Evidence | None,
        face: Evidence | None,
        weight: Mapping[Modality, float],
        disagreement: float,
    ) -> tuple[State, Emotion | None]:
        rule = self.rule
        if voice and face and voice.leading is not face.leading:
            sure = all(
                _tempered(piece, weight[piece.modality]).max() >= rule.conflict_confidence
                for piece in (voice, face)
            )
            if sure and disagreement >= rule.conflict_disagreement:
                return State.CONFLICTING, None
        first, second = np.argsort(-p, kind="stable")[:2]
        if p[first] >= rule.clear_confidence:
            return State.CLEAR, EMOTIONS[first]
        if p[second] >= rule.mixed_each and p[first] + p[second] >= rule.mixed_sum:
            return State.MIXED, EMOTIONS[first]
        return State.UNCLEAR, None


def no_signal(at: float) -> Estimate:
    """The estimate when neither voice nor face says anything."""
    k = len(EMOTIONS)
    return Estimate(
        t=at,
        state=State.NO_SIGNAL,
        emotion=None,
        confidence=0.0,
        probabilities=np.full(k, 1.0 / k),
        weights=dict.fromkeys(Modality, 0.0),
        disagreement=0.0,
    )


def jensen_shannon_bits(p: Probabilities, q: Probabilities) -> float:
    """Jensen-Shannon divergence of two distributions (7,) in bits: 0 (same) to 1 (no common support).

    Source: Lin, "Divergence measures based on the Shannon entropy", IEEE Trans. Inf. Theory 1991.
    """
    middle = (p + q) / 2
    both = [float(np.sum(np.where(a > 0, a * (safe_log(a) - safe_log(middle)), 0.0))) for a in (p, q)]
    return float(np.clip(sum(both) / (2 * np.log(2)), 0.0, 1.0))


def _newness(piece: Evidence) -> tuple[float, float, tuple[float, ...]]:
    return piece.t_end, piece.quality, tuple(piece.probabilities)


def _tempered(piece: Evidence, weight: float) -> Probabilities:
    """What the piece says once its weight has flattened it."""
    result: Probabilities = np.exp(log_softmax(weight * safe_log(piece.probabilities)))
    return result
