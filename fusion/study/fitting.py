"""Fits the fusion to what the two models say of labelled examples they were not trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from fusion.arrays import BoolArray, FloatArray, IntArray
from fusion.calibration import ChosenCalibration, fit_calibration, log_softmax, safe_log
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion, StateRule
from fusion.study.clear import Confident, threshold_for_strangers
from fusion.study.examples import ByCondition, Examples
from fusion.study.fitted_rules import FusionRule, calibrated, tempered_weight
from fusion.study.pairs import Pairs, figures, make_pairs, pooled, with_wrong_faces

_EXPONENTS = (0.0, 0.1, 0.2, 0.3, 0.5, 1.0)
_CAUTION = 0.02
_DOUBTS = (0.0, 0.02, 0.05, 0.1)
_PAIRS_PER_CONDITION = 1000
_FOLDS = 3
NEUTRAL_SHARE = 0.4
"""Share of neutral moments the calibrations and the fusion are fitted to: most moments of a conversation are
ordinary, and an emotion named in an ordinary moment does harm. An assumption, not a measurement."""
_WRONG_FACES = 0.3
FLAGGED_QUALITY = 0.02
"""Quality of a face that the tracker has noticed to be another one's."""
CLEAR_ACCURACY = 0.9
"""What "clear" has to keep: right at least this often on held-out pairs."""


@dataclass(frozen=True)
class Choices:
    """What cross-validation chose.

    Parameters
    ----------
    exponent, kind
        How strongly each modality's quality acts, and the kind of its calibration.
    doubt
        See :func:`fusion.product.product_of_experts`.
    """

    exponent: Mapping[Modality, float]
    kind: Mapping[Modality, str]
    doubt: float


def fit_fusion(
    voice: ByCondition,
    face: ByCondition,
    seed: int = 0,
    strangers: Mapping[Modality, Mapping[str, Examples]] | None = None,
) -> tuple[LateFusion, dict[str, Any]]:
    """Fit calibrations, exponents, doubt and the thresholds of "clear".

    Everything is chosen on thirds of the examples that are left out of the fit, neutral ones counting as
    :data:`NEUTRAL_SHARE` of all, in this order:

    * of each modality the kind of calibration, over all of its conditions, and the most cautious exponent
      (the largest) whose log-loss is within 2 % of the least; with strangers at hand the networks' own
      calibration stays as it is;
    * the doubt: the largest whose log-loss is within 2 % of the least, over pairs of every condition and
      pairs with a share of wrong faces, noticed and not;
    * the thresholds of "clear", one of each modality: the least confidence above which its left-out
      estimates are right at least 90 % of the time, and those of both together too; then raised for its own
      strangers, see :func:`fusion.study.clear.threshold_for_strangers`.

    Parameters
    ----------
    voice, face
        What the models said of labelled examples, by condition.
    strangers
        What either said of corpora never met, by name.

    Returns
    -------
    fusion, report
        ``report`` holds for a card what was chosen, and of each modality the coverage and accuracy of
        "clear".
    """
    fits = {m: _fit_modality(s) for m, s in ((Modality.VOICE, voice), (Modality.FACE, face))}
    # A calibration fitted at home would take back what the networks doubt of strangers; their own is of
    # several corpora.
    kinds = {m: "identity" if strangers else chosen.kind for m, (_, chosen) in fits.items()}
    choices = Choices({m: exponent for m, (exponent, _) in fits.items()}, kinds, _DOUBTS[0])

    folds = prepared_folds(choices, voice, face, seed)

    def loss(doubt: float) -> float:
        asked = (figures(fold.answers(doubt), fold.asked.labels) for fold in folds)
        return float(np.mean([f["log_loss"] for f in asked]))

    by_doubt = {doubt: loss(doubt) for doubt in _DOUBTS}
    choices = replace(choices, doubt=_most_cautious(by_doubt))
    enough_at_home = thresholds_left_out(choices, folds)
    fitted = fit_as_chosen(choices, voice, face)
    clear, of_strangers = {}, {}
    for m in Modality:
        clear[m], of_strangers[m.value] = threshold_for_strangers(
            enough_at_home[m].threshold,
            _confident([_alone(fold.fitted, m, {"clean": fold.alone(m)["clean"]}) for fold in folds]),
            {
                name: _confident([_alone(fitted, m, {"clean": said})])
                for name, said in (strangers or {}).get(m, {}).items()
            },
        )
    fitted = replace(fitted, rule=rule_clear_from(clear))
    return fitted, {
        "neutral_share": NEUTRAL_SHARE,
        "calibration": {m.value: kind for m, kind in kinds.items()},
        "doubt": choices.doubt,
        "log_loss_by_doubt": {f"{d:g}": round(x, 4) for d, x in by_doubt.items()},
        "clear_coverage": {m.value: enough.coverage for m, enough in enough_at_home.items()},
        "clear_accuracy": {m.value: enough.accuracy for m, enough in enough_at_home.items()},
        "clear_of_strangers": of_strangers,
    }


