"""Measures what people in general look and sound like while they show each emotion, and how to learn one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.clips import listen, title_of
from face_model.classifier import FaceClassifier
from fusion.baseline import centred_log
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.provenance import commit
from fusion.running import REPERTOIRE, Repertoire
from fusion.study.acquaintance import met_in_order
from fusion.study.alone import shown_alone
from fusion.study.examples import Examples, IntArray
from fusion.study.fitting import calibrated
from ui.studies.fusion import face_answers
from ui.studies.strangers import kept_voice

FloatArray = npt.NDArray[np.float64]

TEMPERS = (0.25, 0.5, 1.0)
HALVES_S = (10.0, 20.0, 40.0)
CLIP_S = 3.0
_CLIPS = 200
"""Ten minutes of each person."""
_NEUTRAL_SHARE = 0.6
_FEWEST, _MOST = 3, 6
"""So many clips a feeling lasts for."""


@dataclass(frozen=True)
class Speaker:
    """What the voice model said of one calibration speaker's clips."""

    corpus: str
    name: str
    examples: Examples
    centred: FloatArray

    @property
    def means(self) -> FloatArray:
        """Mean centred log-probabilities by emotion, float64 (7, 7); NaN rows for emotions not spoken."""
        said = self.examples.quality > 0
        means = np.full((len(EMOTIONS), len(EMOTIONS)), np.nan)
        for k in range(len(EMOTIONS)):
            rows = self.centred[said & (self.examples.labels == k)]
            if len(rows):
                means[k] = rows.mean(axis=0)
        return means


def measure_repertoire(data: Path, out: Path | None = None, fusion: LateFusion | None = None) -> Path:
    """Write the repertoire of both models, and how fast to learn a person, beside the weights.

    Answers are taken as ``fusion`` (the shipped one if None) calibrates them. Voices: the clips of the
    calibration speakers in the voice model's card, of every corpus in ``data``; the mean over a corpus's
    speakers, then over the corpora. Faces: FER2013's PublicTest. Temper and half-time, used for both, are
    those with the least log-loss on ten-minute streams of those speakers' clips, each with the repertoire of
    the others; no test speaker is looked at. Returns the file.

    Raises
    ------
    UserError
        If FER2013, or every corpus with calibration speakers, is missing in ``data``.
    """
    fusion = fusion or LateFusion.shipped()
    classifier, face = VoiceClassifier.load(), FaceClassifier.load()
    speakers = _speakers(data, classifier, fusion)
    if len(speakers) < 2:
        raise UserError(f"{data} holds no corpus with speakers that the voice model was calibrated on.")
    faces = face_answers(data, "calibration")["clean"]
    seen = Speaker("", "", faces, centred_log(calibrated(fusion, Modality.FACE, faces.probabilities)))
    losses = {
        (temper, half_s): float(np.mean([_loss(s, speakers, fusion, temper, half_s) for s in speakers]))
        for temper, half_s in product(TEMPERS, HALVES_S)
    }
    temper, half_s = min(losses, key=lambda pair: losses[pair])
    unknown = float(np.mean([_loss(s, speakers, fusion, None, 1.0) for s in speakers]))
    figures = {
        "means": {"voice": _in_general(speakers).tolist(), "face": _centred(seen.means).tolist()},
        "temper": temper,
        "half_s": half_s,
        "log_loss": {"nobody known": unknown}
        | {f"temper {t:g}, half after {h:g} s": loss for (t, h), loss in losses.items()},
        "made_from": {
            "voice": "clips of the calibration speakers of "
            + ", ".join(sorted({title_of(s.corpus) for s in speakers})),
            "face": f"{len(faces.labels)} pictures of FER2013 PublicTest (FER+ majority)",
        },
        "weights_sha256": {"voice": classifier.sha256, "face": face.sha256},
        "commit": commit(),
    }
    path = REPERTOIRE if out is None else out / REPERTOIRE.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _speakers(data: Path, classifier: VoiceClassifier, fusion: LateFusion) -> list[Speaker]:
    found = []
    for corpus, split in classifier.card["split"].items():
        if not (data / corpus).is_dir() or not split.get("calibration"):
            continue
        clips = listen(corpus, data, classifier, "calibration")
        said = kept_voice(clips, classifier)
        centred = centred_log(calibrated(fusion, Modality.VOICE, said.probabilities))
        whose = np.array([clip.speaker for clip in clips.clips])
        for name in sorted(set(whose)):
            rows = np.flatnonzero(whose == name)
            found.append(Speaker(corpus, name, said.take(rows), centred[rows]))
    return found


def _in_general(speakers: Sequence[Speaker]) -> FloatArray:
    """Mean over each corpus's speakers, then over the corpora that have the emotion."""
    corpora = [
        np.nanmean([s.means for s in speakers if s.corpus == corpus], axis=0)
        for corpus in sorted({s.corpus for s in speakers})
    ]
    return _centred(np.nanmean(corpora, axis=0))


def _centred(means: FloatArray) -> FloatArray:
    """An emotion that nobody showed is taken for what the others have in common, its own raised."""
    common = np.nanmean(means, axis=0)
    filled = np.where(np.isnan(means), common, means)
    result: FloatArray = filled - filled.mean(axis=1, keepdims=True)
    return result


def _loss(
    speaker: Speaker, speakers: Sequence[Speaker], fusion: LateFusion, temper: float | None, half_s: float
) -> float:
    """Mean log-loss over the emotions in a speaker's stream; nobody is known where there is no temper."""
    others = [s for s in speakers if s is not speaker]
    means: Mapping[Modality, FloatArray] = {m: _in_general(others) for m in Modality}
    order = conversation(speaker.examples, seed=0)
    stream = speaker.examples.take(order)
    known = (
        met_in_order(
            fusion,
            Modality.VOICE,
            stream,
            range(len(order)),
            Repertoire(means, temper, half_s),
            file_s=CLIP_S,
        )
        if temper is not None
        else None
    )
    shown = shown_alone(fusion, Modality.VOICE, stream, known)
    loss = -np.log(np.maximum(shown.probabilities[np.arange(len(order)), stream.labels], 1e-3))
    return float(np.mean([loss[stream.labels == k].mean() for k in np.unique(stream.labels)]))


def conversation(examples: Examples, seed: int) -> IntArray:
    """Places of one person's clips as in a conversation: mostly neutral, other feelings for a while each."""
    rng = np.random.default_rng(seed)
    emotions = [int(k) for k in np.unique(examples.labels)]
    others = [k for k in emotions if k != Emotion.NEUTRAL.position]
    neutral = Emotion.NEUTRAL.position if Emotion.NEUTRAL.position in emotions else None
    order: list[int] = []
    while len(order) < _CLIPS:
        calm = neutral is not None and (not others or rng.random() < _NEUTRAL_SHARE)
        k = neutral if calm else int(rng.choice(others))
        clips = np.flatnonzero(examples.labels == k)
        order += [int(i) for i in rng.choice(clips, rng.integers(_FEWEST, _MOST + 1))]
    return np.array(order[:_CLIPS], dtype=np.int64)
