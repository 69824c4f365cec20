"""How voice and face are best combined elsewhere than where that was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from audio_model.classifier import VoiceClassifier
from face_model.classifier import FaceClassifier
from face_model.corpora.named import FACE_CORPORA
from fusion.arrays import FloatArray
from fusion.calibration import log_softmax, safe_log
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.study.examples import Examples
from fusion.study.fitted_rules import AfterCalibration, FusionRule, calibrated, tempered_weight
from fusion.study.fitting import training_pairs
from fusion.study.pairs import Pairs, figures, make_pairs
from fusion.study.rules import BASELINES, Rule
from fusion.study.stacking import Stacker, fit_stacker
from ui.studies.fusion import face_answers, voice_answers
from ui.studies.strangers import NEVER_MET, faces_of, voices_of

_COMPARED = ("voice", "face", "mean", "product")
_PAIRS = 2100
PENALTY = 30.0
"""Of the stacker, as it was when it was Attune's rule."""
SHARPER = 1.3
"""Exponent on both together that home's calibration part asks for, a tenth of its faces being wrong ones."""
_HOME = "RAVDESS", "FER+"


def pairs_of_strangers(data: Path) -> dict[str, Any]:
    """What each rule says of pairs of a voice and a face of people never trained or calibrated on.

    Of the corpora by which the fusion was chosen, and of all others at hand, whether or not other people of
    theirs were trained on.

    Beside the rules that are compared elsewhere a stacker is asked, fitted to what the fusion's doubt was
    chosen by, and the fusion with one temperature on its answers. A corpus that has not all emotions is
    paired in those it has.

    Returns
    -------
    dict
        ``rows``: ``voice``, ``face`` (corpora), ``met`` (whether the fusion was chosen by both), ``n``, and
        by rule ``accuracy``, ``ece``, ``log_loss``, mean ``sureness``, ``clear`` and ``clear_and_wrong``;
        ``mean``: the same over the rows in which it was not.
    """
    fusion = LateFusion.shipped()
    attune = FusionRule(fusion)
    rules: dict[str, Rule] = {name: AfterCalibration(fusion, BASELINES[name]) for name in _COMPARED}
    rules |= {
        "stacker": _Stacked(fusion, _stacker(data, fusion)),
        "attune": attune,
        "attune_sharper": _Sharper(attune),
    }
    clear_from = fusion.rule.clear_from(dict.fromkeys(Modality, 1.0))
    rows: list[dict[str, Any]] = []
    for heard, voice in _voices(data).items():
        for seen, face in _faces(data).items():
            pairs = make_pairs(voice, face.held(), _PAIRS, seed=0)
            rows.append(
                {
                    "voice": heard,
                    "face": seen,
                    "met": (heard, seen) == _HOME,
                    "n": len(pairs.labels),
                    "rules": {name: _judged(rule, pairs, clear_from) for name, rule in rules.items()},
                }
            )
    strange = [row["rules"] for row in rows if not row["met"]]
    mean = {
        name: {
            what: float(np.mean([by_rule[name][what] for by_rule in strange])) for what in strange[0][name]
        }
        for name in (rules if strange else ())
    }
    return {"rows": rows, "mean": mean, "clear_from": clear_from, "penalty": PENALTY, "sharper": SHARPER}


def _voices(data: Path) -> dict[str, Examples]:
    found = {_HOME[0]: voice_answers(data, "test")["clean"]}
    from audio_model.corpora.clips import CORPORA

    classifier = VoiceClassifier.load()
    for name in CORPORA:
        strangers = voices_of(data, name, classifier) if (data / name).is_dir() else None
        if strangers is not None and NEVER_MET in strangers.met and name != "ravdess":
            found[strangers.corpus] = strangers.examples
    return found


def _faces(data: Path) -> dict[str, Examples]:
    found = {_HOME[1]: face_answers(data, "test")["clean"]}
    classifier = FaceClassifier.load()
    for corpus in FACE_CORPORA.values():
        strangers = faces_of(data, corpus, classifier) if (data / corpus.name).is_dir() else None
        if strangers is not None and NEVER_MET in strangers.met:
            found[strangers.corpus] = strangers.examples
    return found


def _judged(rule: Rule, pairs: Pairs, clear_from: float) -> dict[str, float]:
    p = rule(pairs.voice.probabilities, pairs.face.probabilities, pairs.voice.quality, pairs.face.quality)
    sureness = p.max(axis=1)
    clear = sureness >= clear_from
    wrong = clear & (p.argmax(axis=1) != pairs.labels)
    return {
        **figures(p, pairs.labels),
        "sureness": float(sureness.mean()),
        "clear": float(clear.mean()),
        "clear_and_wrong": float(wrong.mean()),
    }


class _Sharper:
    """Another rule, each of its answers raised to the power SHARPER."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule

    def __call__(
        self, voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
    ) -> FloatArray:
        """Probabilities (n, 7)."""
        said = self._rule(voice, face, voice_weight, face_weight)
        result: FloatArray = np.exp(log_softmax(SHARPER * safe_log(said)))
        return result


class _Stacked:
    """A stacker as a rule on evidence that the fusion has calibrated."""

    def __init__(self, fusion: LateFusion, stacker: Stacker) -> None:
        self._fusion, self._stacker = fusion, stacker

    def __call__(
        self, voice: FloatArray, face: FloatArray, voice_weight: FloatArray, face_weight: FloatArray
    ) -> FloatArray:
        """Fused probabilities (n, 7)."""
        return self._stacker(*_as_heard(self._fusion, voice, face, voice_weight, face_weight))


def _stacker(data: Path, fusion: LateFusion) -> Stacker:
    pairs = training_pairs(voice_answers(data, "calibration"), face_answers(data, "calibration"), 0)
    voice, face = pairs.voice, pairs.face
    heard, seen, voice_weight, face_weight = _as_heard(
        fusion, voice.probabilities, face.probabilities, voice.quality, face.quality
    )
    return fit_stacker(heard, seen, pairs.labels, voice_weight, face_weight, PENALTY, fusion.doubt)


def _as_heard(
    fusion: LateFusion,
    voice: FloatArray,
    face: FloatArray,
    voice_quality: FloatArray,
    face_quality: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Both answers as the fusion combines them, and their weights."""
    return (
        calibrated(fusion, Modality.VOICE, voice),
        calibrated(fusion, Modality.FACE, face),
        tempered_weight(voice_quality, fusion.exponent[Modality.VOICE]),
        tempered_weight(face_quality, fusion.exponent[Modality.FACE]),
    )
