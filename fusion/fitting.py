"""Fits the fusion to what the two models say of labelled examples they were not trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from fusion.calibration import log_softmax, safe_log
from fusion.emotions import EMOTIONS
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion, StateRule
from fusion.pairs import FloatArray, IntArray, Pairs, Stream, figures, make_pairs, pooled, with_wrong_faces
from fusion.stacking import Stacker, fit_stacker

Streams = Mapping[str, Stream]
"""One modality's answers by condition; ``clean`` is among them."""

_EXPONENTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5)
_CAUTION = 0.02
_PENALTIES = (30.0, 100.0, 300.0, 1000.0, 3000.0)
_PAIRS_PER_CONDITION = 1400
_FOLDS = 3
NEUTRAL_SHARE = 0.4
"""Share of neutral pairs the fusion is fitted to: most moments of a conversation are ordinary, and an emotion
named in an ordinary moment does harm. An assumption, not a measurement."""
_WRONG_FACES = 0.3
CLEAR_ACCURACY = 0.85
"""What "clear" has to keep: right at least this often on held-out pairs."""


class FusionRule:
    """A fitted fusion as a :class:`fusion.rules.Rule`, for evidence that has just come in."""

    def __init__(self, fusion: LateFusion) -> None:
        self._fusion = fusion

    def __call__(
        self, voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
    ) -> FloatArray:
        """Fused probabilities (n, 7); the weights are qualities."""
        return self._fusion.stacker(
            voice,
            face,
            tempered_weight(voice_weight, self._fusion.exponent[Modality.VOICE]),
            tempered_weight(face_weight, self._fusion.exponent[Modality.FACE]),
        )


def tempered_weight(quality: FloatArray, exponent: float) -> FloatArray:
    """Weight of evidence by its quality (n,); none where the quality is 0."""
    result: FloatArray = np.where(quality > 0, np.maximum(quality, 1e-12) ** exponent, 0.0)
    return result


def fit_fusion(voice: Streams, face: Streams, seed: int = 0) -> tuple[LateFusion, dict[str, float]]:
    """Fit exponents, stacker and the threshold of "clear".

    The exponent of each modality is the most cautious one (the largest) whose log-loss for that modality
    alone, over its conditions, is within 2 % of the least. The stacker is fitted to pairs of every condition
    and to pairs with a share of wrong faces, neutral ones more than others (NEUTRAL_SHARE), with the penalty
    that does best on examples left out of the fit. The threshold is the least confidence above which the
    left-out estimates are right at least 85 % of the time, whether both modalities speak or the voice alone
    or the face alone.

    Parameters
    ----------
    voice, face
        What the models said of labelled examples, by condition.

    Returns
    -------
    fusion, choices
        ``choices`` tells the penalty, and of the strictest case the coverage and accuracy of "clear".
    """
    exponent = {Modality.VOICE: _cautious_exponent(voice), Modality.FACE: _cautious_exponent(face)}
    bare = LateFusion(exponent=exponent)
    left_out = {
        penalty: [_fit_and_ask(bare, voice, face, penalty, fold, seed) for fold in range(_FOLDS)]
        for penalty in _PENALTIES
    }
    loss = {
        candidate: np.mean([figures(p, y)["log_loss"] for p, y in asked])
        for candidate, asked in left_out.items()
    }
    penalty = min(loss, key=lambda candidate: loss[candidate])
    both = (
        np.concatenate([p for p, _ in left_out[penalty]]),
        np.concatenate([labels for _, labels in left_out[penalty]]),
    )
    alone = [_alone(streams, exponent[m]) for m, streams in ((Modality.VOICE, voice), (Modality.FACE, face))]
    thresholds = [clear_threshold(p, labels) for p, labels in (both, *alone)]
    threshold, coverage, accuracy = max(thresholds)
    fitted = replace(
        bare,
        stacker=_fit(bare, training_pairs(voice, face, seed), penalty),
        rule=StateRule(clear_confidence=threshold),
    )
    return fitted, {"penalty": penalty, "clear_coverage": coverage, "clear_accuracy": accuracy}


