"""Measures what people in general look and sound like while they show each emotion, and how to learn one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.clips import listen, title_of
from face_model.classifier import FaceClassifier
from fusion.baseline import centred_log
from fusion.calibration import log_softmax, safe_log
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.provenance import commit
from fusion.running import REPERTOIRE, Repertoire
from fusion.study.acquaintance import SEEDS, met_in_order, running_baselines
from fusion.study.alone import shown_alone
from fusion.study.examples import Examples, IntArray
from fusion.study.fitting import calibrated
from ui.studies.fusion import face_answers
from ui.studies.strangers import kept_voice

FloatArray = npt.NDArray[np.float64]

TEMPERS = (0.25, 0.5, 1.0)
HALVES_S = (10.0, 20.0, 40.0)
SURER = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5)
_CAUTION = 0.02
"""The least sureness is taken whose log-loss is within this share of the best one's."""
STRANGENESS = 1.0
"""How far, in nats for each emotion, the answers about a made stranger are moved.

Whoever a model was calibrated on is hardly strange to it. Answers about the speakers of EMOVO and CASIA,
while nobody of these corpora had been trained on, lay 1.1 and 1.2 nats from what is usual for the emotion,
those about calibration speakers 0.65: this much on top makes one as strange as the other.
"""
DOUBTED = (1.0, 0.6)
"""What the log-probabilities about made strangers are multiplied by, in turn: the unfamiliar are doubted."""
CLIP_S = 3.0
_STRANGERS = 4
"""So many strangers are made of each speaker."""
_CLIPS = 200
"""Ten minutes of each person."""
_NEUTRAL_SHARES = (0.6, 1 / 7)
"""Every other stranger is mostly neutral, every other one shows all emotions alike."""
_FEWEST, _MOST = 3, 6
"""So many clips a feeling lasts for."""


@dataclass(frozen=True)
class Speaker:
    """What a model said of one calibration speaker's clips, or of many people's pictures."""

    modality: Modality
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
    those with the least log-loss on ten-minute streams of those clips and pictures, made strange (see
    :data:`STRANGENESS`), each speaker with the repertoire of the others; no test speaker is looked at.
    How much surer an answer may be about a voice that is known is what those speakers choose, as they are;
    about a face no surer, since nobody knows who is in FER2013's pictures. Returns the file.

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
    centred = centred_log(calibrated(fusion, Modality.FACE, faces.probabilities))
    seen = Speaker(Modality.FACE, "", "", faces, centred)
    faces_in_general = _centred(seen.means)
    streams = [
        (stream, means)
        for speaker in speakers
        for means in (_in_general([s for s in speakers if s is not speaker]),)
        for stream in _strangers(speaker, _STRANGERS)
    ]
    streams += [(stream, faces_in_general) for stream in _strangers(seen, _STRANGERS * len(speakers))]
    losses = {
        (temper, half_s): _loss(streams, fusion, temper, half_s)
        for temper, half_s in product(TEMPERS, HALVES_S)
    }
    temper, half_s = min(losses, key=lambda pair: losses[pair])
    by_sureness = {surer: _loss_of_known(speakers, fusion, temper, half_s, surer) for surer in SURER}
    surer = least_sure(by_sureness)
    figures = {
        "means": {"voice": _in_general(speakers).tolist(), "face": faces_in_general.tolist()},
        "temper": temper,
        "half_s": half_s,
        "surer": {Modality.VOICE.value: surer, Modality.FACE.value: 1.0},
        "strangeness": STRANGENESS,
        "log_loss": {"nobody known": _loss(streams, fusion, None, 1.0)}
        | {f"temper {t:g}, half after {h:g} s": loss for (t, h), loss in losses.items()},
        "log_loss_by_sureness_voice": {f"{surer:g}": loss for surer, loss in by_sureness.items()},
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
            found.append(Speaker(Modality.VOICE, corpus, name, said.take(rows), centred[rows]))
    return found


def _in_general(speakers: Sequence[Speaker]) -> FloatArray:
    """Mean over each corpus's speakers, then over the corpora that have the emotion."""
    corpora = [
        _known_mean([s.means for s in speakers if s.corpus == corpus])
        for corpus in sorted({s.corpus for s in speakers})
    ]
    return _centred(_known_mean(corpora))


def _known_mean(parts: Sequence[FloatArray]) -> FloatArray:
    """Mean of those that are known of each figure; NaN where none is."""
    known = np.isfinite(parts)
    total = np.where(known, parts, 0.0).sum(axis=0)
    mean: FloatArray = np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)
    return mean


