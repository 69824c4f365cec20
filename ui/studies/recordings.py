"""Compares the fusion rules on real audio-visual recordings that someone has labelled."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.analyser import VoiceAnalyser
from audio_model.classifier import VoiceClassifier
from face_model.analyser import RECORDED_STEP_S, FaceAnalyser
from face_model.classifier import FaceClassifier
from fusion.arrays import FloatArray
from fusion.calibration import log_softmax, safe_log
from fusion.emotions import EMOTIONS, Emotion, parse_emotion
from fusion.errors import UserError
from fusion.evidence import Evidence, Modality
from fusion.late_fusion import LateFusion
from fusion.recordings.recording import Recording
from fusion.second_opinion import NAME as AGREEMENT
from fusion.second_opinion import limited
from fusion.session.offline import evidence_of
from fusion.study.examples import Examples
from fusion.study.fitted_rules import every_rule
from fusion.study.pairs import Pairs, compare
from fusion.study.rules import Rule
from ui.studies.shipped import shipped_digests

_SUFFIXES = {".mp4", ".mkv", ".mov", ".avi", ".webm", ".flv", ".m4v"}
_RAVDESS = {
    "01": Emotion.NEUTRAL,
    "02": Emotion.NEUTRAL,
    "03": Emotion.HAPPY,
    "04": Emotion.SAD,
    "05": Emotion.ANGRY,
    "06": Emotion.AFRAID,
    "07": Emotion.DISGUSTED,
    "08": Emotion.SURPRISED,
}


def label_of(path: Path) -> Emotion:
    """The emotion of a recording: from its RAVDESS name (``01-01-EE-...``), else from its folder's name.

    Raises
    ------
    UserError
        If neither says one.
    """
    parts = path.stem.split("-")
    if len(parts) == 7 and all(part.isdigit() for part in parts):
        if parts[2] in _RAVDESS:
            return _RAVDESS[parts[2]]
        raise UserError(f"{path.name} has a RAVDESS name, but {parts[2]} is no emotion of RAVDESS.")
    return parse_emotion(path.parent.name)


def evaluate_recordings(data: Path) -> dict[str, Any]:
    """Accuracy, ECE and log-loss of every rule on labelled recordings with sound and picture.

    Of each recording and modality the evidence is averaged in log-probability, weighted by its quality.
    ``recordings`` tells of each what voice, face and both together seemed to be.

    Raises
    ------
    UserError
        If no recording in ``data`` has a label and can be played.
    """
    paths = sorted(p for p in data.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file())
    voice, face = VoiceClassifier.load(), FaceClassifier.load()
    labels: list[int] = []
    played: list[Path] = []
    rows: list[tuple[tuple[FloatArray, float], tuple[FloatArray, float]]] = []
    notes: list[str] = []
    for path in paths:
        try:
            label = label_of(path).position
            pieces = _evidence(Recording(path), voice, face)
        except UserError as error:
            notes.append(f"Left out: {error}")
            continue
        labels.append(label)
        played.append(path)
        rows.append((average(pieces, Modality.VOICE), average(pieces, Modality.FACE)))
    if not rows:
        raise UserError(
            f"No labelled recording was found in {data}; put videos into one sub-folder an emotion, "
            "or give them RAVDESS's names."
        )
    truth = np.array(labels, dtype=np.int64)
    answers = [
        Examples(np.array([row[k][0] for row in rows]), np.array([row[k][1] for row in rows]), truth)
        for k in range(2)
    ]
    pairs = Pairs(answers[0], answers[1], truth, np.zeros(len(truth), dtype=bool))
    rules = every_rule(LateFusion.shipped())
    return {
        "protocol": f"recordings: {data.name}",
        "n": len(truth),
        "unseen_speakers": None,
        "weights_sha256": shipped_digests("voice", "face", "second opinion", "fusion"),
        "rules": compare(rules, pairs),
        "recordings": [
            {"file": str(path.relative_to(data)), "label": EMOTIONS[label].value, **said}
            for path, label, said in zip(played, labels, _each(rules, pairs), strict=True)
        ],
        "notes": ["Nothing tells whether these people were trained on.", *notes],
    }


def _evidence(recording: Recording, voice: VoiceClassifier, face: FaceClassifier) -> list[Evidence]:
    with closing(VoiceAnalyser(voice)) as hearing, closing(FaceAnalyser(face)) as seeing:
        return list(
            evidence_of(
                recording.audio_chunks() if recording.has_audio else (),
                recording.video_frames(least_step_s=RECORDED_STEP_S) if recording.has_video else (),
                hearing,
                seeing,
            )
        )


def _each(rules: dict[str, Rule], pairs: Pairs) -> list[dict[str, Any]]:
    """What voice, face and both seemed to be in each recording, and how surely; None where nothing was."""
    voice, face = pairs.voice, pairs.face
    qualities = {"voice": voice.quality, "face": face.quality, "attune": voice.quality + face.quality}
    answers = {
        name: rules[name](voice.probabilities, face.probabilities, voice.quality, face.quality)
        for name in qualities
    }
    return [
        {
            name: {"emotion": EMOTIONS[int(p[i].argmax())].value, "probability": float(p[i].max())}
            if qualities[name][i] > 0
            else None
            for name, p in answers.items()
        }
        for i in range(len(pairs.labels))
    ]


def average(pieces: Sequence[Evidence], modality: Modality) -> tuple[FloatArray, float]:
    """Quality-weighted mean of the log-probabilities of one modality's evidence, and its mean quality.

    Each piece is no surer than a second opinion on it allows. Uniform with quality 0 where the modality said
    nothing.
    """
    own = [piece for piece in pieces if piece.modality is modality and piece.quality > 0]
    if not own:
        return np.full(len(EMOTIONS), 1 / len(EMOTIONS)), 0.0
    quality = np.array([piece.quality for piece in own])
    most = [piece.quality_parts.get(AGREEMENT, 1.0) for piece in own]
    log_p = safe_log(limited(np.array([piece.probabilities for piece in own]), most))
    mean: FloatArray = np.exp(log_softmax(quality @ log_p / quality.sum()))
    return mean, float(quality.mean())