def clear_threshold(p: FloatArray, labels: IntArray) -> tuple[float, float, float]:
    """Least confidence (in hundredths, from .40) above which accuracy reaches CLEAR_ACCURACY.

    Returns
    -------
    threshold, coverage, accuracy
        Of probabilities (n, 7) and labels (n,).

    Raises
    ------
    ValueError
        If no threshold reaches it.
    """
    confidence, correct = p.max(axis=1), p.argmax(axis=1) == labels
    for threshold in np.arange(0.40, 0.995, 0.01).round(2):
        sure = confidence >= threshold
        if sure.any() and correct[sure].mean() >= CLEAR_ACCURACY:
            return float(threshold), float(sure.mean()), float(correct[sure].mean())
    raise ValueError(
        f"At no confidence are the estimates right {CLEAR_ACCURACY:.0%} of the time; check the data."
    )


def training_pairs(voice: Streams, face: Streams, seed: int) -> Pairs:
    """Pairs in which at most one side is degraded, and pairs with a share of wrong faces."""
    clean_pairs = make_pairs(voice["clean"], face["clean"], _PAIRS_PER_CONDITION, seed, NEUTRAL_SHARE)
    parts = [clean_pairs, with_wrong_faces(clean_pairs, face["clean"], _WRONG_FACES, None, seed)]
    for i, (name, stream) in enumerate(voice.items(), start=1):
        if name != "clean":
            parts.append(make_pairs(stream, face["clean"], _PAIRS_PER_CONDITION, seed + i, NEUTRAL_SHARE))
    for i, (name, stream) in enumerate(face.items(), start=101):
        if name != "clean":
            parts.append(make_pairs(voice["clean"], stream, _PAIRS_PER_CONDITION, seed + i, NEUTRAL_SHARE))
    return pooled(parts)


def _alone(streams: Streams, exponent: float) -> tuple[FloatArray, IntArray]:
    """One modality's answers under all conditions, flattened by its weight, and the labels."""
    flattened = []
    for stream in streams.values():
        weight = tempered_weight(stream.quality, exponent)[:, None]
        flattened.append(np.exp(log_softmax(weight * safe_log(stream.probabilities))))
    return np.concatenate(flattened), np.concatenate([stream.labels for stream in streams.values()])


def _cautious_exponent(streams: Streams) -> float:
    loss = {exponent: figures(*_alone(streams, exponent))["log_loss"] for exponent in _EXPONENTS}
    return max(e for e in _EXPONENTS if loss[e] <= (1 + _CAUTION) * min(loss.values()))


def _fit(bare: LateFusion, pairs: Pairs, penalty: float) -> Stacker:
    return fit_stacker(
        pairs.voice.probabilities,
        pairs.face.probabilities,
        pairs.labels,
        tempered_weight(pairs.voice.quality, bare.exponent[Modality.VOICE]),
        tempered_weight(pairs.face.quality, bare.exponent[Modality.FACE]),
        penalty,
    )


def _fit_and_ask(
    bare: LateFusion, voice: Streams, face: Streams, penalty: float, fold: int, seed: int
) -> tuple[FloatArray, IntArray]:
    """Fit without a third of the clips and pictures, and return the answers to pairs of that third."""
    kept, asked = (
        training_pairs(_part(voice, fold, left_out), _part(face, fold, left_out), seed)
        for left_out in (False, True)
    )
    rule = FusionRule(replace(bare, stacker=_fit(bare, kept, penalty)))
    answers = rule(
        asked.voice.probabilities, asked.face.probabilities, asked.voice.quality, asked.face.quality
    )
    return answers, asked.labels


def _part(streams: Streams, fold: int, left_out: bool) -> dict[str, Stream]:
    """A third of the examples of each emotion, or the other two.

    The thirds are runs in the order given, so that clips sorted by speaker keep speakers together.
    """
    labels = streams["clean"].labels
    chosen: Sequence[int] = []
    for c in range(len(EMOTIONS)):
        thirds = np.array_split(np.flatnonzero(labels == c), _FOLDS)
        chosen = [*chosen, *(i for k, third in enumerate(thirds) if (k == fold) == left_out for i in third)]
    return {name: stream.take(np.array(chosen)) for name, stream in streams.items()}