def fit_as_chosen(choices: Choices, voice: ByCondition, face: ByCondition) -> LateFusion:
    """Fit calibrations to all of these examples; the thresholds of "clear" are the usual ones."""
    return LateFusion(
        calibration={
            m: _calibration(s, choices.exponent[m], choices.kind[m]).calibration
            for m, s in ((Modality.VOICE, voice), (Modality.FACE, face))
        },
        exponent=choices.exponent,
        doubt=choices.doubt,
    )


@dataclass(frozen=True)
class Fold:
    """Two thirds of the examples to fit to, a third to ask about.

    Parameters
    ----------
    fitted
        To the two thirds.
    asked
        Pairs of every condition, of the third.
    voice, face
        The third's examples by condition.
    """

    fitted: LateFusion
    asked: Pairs
    voice: ByCondition
    face: ByCondition

    def alone(self, modality: Modality) -> ByCondition:
        """The third's examples of one modality."""
        return self.voice if modality is Modality.VOICE else self.face

    def answers(self, doubt: float) -> FloatArray:
        """What the fusion fitted to the others, with this doubt, says of the pairs asked about, (n, 7)."""
        voice, face = self.asked.voice, self.asked.face
        rule = FusionRule(replace(self.fitted, doubt=doubt))
        return rule(voice.probabilities, face.probabilities, voice.quality, face.quality)


def prepared_folds(choices: Choices, voice: ByCondition, face: ByCondition, seed: int) -> list[Fold]:
    """Each third of the examples in turn left out."""
    thirds = {m: _thirds(s["clean"].labels) for m, s in ((Modality.VOICE, voice), (Modality.FACE, face))}
    folds = []
    for k in range(_FOLDS):
        asked = {m: third == k for m, third in thirds.items()}
        kept_voice, kept_face = _take(voice, ~asked[Modality.VOICE]), _take(face, ~asked[Modality.FACE])
        asked_voice, asked_face = _take(voice, asked[Modality.VOICE]), _take(face, asked[Modality.FACE])
        folds.append(
            Fold(
                fit_as_chosen(choices, kept_voice, kept_face),
                training_pairs(asked_voice, asked_face, seed),
                asked_voice,
                asked_face,
            )
        )
    return folds


class Enough(NamedTuple):
    """A threshold of "clear", the share of the answers above it, and the share of these that is right."""

    threshold: float
    coverage: float
    accuracy: float


def thresholds_left_out(choices: Choices, folds: Sequence[Fold]) -> dict[Modality, Enough]:
    """:func:`clear_threshold` of each modality alone, or of both where that is stricter, left out.

    What both say together is called clear from between the two on, so neither may be below what both need.
    """

    def enough(parts: Sequence[tuple[FloatArray, IntArray]]) -> Enough:
        return clear_threshold(np.concatenate([p for p, _ in parts]), np.concatenate([y for _, y in parts]))

    both = enough([(fold.answers(choices.doubt), fold.asked.labels) for fold in folds])
    return {m: max(both, enough([_alone(fold.fitted, m, fold.alone(m)) for fold in folds])) for m in Modality}


def rule_clear_from(threshold: Mapping[Modality, float]) -> StateRule:
    """The usual rule, with these thresholds of "clear"."""
    return StateRule(voice_clear_from=threshold[Modality.VOICE], face_clear_from=threshold[Modality.FACE])


def clear_threshold(p: FloatArray, labels: IntArray) -> Enough:
    """Least confidence (in hundredths, from .40) above which accuracy reaches CLEAR_ACCURACY.

    Of probabilities (n, 7) and labels (n,).

    Raises
    ------
    UserError
        If no threshold reaches it.
    """
    confidence, correct = p.max(axis=1), p.argmax(axis=1) == labels
    for threshold in np.arange(0.40, 0.995, 0.01).round(2):
        sure = confidence >= threshold
        if sure.any() and correct[sure].mean() >= CLEAR_ACCURACY:
            return Enough(float(threshold), float(sure.mean()), float(correct[sure].mean()))
    raise UserError(
        f"At no confidence are the estimates right {CLEAR_ACCURACY:.0%} of the time; check the data."
    )


