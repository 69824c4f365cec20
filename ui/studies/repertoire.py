"""Measures what people in general look and sound like while they show each emotion, and how to learn one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from audio_model.classifier import VoiceClassifier
from audio_model.corpora.clips import title_of
from audio_model.evaluation.clips import listen
from face_model.classifier import FaceClassifier
from fusion.arrays import FloatArray
from fusion.baseline import centred_log
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.provenance import commit
from fusion.repertoire import REPERTOIRE, Repertoire
from fusion.stored_model import write_fitted
from fusion.study.acquaintance import SEEDS, met_in_order, running_baselines
from fusion.study.alone import shown_alone
from fusion.study.fitted_rules import calibrated
from ui.studies.fusion import face_answers
from ui.studies.made_strangers import (
    CLIP_S,
    STRANGENESS,
    STRANGERS,
    Speaker,
    Stream,
    lasting,
    strangers,
)
from ui.studies.strangers import kept_voice

TEMPERS = (0.25, 0.5, 1.0)
HALVES_S = (10.0, 20.0)
HALVES_VARIED = (0.125, 0.25, 0.5)
SURER = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5)
_CAUTION = 0.02
"""The least sureness is taken whose log-loss is within this share of the best one's."""


def measure_repertoire(data: Path, out: Path | None, fusion: LateFusion) -> Path:
    """Write the repertoire of both models, and how fast to learn a person, beside the weights.

    Answers are taken as ``fusion`` calibrates them. Voices: the clips of the
    calibration speakers in the voice model's card, of every corpus in ``data``; the mean over a corpus's
    speakers, then over the corpora. Faces: FER2013's PublicTest. How to learn somebody, the same for both,
    is what has the least log-loss on streams of those clips and pictures, made strange
    (:mod:`ui.studies.made_strangers`): half of it ten-minute conversations, half of it people who show one
    feeling from the start; each speaker with the repertoire of the others; no test speaker is looked at.
    How much surer an answer may be about a voice that is known is what those speakers choose, as they are;
    about a face no surer, since nobody knows who is in FER2013's pictures. Returns the file.

    Raises
    ------
    UserError
        If FER2013, or every corpus with calibration speakers, is missing in ``data``.
    """
    classifier, face = VoiceClassifier.load(), FaceClassifier.load()
    speakers = _speakers(data, classifier, fusion)
    if len(speakers) < 2:
        raise UserError(f"{data} holds no corpus with speakers that the voice model was calibrated on.")
    faces = face_answers(data, "calibration")["clean"]
    centred = centred_log(calibrated(fusion, Modality.FACE, faces.probabilities))
    seen = Speaker(Modality.FACE, "", "", faces, centred)
    faces_in_general = _centred(seen.means)
    others = [_in_general([s for s in speakers if s is not speaker]) for speaker in speakers]
    talks = [
        (s, means) for who, means in zip(speakers, others, strict=True) for s in strangers(who, STRANGERS)
    ]
    talks += [(stream, faces_in_general) for stream in strangers(seen, STRANGERS * len(speakers))]
    stays = [
        (stream, means)
        for seed, (who, of_others) in enumerate(zip(speakers, others, strict=True))
        for whose, means in ((who, of_others), (seen, faces_in_general))
        for stream in lasting(whose, seed)
    ]
    losses = {
        how: tuple(_loss(streams, fusion, *how) for streams in (talks, stays))
        for how in product(TEMPERS, HALVES_S, HALVES_VARIED)
    }
    temper, half_s, half_varied = best = min(losses, key=lambda how: sum(losses[how]))
    by_sureness = {surer: _loss_of_known(speakers, fusion, best, surer) for surer in SURER}
    surer = least_sure(by_sureness)
    figures = {
        "means": {"voice": _in_general(speakers).tolist(), "face": faces_in_general.tolist()},
        "temper": temper,
        "half_s": half_s,
        "half_varied": half_varied,
        "surer": {Modality.VOICE.value: surer, Modality.FACE.value: 1.0},
        "strangeness": STRANGENESS,
        "log_loss": [
            {"nobody known": True} | _told(tuple(_loss(streams, fusion) for streams in (talks, stays))),
            *(
                {"temper": t, "half_s": h, "half_varied": v} | _told(loss)
                for (t, h, v), loss in losses.items()
            ),
        ],
        "log_loss_by_sureness_voice": {f"{surer:g}": loss for surer, loss in by_sureness.items()},
        "made_from": {
            "voice": "clips of the calibration speakers of "
            + ", ".join(sorted({title_of(s.corpus) for s in speakers})),
            "face": f"{len(faces.labels)} pictures of FER2013 PublicTest (FER+ majority)",
        },
        "weights_sha256": {"voice": classifier.sha256, "face": face.sha256},
        "commit": commit(),
    }
    return write_fitted(figures, REPERTOIRE, out)


def _told(losses: tuple[float, ...]) -> dict[str, float]:
    return dict(zip(("conversation", "one feeling"), losses, strict=True))


def _speakers(data: Path, classifier: VoiceClassifier, fusion: LateFusion) -> list[Speaker]:
    found = []
    for corpus, split in classifier.card["split"].items():
        if not (data / corpus).is_dir() or not split.get("calibration"):
            continue
        clips = listen(corpus, data, classifier, "calibration")
        said = kept_voice(clips, classifier)
        centred = centred_log(calibrated(fusion, Modality.VOICE, said.probabilities))
        whose = np.array(clips.speakers)
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


def _loss(
    streams: Sequence[tuple[Stream, FloatArray]],
    fusion: LateFusion,
    temper: float | None = None,
    half_s: float = 1.0,
    half_varied: float = 0.0,
) -> float:
    """Mean log-loss over the emotions in each stream, then over a corpus's streams, the corpora, and both.

    Parameters
    ----------
    streams
        Each with what is usual among the others, float64 (7, 7).
    temper, half_s, half_varied
        See :class:`fusion.repertoire.Repertoire`; no temper for what is shown while nobody is known.
    """
    losses: dict[Modality, dict[str, list[float]]] = {m: {} for m in Modality}
    for stream, means in streams:
        modality, said = stream.modality, stream.examples
        known = None
        if temper is not None:
            repertoire = Repertoire(dict.fromkeys(Modality, means), temper, half_s, half_varied=half_varied)
            known = met_in_order(fusion, modality, said, range(len(said.labels)), repertoire, file_s=CLIP_S)
        shown = shown_alone(fusion, modality, said, known)
        loss = -np.log(np.maximum(shown.probabilities[np.arange(len(said.labels)), said.labels], 1e-3))
        losses[modality].setdefault(stream.corpus, []).append(
            float(np.mean([loss[said.labels == k].mean() for k in np.unique(said.labels)]))
        )
    return float(np.mean([np.mean([np.mean(each) for each in of.values()]) for of in losses.values()]))


def _loss_of_known(
    speakers: Sequence[Speaker], fusion: LateFusion, how: tuple[float, float, float], surer: float
) -> float:
    """Mean log-loss over the speakers of a corpus, got to know clip by clip, then over the corpora."""
    losses: dict[str, list[float]] = {}
    for speaker in speakers:
        others = _in_general([s for s in speakers if s is not speaker])
        modality, said = speaker.modality, speaker.examples
        temper, half_s, half_varied = how
        repertoire = Repertoire(
            dict.fromkeys(Modality, others), temper, half_s, dict.fromkeys(Modality, surer), half_varied
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