def _centred(means: FloatArray) -> FloatArray:
    """An emotion that nobody showed is taken for what the others have in common, its own raised."""
    common = np.nanmean(means, axis=0)
    filled = np.where(np.isnan(means), common, means)
    result: FloatArray = filled - filled.mean(axis=1, keepdims=True)
    return result


@dataclass(frozen=True)
class Stream:
    """A conversation with somebody made strange."""

    modality: Modality
    corpus: str
    examples: Examples


def _strangers(speaker: Speaker, n: int) -> list[Stream]:
    """Conversations of so many made strangers, each moved by an amount of its own, some doubted."""
    streams = []
    for seed in range(n):
        spoken = speaker.examples.take(conversation(speaker.examples, seed))
        by = np.random.default_rng(seed).normal(0.0, STRANGENESS, len(EMOTIONS))
        doubted = DOUBTED[seed // 2 % 2]
        moved = np.exp(log_softmax(doubted * (safe_log(spoken.probabilities) + by)))
        streams.append(Stream(speaker.modality, speaker.corpus, replace(spoken, probabilities=moved)))
    return streams


def _loss(
    streams: Sequence[tuple[Stream, FloatArray]], fusion: LateFusion, temper: float | None, half_s: float
) -> float:
    """Mean log-loss over the emotions in each stream, then over a corpus's streams, the corpora, and both.

    Parameters
    ----------
    streams
        Each with what is usual among the others, float64 (7, 7).
    temper
        None for what is shown while nobody is known.
    """
    losses: dict[Modality, dict[str, list[float]]] = {m: {} for m in Modality}
    for stream, means in streams:
        modality, said = stream.modality, stream.examples
        known = None
        if temper is not None:
            repertoire = Repertoire(dict.fromkeys(Modality, means), temper, half_s)
            known = met_in_order(fusion, modality, said, range(len(said.labels)), repertoire, file_s=CLIP_S)
        shown = shown_alone(fusion, modality, said, known)
        loss = -np.log(np.maximum(shown.probabilities[np.arange(len(said.labels)), said.labels], 1e-3))
        losses[modality].setdefault(stream.corpus, []).append(
            float(np.mean([loss[said.labels == k].mean() for k in np.unique(said.labels)]))
        )
    return float(np.mean([np.mean([np.mean(each) for each in of.values()]) for of in losses.values()]))


def _loss_of_known(
    speakers: Sequence[Speaker], fusion: LateFusion, temper: float, half_s: float, surer: float
) -> float:
    """Mean log-loss over the speakers of a corpus, got to know clip by clip, then over the corpora."""
    losses: dict[str, list[float]] = {}
    for speaker in speakers:
        others = _in_general([s for s in speakers if s is not speaker])
        modality, said = speaker.modality, speaker.examples
        repertoire = Repertoire(
            dict.fromkeys(Modality, others), temper, half_s, dict.fromkeys(Modality, surer)
        )
        people = (speaker.name,) * len(said.labels)
        known = running_baselines(fusion, modality, said, people, SEEDS[0], repertoire)
        p = shown_alone(fusion, modality, said, known).probabilities
        loss = -np.log(np.maximum(p[np.arange(len(said.labels)), said.labels], 1e-3))
        losses.setdefault(speaker.corpus, []).append(float(loss.mean()))
    return float(np.mean([np.mean(each) for each in losses.values()]))


def least_sure(loss: Mapping[float, float]) -> float:
    """The smallest candidate whose loss is within 2 % of the least."""
    return min(surer for surer in loss if loss[surer] <= (1 + _CAUTION) * min(loss.values()))


def conversation(examples: Examples, seed: int) -> IntArray:
    """Places of one person's clips as in a conversation: feelings for a while each.

    With an even ``seed`` mostly neutral, else all of them alike.
    """
    rng = np.random.default_rng(seed)
    emotions = [int(k) for k in np.unique(examples.labels)]
    others = [k for k in emotions if k != Emotion.NEUTRAL.position]
    neutral = Emotion.NEUTRAL.position if Emotion.NEUTRAL.position in emotions else None
    order: list[int] = []
    while len(order) < _CLIPS:
        calm = neutral is not None and (not others or rng.random() < _NEUTRAL_SHARES[seed % 2])
        k = neutral if calm else int(rng.choice(others))
        clips = np.flatnonzero(examples.labels == k)
        order += [int(i) for i in rng.choice(clips, rng.integers(_FEWEST, _MOST + 1))]
    return np.array(order[:_CLIPS], dtype=np.int64)
