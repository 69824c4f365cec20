"""Fits the second opinion on faces: the shape to FER+, its worth to corpora that weights have never met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from face_model.classifier import FaceClassifier
from face_model.corpora.fer2013 import load_fer2013
from face_model.corpora.folders import read_picture
from face_model.corpora.named import FACE_CORPORA
from face_model.corpora.parting import every_picture, part_of
from face_model.evaluation.found_faces import FoundFaces, faces_in
from face_model.landmarks import N_LANDMARKS
from face_model.second_opinion import SecondOpinion, shape_of
from face_model.training.second_card import write_second_card
from fusion.arrays import BoolArray, FloatArray, IntArray
from fusion.errors import UserError
from fusion.late_fusion import LateFusion
from fusion.provenance import commit
from fusion.second_opinion import limited
from fusion.study.unfamiliar import learned

HOME_BUDGET = 0.09
"""So large a share of FER+'s PublicTest may lose its "clear": a point less than of its test, as chance lets
two such sets differ by .7 points."""
PICTURES = 4000
"""At most so many of each corpus and part."""
SHAPES = 9000
"""Of FER+'s training pictures, drawn so that rare feelings are less so."""

WAYS = {
    "alone": "by its own sureness",
    "stricter": "by more sureness",
    "rival": "rival heard",
    "shape": "shape heard",
    "both": "both heard",
}
"""What may decide whether an answer is called clear: the network, with today's bar or a higher one, or the
second opinion too, of either witness or of both."""

_HEEDED = {"rival": (True, False), "shape": (False, True), "both": (True, True)}
_DIRECTIONS = 40
_PENALTY = 0.1  # inverse strength of the pull on the shape's whitened weights, as scikit-learn has it
_LIGHT = 1e-4  # penalty on squared trust, nats: against none at all
_NOSE_BRIDGE = 168
_SEED = 7


