"""Late fusion: calibrated evidence of both modalities to one estimate."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from fusion.baseline import PersonalBaseline
from fusion.calibration import Calibration, VectorScaling, calibration_from_json, log_softmax, safe_log
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Evidence, Modality, Probabilities, State
from fusion.product import product_of_experts
from fusion.second_opinion import NAME as AGREEMENT
from fusion.second_opinion import limited
from fusion.stored_model import read_fitted

CARD = Path(__file__).parent / "weights" / "fusion.card.json"


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
        return min(max((self.end_s - age_s) / (self.end_s - self.full_s), 0.0), 1.0)


@dataclass(frozen=True)
class StateRule:
    """Thresholds between clear, mixed, conflicting and unclear.

    Parameters
    ----------
    voice_clear_from, face_clear_from
        A leading emotion at least this probable is clear by the voice alone, and by the face alone; by both,
        from the mean of these on, each counting as much as what it is of: see :meth:`clear_from`.
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

    voice_clear_from: float = 0.6
    face_clear_from: float = 0.6
    mixed_sum: float = 0.75
    mixed_each: float = 0.3
    conflict_disagreement: float = 0.35
    conflict_confidence: float = 0.5
    smallest_weight: float = 0.05

    def moved(self, by: float) -> StateRule:
        """The rule that calls an emotion clear from so much more (or less) probability, within 0.5..0.95."""
        voice, face = (
            float(np.clip(at + by, 0.5, 0.95)) for at in (self.voice_clear_from, self.face_clear_from)
        )
        return replace(self, voice_clear_from=voice, face_clear_from=face)

    def clear_from(self, weight: Mapping[Modality, float]) -> float:
        """The probability from which a leading emotion is clear, where the modalities count so much.

        Parameters
        ----------
        weight
            Of each modality, >= 0 and not all 0; 0 for one that says nothing.
        """
        voice, face = weight[Modality.VOICE], weight[Modality.FACE]
        if not voice or not face:
            return self.voice_clear_from if voice else self.face_clear_from
        return (voice * self.voice_clear_from + face * self.face_clear_from) / (voice + face)


DEFAULT_VALIDITY: Mapping[Modality, Validity] = {
    Modality.VOICE: Validity(full_s=0.8, end_s=1.5),
    Modality.FACE: Validity(full_s=0.4, end_s=1.0),
}


