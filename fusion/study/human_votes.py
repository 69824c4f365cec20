"""How well fusion rules combine what people heard and what people saw: the votes of CREMA-D.

Source: Cao et al., "CREMA-D: Crowd-sourced emotional multimodal actors dataset", IEEE Trans. Affective
Computing 2014: 7,442 acted clips by 91 actors, judged from the voice alone, the face alone, and both.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fusion.arrays import AnyArray, FloatArray, IntArray
from fusion.calibration import fit_calibration, safe_log
from fusion.errors import UserError
from fusion.study.metrics import expected_calibration_error
from fusion.study.rules import BASELINES, Rule, calibrated_product
from fusion.study.stacking import Stacker, fit_stacker
from fusion.study.trust import trust_by_emotion

CLASSES = ("neutral", "happy", "sad", "angry", "afraid", "disgusted")
_COLUMNS = ("N", "H", "S", "A", "F", "D")
_ACTED = {"NEU": 0, "HAP": 1, "SAD": 2, "ANG": 3, "FEA": 4, "DIS": 5}
SMOOTHING_VOTES = 0.5
FOLDS = 5
_PENALTIES = (1.0, 10.0, 30.0)


@dataclass(frozen=True)
class Votes:
    """Vote counts (n, 6) by what was judged; acted emotion (n,) and actor (n,) of each clip."""

    voice: FloatArray
    face: FloatArray
    both: FloatArray
    acted: IntArray
    actor: IntArray


def load_votes(data: Path) -> Votes:
    """Read ``tabulatedVotes.csv`` from ``data`` or its sub-folder ``crema_d_ratings``.

    Raises
    ------
    UserError
        If the file is missing or is not CREMA-D's.
    """
    places = (data / "tabulatedVotes.csv", data / "crema_d_ratings" / "tabulatedVotes.csv")
    path = next((p for p in places if p.is_file()), None)
    if path is None:
        raise UserError(f"There is no tabulatedVotes.csv in {data}; give CREMA-D's folder with --data.")
    clips: dict[str, dict[int, list[float]]] = {}
    try:
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                counts = [float(row[c]) for c in _COLUMNS]
                clips.setdefault(row["fileName"], {})[int(row[""]) // 100_000] = counts
        names = [name for name in clips if len(clips[name]) == 3]
        voice, face, both = (np.array([clips[name][kind] for name in names]) for kind in (1, 2, 3))
        acted = np.array([_ACTED[name.split("_")[2]] for name in names])
        actor = np.array([int(name.split("_")[0]) for name in names])
    except (csv.Error, KeyError, TypeError, ValueError, IndexError) as error:
        raise UserError(f"{path} is not CREMA-D's table of votes ({error!r}).") from error
    return Votes(voice, face, both, acted, actor)


def smoothed(counts: FloatArray) -> FloatArray:
    """Votes as probabilities, half a vote added to each class."""
    raised = counts + SMOOTHING_VOTES
    result: FloatArray = raised / raised.sum(axis=1, keepdims=True)
    return result


def folds_by_actor(actor: IntArray, folds: int = FOLDS, seed: int = 0) -> Iterator[tuple[IntArray, IntArray]]:
    """Training and test indices; no actor is in both."""
    people = np.random.default_rng(seed).permutation(np.unique(actor))
    for fold in range(folds):
        test = np.isin(actor, people[fold::folds])
        yield np.flatnonzero(~test), np.flatnonzero(test)


def tie_sharing_accuracy(p: FloatArray, labels: IntArray) -> float:
    """Accuracy where k classes tied for the lead count 1 / k each: votes tie often."""
    leads = np.isclose(p, p.max(axis=1, keepdims=True))
    return float((leads[np.arange(len(labels)), labels] / leads.sum(axis=1)).mean())


def evaluate_human_votes(data: Path) -> dict[str, Any]:
    """Accuracy, ECE and log-loss of every rule, everything learned cross-validated by actor.

    Also how well each predicts the distribution of the votes of people who heard *and* saw the clip
    (``audio_visual``: log-loss and Jensen-Shannon divergence, bits), what the fitted stacker's weights say
    (``exponents``), and which modality these people trusted for which emotion (``trust``, see
    :mod:`fusion.study.trust`).
    """
    votes = load_votes(data)
    voice, face, both = smoothed(votes.voice), smoothed(votes.face), smoothed(votes.both)
    people = both
    acted: dict[str, FloatArray] = {"people_voice_and_face": people}
    flat = np.ones(len(voice))
    for name, rule in BASELINES.items():
        acted[name] = rule(voice, face, flat, flat)
    learned = {
        "calibrated_product": _fit_calibrated_product,
        "stacker": _fit_stacked,
    }
    predicted_votes: dict[str, FloatArray] = dict(acted)
    del predicted_votes["people_voice_and_face"]
    for name, fit in learned.items():
        acted[name] = _cross_validated(fit, voice, face, votes.acted, votes.actor)
    for name, fit in learned.items():
        predicted_votes[name] = _cross_validated(fit, voice, face, both, votes.actor)
    stacker = _fit_stacked(voice, face, votes.acted, votes.actor)
    return {
        "protocol": "human-votes: CREMA-D, acted emotion, 5 folds by actor",
        "n": len(voice),
        "unseen_speakers": True,
        "rules": {name: _figures(p, votes.acted) for name, p in acted.items()},
        "audio_visual": {name: _distance(p, both) for name, p in predicted_votes.items()},
        "exponents": {
            "voice": dict(zip(CLASSES, (1 + np.diag(stacker.voice)).round(3).tolist(), strict=True)),
            "face": dict(zip(CLASSES, (1 + np.diag(stacker.face)).round(3).tolist(), strict=True)),
        },
        "trust": trust_by_emotion(voice, face, both, votes.actor, CLASSES),
    }


_Fit = Callable[[FloatArray, FloatArray, AnyArray, IntArray], Rule]


def _cross_validated(
    fit: _Fit, voice: FloatArray, face: FloatArray, targets: AnyArray, actor: IntArray
) -> FloatArray:
    result = np.zeros_like(voice)
    for train, test in folds_by_actor(actor):
        rule = fit(voice[train], face[train], targets[train], actor[train])
        flat = np.ones(len(test))
        result[test] = rule(voice[test], face[test], flat, flat)
    return result


def _fit_calibrated_product(voice: FloatArray, face: FloatArray, targets: AnyArray, actor: IntArray) -> Rule:
    calibrations = [fit_calibration(safe_log(p), targets, actor).calibration for p in (voice, face)]
    return calibrated_product(calibrations[0].apply, calibrations[1].apply)


def _fit_stacked(voice: FloatArray, face: FloatArray, targets: AnyArray, actor: IntArray) -> Stacker:
    """Fit the stacker with the penalty that does best on actors left out of the fit."""
    flat = np.ones(len(voice))

    def loss(penalty: float) -> float:
        total = 0.0
        for train, test in folds_by_actor(actor, folds=3, seed=1):
            stacker = fit_stacker(
                voice[train], face[train], targets[train], flat[train], flat[train], penalty
            )
            total += _log_loss(stacker(voice[test], face[test], flat[test], flat[test]), targets[test])
        return total

    return fit_stacker(voice, face, targets, flat, flat, min(_PENALTIES, key=loss))


def _figures(p: FloatArray, labels: IntArray) -> dict[str, float]:
    return {
        "accuracy": tie_sharing_accuracy(p, labels),
        "ece": expected_calibration_error(p.max(axis=1), p.argmax(axis=1) == labels),
        "log_loss": _log_loss(p, labels) / len(labels),
    }


def _log_loss(p: FloatArray, targets: AnyArray) -> float:
    """Log-loss summed over the examples, nats; targets are classes (n,) or distributions (n, k)."""
    log_p = safe_log(p)
    if targets.ndim == 1:
        return float(-log_p[np.arange(len(p)), targets].sum())
    return float(-(targets * log_p).sum())


def _distance(p: FloatArray, truth: FloatArray) -> dict[str, float]:
    middle = (p + truth) / 2
    divergence = (
        (truth * (safe_log(truth) - safe_log(middle))).sum(1) + (p * (safe_log(p) - safe_log(middle))).sum(1)
    ) / (2 * np.log(2))
    return {"log_loss": _log_loss(p, truth) / len(p), "jensen_shannon_bits": float(divergence.mean())}