@dataclass(frozen=True)
class Fitted:
    """What was fitted.

    Parameters
    ----------
    file
        What was written.
    trust
        As in :class:`face_model.second_opinion.SecondOpinion`, as kept.
    rows
        For each corpus and whose weights judged it: ``corpus``, ``by``, ``n``, and by WAYS the
        share called clear and the share of all that is clear and wrong.
    """

    file: Path
    trust: tuple[float, ...]
    rows: list[dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """The figures of what was tried, ready for JSON."""
        return {"home_budget": HOME_BUDGET, "trust": list(self.trust), "rows": self.rows}


@dataclass(frozen=True)
class _Asked:
    """What some weights say of faces that they were not trained on; the opinion is theirs."""

    corpus: str
    sha256: str
    opinion: SecondOpinion
    probabilities: FloatArray
    features: FloatArray
    met: FoundFaces

    @property
    def witnesses(self) -> FloatArray:
        return self.opinion.witnesses(self.probabilities, self.features, list(self.met.points))

    @property
    def right(self) -> BoolArray:
        return np.asarray(self.probabilities.argmax(axis=1) == self.met.labels)

    def clear(self, limit: FloatArray) -> BoolArray:
        """Which are called clear if they may be no surer than so, (n,)."""
        sure = limited(self.probabilities, limit).max(axis=1)
        return np.asarray(sure >= self.opinion.clear_from - 1e-9)


def train_second_opinion(data: Path, weights: Path, left_out: Sequence[Path]) -> Fitted:
    """Fit the second opinion on the weights and write it and its card beside them.

    The shape is fitted to FER+'s training pictures alone. What its word and the rival's are worth is fitted
    to right and wrong answers of face weights in the folders ``left_out`` about RAF-DB and SFEW, which they
    never met (nothing kept for testing), and about FER+'s PublicTest, each counting alike. All of it is then
    shifted until FER+'s PublicTest loses no more than HOME_BUDGET of what was called clear.

    Raises
    ------
    UserError
        If corpora or weights are missing, or all weights have met all corpora.
    """
    public = _ferplus(data, "PublicTest", PICTURES)
    shape = _fit_shape(_ferplus(data, "Training", SHAPES, rarer=True))
    usable = {
        corpus.title: corpus.name
        for corpus in FACE_CORPORA.values()
        if not corpus.for_testing_only and (data / corpus.name).is_dir()
    }
    pictures = cache(lambda name, parts: _pictures(data, name, parts))

    def asked(file: Path) -> list[_Asked]:
        """What these weights say of those held out of their training, then of corpora they never met."""
        classifier = FaceClassifier.load(file)
        home = {t: n for t, n in usable.items() if n in classifier.corpora_met}
        known = {"FER+": public, **{t: pictures(n, ("held_out",)) for t, n in home.items()}}
        strange = {t: pictures(n, ("train", "held_out")) for t, n in usable.items() if t not in home}
        answers = {t: classifier.answers(met.crops) for t, met in (known | strange).items()}
        rivals = learned(
            np.concatenate([answers[title].features for title in known]),
            np.concatenate([met.labels for met in known.values()]),
        )
        bar = LateFusion.shipped().rule.face_clear_from
        opinion = SecondOpinion(
            rivals.centre, rivals.directions, rivals.classes, *shape, np.zeros(3), clear_from=bar
        )
        judged = []
        for title, met in ({"FER+": public} | strange).items():
            features = answers[title].features
            said = classifier.in_doubt(classifier.calibrate(answers[title].votes), features)
            judged.append(_Asked(title, classifier.sha256, opinion, said.probabilities, features, met))
        return judged

    others = [folder for folder in left_out if (folder / weights.name).is_file()]
    everybody = [asked(weights), *(asked(folder) for folder in others)]
    strangers = [judged for judges in everybody if judges[1:] for judged in judges]
    if not strangers:
        raise UserError("These weights have met all corpora; name some with --left-out that have not.")
    home = everybody[0][0]
    trusts = {way: _fit_trust(strangers, heeded) for way, heeded in _HEEDED.items()}
    trust = _within_budget(home, trusts["both"])
    fitted = Fitted(
        replace(home.opinion, trust=trust).save(weights, home.sha256),
        tuple(map(float, trust)),
        [row for judges in everybody for row in _tried(judges, trusts)],
    )
    never_met = sorted({judged.corpus for judges in everybody for judged in judges[1:]})
    names = [usable[title] for title in never_met]
    write_second_card(fitted.file, home.sha256, fitted.to_json(), names, seed=_SEED, commit=commit())
    return fitted


def _fit_shape(met: FoundFaces) -> tuple[FloatArray, FloatArray]:
    """A logistic model of the shape's main directions, left and right alike, every feeling counting alike."""
    from sklearn.linear_model import LogisticRegression

    rows = np.stack([shape_of(face) for face in met.points])
    order, sign, shift = _mirror(rows.mean(axis=0))
    rows = (rows + sign * rows[:, order] + shift) / 2
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    rows = (rows - mean) / spread
    variance, axes = np.linalg.eigh(rows.T @ rows / len(rows))
    whiten = axes[:, -_DIRECTIONS:] / np.sqrt(variance[-_DIRECTIONS:])
    model = LogisticRegression(C=_PENALTY, max_iter=3000, class_weight="balanced")
    model.fit(rows @ whiten, met.labels)
    weight = (whiten / spread[:, None]) @ model.coef_.T
    bias = model.intercept_ - mean @ weight
    # The averaging of a face and its mirror image becomes part of the weights.
    turned = np.zeros_like(weight)
    np.add.at(turned, order, sign[:, None] * weight)
    return (weight + turned) / 2, bias + shift @ weight / 2


def _mirror(mean: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """What mirrors a shape, ``sign * shape[order] + shift``: by what lies opposite on average."""
    face = mean.reshape(N_LANDMARKS, 3)
    middle = float(face[_NOSE_BRIDGE, 0])
    there = face * (-1, 1, 1) + (2 * middle, 0, 0)
    opposite = np.linalg.norm(there[:, None] - face, axis=2).argmin(axis=1)
    order = (3 * opposite[:, None] + np.arange(3)).ravel()
    sign = np.tile([-1.0, 1.0, 1.0], N_LANDMARKS)
    return order, sign, np.tile([2 * middle, 0.0, 0.0], N_LANDMARKS)


def _fit_trust(judged: Sequence[_Asked], heeded: tuple[bool, bool] = (True, True)) -> FloatArray:
    """The logistic rule of least log-loss, (3,), every corpus counting alike, no witness heeded backwards."""
    from scipy.optimize import minimize

    told = [(asked.witnesses, asked.right.astype(np.float64)) for asked in judged]

    def loss(trust: FloatArray) -> float:
        total = _LIGHT * float(np.square(trust[:2]).sum())
        for witnesses, right in told:
            score = witnesses @ trust[:2] + trust[2]
            total += float((np.logaddexp(0, score) - right * score).mean()) / len(told)
        return total

    bounds = [(0, None if has_a_say else 0) for has_a_say in heeded] + [(None, None)]
    found: FloatArray = minimize(loss, np.array([*heeded, 0.0]), method="L-BFGS-B", bounds=bounds).x
    return found


def _within_budget(home: _Asked, trust: FloatArray) -> FloatArray:
    """The trust, shifted until what is called clear at home falls by the budget and no more."""
    witnesses = home.witnesses
    kept = home.clear(np.ones(len(witnesses))).mean() - HOME_BUDGET
    low, high = -5.0, 5.0
    for _ in range(40):
        middle = (low + high) / 2
        shifted = replace(home.opinion, trust=trust + np.array([0.0, 0.0, middle]))
        enough = home.clear(shifted.allowed(witnesses)).mean() >= kept
        low, high = (low, middle) if enough else (middle, high)
    return np.asarray(trust + np.array([0.0, 0.0, high]))


def _tried(judges: Sequence[_Asked], trusts: Mapping[str, FloatArray]) -> list[dict[str, Any]]:
    """One network's rows: every way is held to the same budget of what it calls clear at home, the first."""
    home = judges[0]
    sure = home.probabilities.max(axis=1)
    kept = max(float(home.clear(np.ones(len(sure))).mean()) - HOME_BUDGET, 0.0)
    bar = float(np.quantile(sure, 1 - kept))
    shifted = {way: _within_budget(home, trust) for way, trust in trusts.items()}
    rows = []
    for judged in judges:
        witnesses, surest = judged.witnesses, judged.probabilities.max(axis=1)
        clear = {"alone": judged.clear(np.ones(len(surest))), "stricter": surest >= bar}
        for way, trust in shifted.items():
            clear[way] = judged.clear(replace(judged.opinion, trust=trust).allowed(witnesses))
        told = {
            way: {"called_clear": float(c.mean()), "clear_and_wrong": float((c & ~judged.right).mean())}
            for way, c in clear.items()
        }
        rows.append({"corpus": judged.corpus, "by": judged.sha256[:8], "n": len(surest), "ways": told})
    return rows


def _ferplus(data: Path, usage: str, most: int, *, rarer: bool = False) -> FoundFaces:
    """Pictures of a split with the voters' majority, without near-twins of other splits."""
    table = load_fer2013(data)
    labels, rows = table.majority, table.apart(table.of_an_emotion(usage))
    chance = 1 / np.sqrt(np.bincount(labels[rows]))[labels[rows]] if rarer else np.ones(len(rows))
    drawn = np.random.default_rng(_SEED).choice(
        len(rows), min(most, len(rows)), replace=False, p=chance / chance.sum()
    )
    rows = rows[drawn]
    return faces_in(list(table.images[rows]), labels[rows])


def _pictures(data: Path, corpus: str, parts: tuple[str, ...]) -> FoundFaces:
    pictures = every_picture(corpus, data / corpus)
    rows = np.flatnonzero(np.isin(part_of(corpus, pictures), parts))
    rows = np.random.default_rng(_SEED).permutation(rows)[:PICTURES]
    return faces_in((read_picture(pictures.files[row]) for row in rows), pictures.labels[rows])