@dataclass(frozen=True)
class LateFusion:
    """Each modality calibrated, then a product of experts with confidence weights.

    What the estimate carries as ``voice`` and ``face`` is the calibrated evidence, after what is usual for
    the person has been allowed for: what is shown of one modality is what the fusion heard of it.

    A modality's weight is ``quality ** exponent * freshness``: blurred, turned-away, noisy or old evidence
    pulls less, and alone it flattens towards "cannot say". With one modality at full weight the estimate *is*
    that modality; the result does not depend on the order of the evidence.

    Parameters
    ----------
    calibration
        Of what each model's own calibration left over, fitted together with the fusion.
    baseline
        How the other person usually looks and sounds, allowed for after calibration; ``None`` for nobody's.
    doubt
        The chance that either reads somebody else, see :func:`fusion.product.product_of_experts`.
    exponent
        How strongly each modality's quality acts, >= 0.
    validity
        How long each modality's evidence counts.
    rule
        Thresholds of the states.
    """

    calibration: Mapping[Modality, Calibration] = field(
        default_factory=lambda: {m: VectorScaling.identity(len(EMOTIONS)) for m in Modality}
    )
    baseline: PersonalBaseline | None = None
    doubt: float = 0.0
    exponent: Mapping[Modality, float] = field(default_factory=lambda: dict.fromkeys(Modality, 1.0))
    validity: Mapping[Modality, Validity] = field(default_factory=lambda: dict(DEFAULT_VALIDITY))
    rule: StateRule = field(default_factory=StateRule)

    @staticmethod
    def shipped() -> LateFusion:
        """The fusion fitted by ``attune train fusion`` that comes with Attune."""
        return load_fusion(CARD)

    def estimate(self, evidence: Iterable[Evidence], at: float) -> Estimate:
        """The estimate for session time ``at`` (s), from evidence that ended at or before it.

        Of each modality the newest evidence counts (of equally new ones, that with the better quality).
        """
        return self._estimate(evidence, at, self.understood)

    def estimate_of_understood(self, evidence: Iterable[Evidence], at: float) -> Estimate:
        """The same of evidence that :meth:`understood` gave, which stays while nothing new comes."""
        return self._estimate(evidence, at, lambda piece: piece)

    def _estimate(
        self, evidence: Iterable[Evidence], at: float, understand: Callable[[Evidence], Evidence]
    ) -> Estimate:
        newest: dict[Modality, Evidence] = {}
        weight = dict.fromkeys(Modality, 0.0)
        for piece in evidence:
            w = self._weight(piece, at)
            best = newest.get(piece.modality)
            if w >= self.rule.smallest_weight and (best is None or _newness(piece) > _newness(best)):
                newest[piece.modality] = piece
                weight[piece.modality] = w
        if not newest:
            return no_signal(at)
        understood = {modality: understand(piece) for modality, piece in newest.items()}
        voice, face = understood.get(Modality.VOICE), understood.get(Modality.FACE)
        p = self._combined(voice, face, weight)
        disagreement = jensen_shannon_bits(voice.probabilities, face.probabilities) if voice and face else 0.0
        state, emotion = self._judge(p, voice, face, weight, disagreement)
        total = sum(weight.values())
        return Estimate(
            t=at,
            state=state,
            emotion=emotion,
            confidence=float(p.max()),
            probabilities=p,
            weights={m: weight[m] / total for m in Modality},
            disagreement=disagreement,
            voice=voice,
            face=face,
        )

    def understood(self, piece: Evidence) -> Evidence:
        """Evidence, calibrated, with what is usual for the person and a second opinion allowed for."""
        return self.allowed_for(self.calibrated(piece))

    def allowed_for(self, calibrated: Evidence) -> Evidence:
        """The second step of :meth:`understood`; the first is :meth:`calibrated`."""
        known = self.baseline.apply(calibrated) if self.baseline else calibrated
        most = calibrated.quality_parts.get(AGREEMENT, 1.0)
        if known.probabilities.max() <= most:
            return known
        (held,) = limited(known.probabilities[None], [most])
        return replace(known, probabilities=held, raw=calibrated.probabilities)

    def calibrated(self, piece: Evidence) -> Evidence:
        """An analyser's evidence, calibrated: what a person is learnt from."""
        calibrated = self.calibration[piece.modality].apply(safe_log(piece.probabilities))
        return replace(piece, probabilities=calibrated)

    def judged(self, estimate: Estimate) -> Estimate:
        """The estimate with the state, emotion and confidence that this rule gives its other figures.

        For logs of the first version, which kept what was shown in their place.
        """
        pieces = [piece for piece in (estimate.voice, estimate.face) if piece is not None]
        if not pieces:
            return no_signal(estimate.t)
        weight = dict.fromkeys(Modality, 0.0)
        weight |= {piece.modality: self._weight(piece, estimate.t) for piece in pieces}
        state, emotion = self._judge(
            estimate.probabilities, estimate.voice, estimate.face, weight, estimate.disagreement
        )
        confidence = float(estimate.probabilities.max())
        return replace(estimate, state=state, emotion=emotion, confidence=confidence)

    def _weight(self, piece: Evidence, at: float) -> float:
        if piece.quality <= 0:
            return 0.0
        freshness = self.validity[piece.modality].freshness(at - piece.t_end)
        return float(piece.quality ** self.exponent[piece.modality]) * freshness

    def _combined(
        self, voice: Evidence | None, face: Evidence | None, weight: Mapping[Modality, float]
    ) -> Probabilities:
        flat = np.zeros((1, len(EMOTIONS)))
        log_p = product_of_experts(
            safe_log(voice.probabilities)[None] if voice else flat,
            safe_log(face.probabilities)[None] if face else flat,
            np.array([weight[Modality.VOICE]]),
            np.array([weight[Modality.FACE]]),
            self.doubt,
        )
        p: Probabilities = np.exp(log_p[0])
        return p

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
        if p[first] >= rule.clear_from(weight):
            return State.CLEAR, EMOTIONS[first]
        if p[second] >= rule.mixed_each and p[first] + p[second] >= rule.mixed_sum:
            return State.MIXED, EMOTIONS[first]
        return State.UNCLEAR, None


def load_fusion(card: Path) -> LateFusion:
    """A fitted fusion from its card.

    Raises
    ------
    UserError
        If the file is missing or does not describe a fusion.
    """
    return read_fitted(
        card,
        lambda data: LateFusion(
            calibration={m: calibration_from_json(data["calibration"][m.value]) for m in Modality},
            doubt=_chance(data["doubt"]),
            exponent={m: float(data["exponent"][m.value]) for m in Modality},
            rule=StateRule(**data["rule"]),
        ),
    )


def _chance(value: float) -> float:
    """A card's doubt. Raises ValueError if it is no chance that leaves anything to read."""
    if not 0 <= float(value) < 1:
        raise ValueError(f"a doubt lies in 0..1; the card has {value}")
    return float(value)


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
    log_middle = safe_log((p + q) / 2)
    both = [float(np.add.reduce(a * (safe_log(a) - log_middle))) for a in (p, q)]
    return min(max(sum(both) / (2 * math.log(2)), 0.0), 1.0)


def _newness(piece: Evidence) -> tuple[float, float, tuple[float, ...]]:
    return piece.t_end, piece.quality, tuple(piece.probabilities)


def _tempered(piece: Evidence, weight: float) -> Probabilities:
    """What the piece says once its weight has flattened it."""
    result: Probabilities = np.exp(log_softmax(weight * safe_log(piece.probabilities)))
    return result
