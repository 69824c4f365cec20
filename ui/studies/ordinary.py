"""Measures what people at rest look and sound like, and how far to allow for a difference from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audio_model.classifier import VoiceClassifier
from audio_model.excerpts import speech_span
from audio_model.whole_clips import hear_clips
from face_model.classifier import FaceClassifier
from face_model.corpora.named import FACE_CORPORA
from fusion.arrays import FloatArray
from fusion.baseline import ORDINARY, Ordinary, centred_log
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Modality
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.late_fusion import LateFusion
from fusion.provenance import commit
from fusion.stored_model import write_fitted
from fusion.study.alone import shown_alone
from fusion.study.fitted_rules import calibrated
from fusion.study.metrics import probability_figures
from fusion.study.people import own_neutral
from ui.studies.baseline import (
    BASELINES,
    REPETITIONS,
    Voices,
    clips_of,
    compare_baselines,
    ravdess_voices,
)
from ui.studies.fusion import face_answers
from ui.studies.strangers import faces_of

if TYPE_CHECKING:
    from fusion.study.examples import Examples


STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)
FACES_AT_EASE = "jaffe5"
"""The corpus whose people nothing was trained on and who show more than one neutral face."""
_OTHER_CORPORA = ("nemo", "ased")
_WHOLE = 1.0

Losses = dict[float, float]


def measure_ordinary(data: Path, out: Path | None, fusion: LateFusion) -> Path:
    """Write what both models say of people at rest, and how far to allow for a difference from it.

    Answers are taken as ``fusion`` calibrates them. Voices: neutral clips of the
    speakers in the calibration part of the voice model's card, the mean over each corpus's speakers, then
    over RAVDESS and, where they are in ``data``, nEMO and ASED. Faces: neutral pictures of FER2013's
    PublicTest.

    The strength is that of ``STRENGTHS`` with the least log-loss. A voice's: on the voices of RAVDESS's
    calibration actors, each compared with a voice in general that leaves this actor out; the test actors are
    not looked at. A face's: on the people of :data:`FACES_AT_EASE`, and once more without each of them, so
    that whoever judges them can tell what the others choose; all of it where they are not in ``data``.
    Returns the file.

    Raises
    ------
    UserError
        If RAVDESS or FER2013 is not in ``data``.
    """
    classifier, face = VoiceClassifier.load(), FaceClassifier.load()
    voices = ravdess_voices(data, classifier, fusion, "calibration")
    known = classifier.card["split"]
    corpora = [c for c in _OTHER_CORPORA if (data / c).is_dir() and known.get(c, {}).get("calibration")]
    others = [_neutral_mean(data, name, classifier, fusion) for name in corpora]
    faces = face_answers(data, "calibration")["clean"]
    neutral = calibrated(fusion, Modality.FACE, faces.probabilities[faces.labels == Emotion.NEUTRAL.position])
    centred = {
        Modality.VOICE: _voice_in_general(voices, others, without=None),
        Modality.FACE: centred_log(neutral).mean(axis=0),
    }
    losses = {s: _calibration_loss(voices, others, s) for s in STRENGTHS}
    people = _at_ease(data, face, fusion, centred)
    ordinary = {
        "centred": {m.value: centred[m].tolist() for m in Modality},
        "strength": {"voice": _least(losses), "face": strength_of(people)},
        "half_s": Ordinary.half_s,
        "log_loss_by_strength": {
            "voice": _written(losses),
            "face": _written(_mean_losses(people)),
        },
        "face_strength_without": {
            left_out: strength_of({p: loss for p, loss in people.items() if p != left_out})
            for left_out in people
        },
        "made_from": {
            "voice": f"neutral clips of the calibration speakers of {', '.join(('ravdess', *corpora))}",
            "face": f"{len(neutral)} neutral pictures of FER2013 PublicTest (FER+ majority)",
        },
        "weights_sha256": {"voice": classifier.sha256, "face": face.sha256},
        "commit": commit(),
    }
    return write_fitted(ordinary, ORDINARY, out)


def face_losses(
    fusion: LateFusion,
    examples: Examples,
    people: Sequence[str],
    centred: Mapping[Modality, FloatArray],
) -> dict[str, Losses]:
    """Each person's mean log-loss (nats) by the strength of the baseline from their other neutral pictures.

    Parameters
    ----------
    examples
        What the face model says of the pictures.
    people
        Whose each picture is.
    centred
        What people in general look like; see :class:`fusion.baseline.Ordinary`.
    """
    who = np.array(people)
    losses: dict[str, Losses] = {person: {} for person in sorted(set(people))}
    for strength in STRENGTHS:
        ordinary = Ordinary(centred, dict.fromkeys(Modality, strength))
        known = own_neutral(fusion, Modality.FACE, examples, people, ordinary)
        shown = shown_alone(fusion, Modality.FACE, examples, known)
        for person, by_strength in losses.items():
            own = who == person
            by_strength[strength] = probability_figures(shown.probabilities[own], shown.labels[own])[
                "log_loss"
            ]
    return losses


def strength_of(losses: Mapping[str, Losses]) -> float:
    """The strength with the least log-loss over people; all of the difference where nobody tells."""
    return _least(_mean_losses(losses)) if losses else _WHOLE


def _at_ease(
    data: Path, classifier: FaceClassifier, fusion: LateFusion, centred: Mapping[Modality, FloatArray]
) -> dict[str, Losses]:
    """:func:`face_losses` of :data:`FACES_AT_EASE`; empty where they are not in ``data``."""
    if not (data / FACES_AT_EASE).is_dir():
        return {}
    found = faces_of(data, FACE_CORPORA[FACES_AT_EASE], classifier)
    return {} if found is None else face_losses(fusion, found.examples, found.people, centred)


def _mean_losses(losses: Mapping[str, Losses]) -> Losses:
    each = list(losses.values())
    return {s: float(np.mean([loss[s] for loss in each])) for s in STRENGTHS if each}


def _least(losses: Losses) -> float:
    return min(losses, key=lambda strength: losses[strength])


def _written(losses: Losses) -> dict[str, float]:
    return {f"{strength:g}": loss for strength, loss in losses.items()}


def _neutral_mean(data: Path, corpus: str, classifier: VoiceClassifier, fusion: LateFusion) -> FloatArray:
    """Mean over the calibration speakers of a corpus of what is said of their neutral clips."""
    from audio_model.corpora.waveforms import read_audio

    speakers = set(classifier.card["split"][corpus]["calibration"])
    clips = [c for c in clips_of(data, corpus) if c.speaker in speakers and c.emotion is Emotion.NEUTRAL]
    sounds = [read_audio(clip.path) for clip in clips]
    heard = hear_clips(classifier, [(sound, speech_span(sound, SAMPLE_RATE_HZ)) for sound in sounds])
    said = heard.said(classifier)
    centred = centred_log(calibrated(fusion, Modality.VOICE, said))
    who = np.array([clip.speaker for clip in clips])
    mean: FloatArray = np.mean([centred[who == s].mean(axis=0) for s in sorted(set(who))], axis=0)
    return mean


def _voice_in_general(voices: Voices, others: list[FloatArray], without: str | None) -> FloatArray:
    actors = [a for a in sorted(set(voices.actor)) if a != without]
    rows = []
    for actor in actors:
        neutral = [i for take in REPETITIONS for i in voices.where(actor, take, ("01",))]
        rows.append(centred_log(voices.probabilities[neutral]).mean(axis=0))
    mean: FloatArray = np.mean([np.mean(rows, axis=0), *others], axis=0)
    return mean


def _calibration_loss(voices: Voices, others: list[FloatArray], strength: float) -> float:
    """Mean log-loss over the calibration actors and both kinds of baseline, each actor left out."""
    losses = []
    for actor in sorted(set(voices.actor)):
        centred: Mapping[Modality, FloatArray] = {
            Modality.VOICE: _voice_in_general(voices, others, without=actor),
            Modality.FACE: np.zeros(len(EMOTIONS)),
        }
        for codes in BASELINES.values():
            figures = compare_baselines(voices, codes, Ordinary(centred, dict.fromkeys(Modality, strength)))
            losses.append(figures["actors"][actor]["own"]["log_loss"])
    return float(np.mean(losses))
