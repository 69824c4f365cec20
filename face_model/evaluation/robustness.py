"""How the face model stands what webcams do to a picture, and whether its quality says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from face_model.classifier import FaceClassifier
from face_model.evaluation.degradations import DEGRADATIONS, STRENGTHS, degraded
from face_model.evaluation.pictures import Labelled, look_at
from fusion.arrays import BoolArray, FloatArray, IntArray
from fusion.study.metrics import headline
from fusion.study.telling import auroc, bins_by_quality, rank_correlation

CLEAN = "clean"
_QUALITY_BINS = 10


@dataclass(frozen=True)
class Trial:
    """What the model says of pictures under one condition.

    Parameters
    ----------
    probabilities
        float64 (n, 7), calibrated; of the plain crop where no face was found.
    labels
        int64 (n,), positions in EMOTIONS.
    found
        bool (n,), where the face mesh found a face: elsewhere the live path would say nothing.
    quality
        float64 (n,), 0 where none was found.
    parts
        float64 (n, parts), what the quality is made of.
    """

    probabilities: FloatArray
    labels: IntArray
    found: BoolArray
    quality: FloatArray
    parts: FloatArray

    @property
    def correct(self) -> BoolArray:
        """Whether the likeliest emotion is the label's; bool (n,)."""
        return np.asarray(self.probabilities.argmax(axis=1) == self.labels)


Condition = tuple[str, int]
"""A degradation and its strength; ``(CLEAN, 0)`` is none."""


def conditions() -> Iterator[Condition]:
    """The clean pictures, then every degradation at every strength."""
    yield CLEAN, 0
    for name in DEGRADATIONS:
        for strength in range(len(STRENGTHS)):
            yield name, strength


def some_of(labelled: Labelled, share: float) -> Labelled:
    """A share (0..1) of the pictures, drawn by chance; a larger share begins with those of a smaller one."""
    if not 0 < share <= 1:
        raise ValueError(f"the share of pictures to try must be above 0 and at most 1, not {share:g}")
    n = len(labelled.labels)
    kept = np.random.default_rng(0).permutation(n)[: max(1, round(share * n))]
    return Labelled([labelled.pictures[i] for i in kept], labelled.labels[kept])


def try_conditions(
    labelled: Labelled,
    classifier: FaceClassifier,
    *,
    after_each: Callable[[Condition], None],
) -> dict[Condition, Trial]:
    """Run detector, alignment, quality and network over the pictures under every condition.

    Parameters
    ----------
    labelled
        Pictures that show little more than a face.
    classifier
        What answers.
    after_each
        Called with each condition that is done.
    """
    trials = {}
    for name, strength in conditions():
        pictures = [
            picture if name == CLEAN else degraded(picture, name, strength, i)
            for i, picture in enumerate(labelled.pictures)
        ]
        faces = look_at(pictures)
        trials[name, strength] = Trial(
            classifier.probabilities(faces.crops), labelled.labels, faces.found, faces.quality, faces.parts
        )
        after_each((name, strength))
    return trials


def degradation_figures(trials: Mapping[Condition, Trial]) -> dict[str, Any]:
    """Figures of each condition, ready for JSON: clean, then degradation -> strength.

    ``points_lost`` counts all pictures, ``points_lost_where_found`` those in which the face is still found,
    against the same pictures clean: elsewhere the live path says nothing.
    """
    reference = trials[CLEAN, 0]
    clean = _figures(reference)
    rows: dict[str, Any] = {}
    for (name, strength), trial in trials.items():
        if name == CLEAN:
            continue
        figures = _figures(trial)
        if trial.found.any():
            lost = reference.correct[trial.found].mean() - trial.correct[trial.found].mean()
            figures["points_lost_where_found"] = 100 * float(lost)
        rows.setdefault(name, {})[STRENGTHS[strength]] = {
            "level": DEGRADATIONS[name].levels[strength],
            "points_lost": 100 * (clean["accuracy"] - figures["accuracy"]),
        } | figures
    return {CLEAN: clean, "degraded": rows}


def quality_figures(trials: Mapping[Condition, Trial], bins: int = _QUALITY_BINS) -> dict[str, Any]:
    """How accuracy goes with quality over all conditions, where a face was found; ready for JSON.

    Returns
    -------
    dict
        ``bins``: as many pictures in each, by rising quality; ``spearman_bins`` between their mean quality
        and accuracy; ``spearman_conditions`` between the mean quality and the accuracy of each condition;
        ``auroc``: how often, of a right and a wrong answer, the right one has the higher quality (0.5 is no
        better than chance).
    """
    quality = np.concatenate([trial.quality[trial.found] for trial in trials.values()])
    correct = np.concatenate([trial.correct[trial.found] for trial in trials.values()])
    table = bins_by_quality(quality, correct, bins)
    seen = [trial for trial in trials.values() if trial.found.any()]
    means = [(trial.quality[trial.found].mean(), trial.correct[trial.found].mean()) for trial in seen]
    return {
        "n": len(quality),
        "bins": [
            {"from": b.lowest, "to": b.highest, "quality": b.quality, "accuracy": b.accuracy, "n": b.n}
            for b in table
        ],
        "spearman_bins": rank_correlation([(b.quality, b.accuracy) for b in table]),
        "spearman_conditions": rank_correlation(means),
        "auroc": auroc(quality, correct),
    }


def _figures(trial: Trial) -> dict[str, float]:
    figures = headline(trial.probabilities, trial.labels, ("accuracy", "uar", "macro_f1", "ece"))
    figures["detection_rate"] = float(trial.found.mean())
    if trial.found.any():
        figures["accuracy_where_found"] = float(trial.correct[trial.found].mean())
        figures["quality_where_found"] = float(trial.quality[trial.found].mean())
    return figures