def training_pairs(voice: ByCondition, face: ByCondition, seed: int) -> Pairs:
    """Pairs in which at most one side is degraded, and pairs with a share of wrong faces, noticed and not."""
    n = _PAIRS_PER_CONDITION
    clean_pairs = make_pairs(voice["clean"], face["clean"], n, seed, NEUTRAL_SHARE)
    parts = [clean_pairs]
    parts += [
        with_wrong_faces(clean_pairs, face["clean"], _WRONG_FACES, quality, seed)
        for quality in (None, FLAGGED_QUALITY)
    ]
    for i, (name, said) in enumerate(voice.items(), start=1):
        if name != "clean":
            parts.append(make_pairs(said, face["clean"], n, seed + i, NEUTRAL_SHARE))
    for i, (name, said) in enumerate(face.items(), start=101):
        if name != "clean":
            parts.append(make_pairs(voice["clean"], said, n, seed + i, NEUTRAL_SHARE))
    return pooled(parts)


def _fit_modality(answers: ByCondition) -> tuple[float, ChosenCalibration]:
    """The most cautious exponent that does well, and the calibration that goes with it."""
    fits = {exponent: _calibration(answers, exponent) for exponent in _EXPONENTS}
    exponent = _most_cautious({e: chosen.log_loss for e, chosen in fits.items()})
    return exponent, fits[exponent]


def _most_cautious(loss: Mapping[float, float]) -> float:
    """The largest candidate within 2 % of the least loss (any, where nothing could be compared)."""
    return max(c for c in loss if not loss[c] > (1 + _CAUTION) * min(loss.values()))


def _calibration(answers: ByCondition, exponent: float, kind: str | None = None) -> ChosenCalibration:
    """Fit one modality's calibration over all conditions, each example weighted by its quality."""
    labels = answers["clean"].labels
    counts_for = _class_weight(labels)
    rows = [np.flatnonzero(said.quality > 0) for said in answers.values()]
    each = list(zip(answers.values(), rows, strict=True))
    return fit_calibration(
        safe_log(np.concatenate([s.probabilities[r] for s, r in each])),
        np.concatenate([np.eye(len(EMOTIONS))[labels[r]] * counts_for[r, None] for _, r in each]),
        np.concatenate([_thirds(labels)[r] for r in rows]),
        weight=np.concatenate([tempered_weight(s.quality[r], exponent) for s, r in each]),
        kind=kind,
    )


def _class_weight(labels: IntArray) -> FloatArray:
    """What each example counts for (n,): neutral ones make up their share, all others are equal."""
    counts = np.bincount(labels, minlength=len(EMOTIONS))
    share = np.where(counts > 0, 1.0, 0.0)
    neutral = Emotion.NEUTRAL.position
    others = share.sum() - share[neutral]
    if share[neutral] and others:
        share[:] = share * (1 - NEUTRAL_SHARE) / others
        share[neutral] = NEUTRAL_SHARE
    share /= share.sum()
    result: FloatArray = (share / np.maximum(counts, 1))[labels] * len(labels)
    return result


def _alone(fusion: LateFusion, modality: Modality, answers: ByCondition) -> tuple[FloatArray, IntArray]:
    """One modality's answers under all conditions, flattened by its weight, and the labels."""
    flattened = []
    for said in answers.values():
        weight = tempered_weight(said.quality, fusion.exponent[modality])[:, None]
        scores = safe_log(calibrated(fusion, modality, said.probabilities))
        flattened.append(np.exp(log_softmax(weight * scores)))
    return np.concatenate(flattened), np.concatenate([said.labels for said in answers.values()])


def _confident(answers: Sequence[tuple[FloatArray, IntArray]]) -> Confident:
    p = np.concatenate([said for said, _ in answers])
    labels = np.concatenate([truth for _, truth in answers])
    return Confident(p.max(axis=1), p.argmax(axis=1) == labels)


def _thirds(labels: IntArray) -> IntArray:
    """Which third each example is in (n,).

    The thirds of each emotion are runs in the order given, so that clips sorted by speaker keep speakers
    together.
    """
    third = np.zeros(len(labels), dtype=np.int64)
    for c in range(len(EMOTIONS)):
        for k, run in enumerate(np.array_split(np.flatnonzero(labels == c), _FOLDS)):
            third[run] = k
    return third


def _take(answers: ByCondition, chosen: BoolArray) -> dict[str, Examples]:
    return {name: said.take(np.flatnonzero(chosen)) for name, said in answers.items()}
