"""Fits the fusion to both models' answers, and compares it with other rules on examples of neither."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from audio_model.classifier import VoiceClassifier
from audio_model.streams import voice_streams
from face_model.classifier import FaceClassifier
from face_model.streams import face_streams
from fusion.evidence import Evidence, Modality
from fusion.fitting import CLEAR_ACCURACY, NEUTRAL_SHARE, FusionRule, fit_fusion
from fusion.late_fusion import CARD, LateFusion
from fusion.pairs import Pairs, Stream, compare, make_pairs, with_wrong_faces
from fusion.provenance import commit
from fusion.rules import BASELINES, Rule

_FACES_PER_EMOTION = {"calibration": 60, "test": 80}
_PICTURES = {"calibration": "PublicTest", "test": "PrivateTest"}
_TEST_PAIRS = 2100
_NOT_RECORDINGS = (
    "Pairs of a voice and a face of different people are not audio-visual recordings: their errors are "
    "independent, which flatters every rule that combines them."
)


def gather(data: Path, part: str) -> tuple[dict[str, Stream], dict[str, Stream]]:
    """Both models' answers by condition; ``part`` is ``calibration`` or ``test``.

    Voices: the RAVDESS actors of that part in the voice model's card. Faces: FER2013's PublicTest or
    PrivateTest, on whose other half the face model was neither trained nor calibrated.

    Raises
    ------
    ValueError, FileNotFoundError
        If RAVDESS or FER2013 is not in ``data``.
    """
    voice, face = VoiceClassifier.load(), FaceClassifier.load()
    speakers = tuple(voice.card["split"]["ravdess"][part])
    return (
        voice_streams(data, speakers, classifier=voice),
        face_streams(data, _PICTURES[part], _FACES_PER_EMOTION[part], classifier=face),
    )


def train_fusion(data: Path, out: Path | None, seed: int) -> Path:
    """Fit the fusion on the calibration part and write its card; returns the card's path."""
    voice, face = gather(data, "calibration")
    fitted, choices = fit_fusion(voice, face, seed)
    card = {
        "name": "Attune late fusion",
        "exponent": {m.value: fitted.exponent[m] for m in Modality},
        "rule": asdict(fitted.rule),
        "stacker": fitted.stacker.to_json(),
        "fitted_on": {
            "voices": f"RAVDESS, the voice model's calibration speakers, {len(voice['clean'].labels)} clips",
            "faces": f"FER+ majority, FER2013 PublicTest, {len(face['clean'].labels)} pictures",
            "conditions": {"voice": list(voice), "face": list(face)},
            "neutral_share": NEUTRAL_SHARE,
            "note": _NOT_RECORDINGS,
        },
        "clear": {"right_at_least": CLEAR_ACCURACY, **choices},
        "weights_sha256": {
            "voice": VoiceClassifier.load().sha256,
            "face": FaceClassifier.load().weights_sha256,
        },
        "seed": seed,
        "commit": commit(),
        "licence": "As the voice and face weights: non-commercial.",
    }
    path = CARD if out is None else out / CARD.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def evaluate_pairs(data: Path) -> dict[str, Any]:
    """Accuracy, ECE and log-loss of every rule on pairs of unseen voices and unseen faces, by condition."""
    voice, face = gather(data, "test")
    fusion = LateFusion.shipped()
    rules: dict[str, Rule] = {**BASELINES, "attune": FusionRule(fusion)}
    conditions = {name: compare(rules, pairs) for name, pairs in conditions_of(voice, face).items()}
    clean = make_pairs(voice["clean"], face["clean"], _TEST_PAIRS, seed=0)
    contradicting = with_wrong_faces(clean, face["clean"], 1.0, None, seed=1)
    ordinary = make_pairs(voice["clean"], face["clean"], _TEST_PAIRS, seed=0, neutral_share=1.0)
    return {
        "protocol": "pairs: RAVDESS test speakers with FER2013 PrivateTest faces of the same emotion",
        "n": len(clean.labels),
        "unseen_speakers": True,
        "weights_sha256": {
            "voice": VoiceClassifier.load().sha256,
            "face": FaceClassifier.load().weights_sha256,
        },
        "rules": conditions["clean"],
        "conditions": {name: {"rules": figures} for name, figures in conditions.items()},
        "states": {
            "same emotion": _states(fusion, clean),
            "ordinary: both neutral": _states(fusion, ordinary),
            "contradicting": _states(fusion, contradicting),
        },
        "notes": [_NOT_RECORDINGS],
    }


def conditions_of(voice: dict[str, Stream], face: dict[str, Stream]) -> dict[str, Pairs]:
    """The pairs of each condition: one side degraded, one side silent, a share of wrong faces."""
    clean = make_pairs(voice["clean"], face["clean"], _TEST_PAIRS, seed=0)
    found = {"clean": clean}
    for name, stream in voice.items():
        if name != "clean":
            found[f"voice: {name}"] = make_pairs(stream, face["clean"], _TEST_PAIRS, seed=0)
    found["voice: silent"] = make_pairs(voice["clean"].silenced(), face["clean"], _TEST_PAIRS, seed=0)
    for name, stream in face.items():
        if name != "clean":
            found[f"face: {name}"] = make_pairs(voice["clean"], stream, _TEST_PAIRS, seed=0)
    found["face: gone"] = make_pairs(voice["clean"], face["clean"].silenced(), _TEST_PAIRS, seed=0)
    for share in (0.1, 0.3, 0.6):
        for flagged in (None, 0.02):
            name = f"wrong face: {share:.0%}{', flagged' if flagged else ''}"
            found[name] = with_wrong_faces(clean, face["clean"], share, flagged, seed=2)
    return found


def _states(fusion: LateFusion, pairs: Pairs) -> dict[str, float]:
    """Share of each state over the pairs, and how often "clear" names the voice's emotion."""
    states: Counter[str] = Counter()
    right = 0
    for i, label in enumerate(pairs.labels):
        evidence = [
            Evidence(m, 0.0, 1.0, s.probabilities[i] / s.probabilities[i].sum(), float(s.quality[i]))
            for m, s in ((Modality.VOICE, pairs.voice), (Modality.FACE, pairs.face))
        ]
        estimate = fusion.estimate(evidence, 1.0)
        states[estimate.state.value] += 1
        right += bool(
            estimate.state.value == "clear" and estimate.emotion and estimate.emotion.position == label
        )
    shares = {state: count / len(pairs.labels) for state, count in states.most_common()}
    return {**shares, "clear_is_right": right / max(1, states["clear"])}
