"""Fits what tells either network that something is unlike what it learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.answered import voices_answered
from face_model.classifier import FaceClassifier
from face_model.evaluation.answered import faces_answered
from fusion.classifier import Classifier
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.familiarity import Familiarity, file_beside, kept_share
from fusion.study.examples import Examples
from fusion.study.unfamiliar import Answered, Doubtful, fit_doubts, learned, usual_among
from ui.studies.shipped import FILES

_Parts = tuple[list[Answered], list[Answered], list[Answered]]


@dataclass(frozen=True)
class Fitted:
    """What was fitted for one modality.

    Parameters
    ----------
    modality
        Which.
    file
        What was written.
    doubts
        How much distance and faintness count.
    familiar
        Mean familiarity by corpus, of people held out and of strangers.
    """

    modality: Modality
    file: Path
    doubts: tuple[float, ...]
    familiar: dict[str, float]


def train_familiarity(data: Path, left_out: Sequence[Path] = ()) -> list[Fitted]:
    """Fit it for the shipped weights of both modalities and write it beside them.

    What is usual is measured on people whom the shipped weights were not trained on. How much doubt the
    unusual deserves can only be seen on corpora that weights have never met: of those that the shipped ones
    have not, and of those that the weights in the folders ``left_out`` have not. What tells the unfamiliar to
    those is fitted likewise, and written beside them too.

    Raises
    ------
    UserError
        If weights or corpora are missing.
    """
    return [_fit(modality, data, left_out) for modality in Modality]


def _fit(modality: Modality, data: Path, left_out: Sequence[Path]) -> Fitted:
    files = _files(modality, left_out)
    made: list[tuple[Path, str, Familiarity]] = []
    examples: list[Doubtful] = []
    for file in files:
        sha256, familiarity, answers = _measured(modality, data, file)
        made.append((file, sha256, familiarity))
        examples += answers
    doubts = fit_doubts(examples)
    for file, sha256, familiarity in made:
        replace(familiarity, doubts=doubts).save(file, sha256)
    return Fitted(
        modality,
        file_beside(files[0]),
        tuple(map(float, doubts)),
        {e.said.corpus: float(kept_share(e.beyond, doubts).mean()) for e in examples},
    )


def _measured(modality: Modality, data: Path, weights: Path) -> tuple[str, Familiarity, list[Doubtful]]:
    """One network's digest, what it learned, and how far from that others lie."""
    classifier, (known, held_out, strangers) = _answered(modality, data, weights)
    if not known or not held_out:
        raise UserError(
            f"{data} does not hold what {weights.name} was trained and calibrated on; give the folder of "
            "those corpora with --data."
        )
    familiarity = learned(
        np.concatenate([said.features for said in known]), np.concatenate([said.labels for said in known])
    )
    familiarity = usual_among(familiarity, held_out)
    away = [Doubtful(said, familiarity.beyond(said.features)) for said in (*held_out, *strangers)]
    return classifier.sha256, familiarity, away


def answers_to_strangers(
    data: Path, left_out: Sequence[Path] = ()
) -> tuple[dict[Modality, dict[str, Examples]], dict[str, list[str]]]:
    """What is said of the corpora that weights have never met, doubted as it is, and by which weights.

    Parameters
    ----------
    left_out
        As for :func:`train_familiarity`.

    Returns
    -------
    examples, digests
        By modality: the examples by corpus, and the SHA-256 of the weights asked.
    """
    found: dict[Modality, dict[str, Examples]] = {}
    asked: dict[str, list[str]] = {}
    for modality in Modality:
        found[modality], asked[modality.value] = {}, []
        for file in _files(modality, left_out):
            classifier, (_, _, strangers) = _answered(modality, data, file, only_strangers=True)
            if strangers:
                asked[modality.value].append(classifier.sha256)
            for said in strangers:
                p, familiar = classifier.in_doubt(said.probabilities, said.features)
                name = f"{said.corpus} by {classifier.sha256[:8]}"
                found[modality][name] = Examples(p, familiar, said.labels)
    return found, asked


def _files(modality: Modality, left_out: Sequence[Path]) -> list[Path]:
    """The shipped weights of a modality, then those of the folders that hold some."""
    shipped = FILES[modality.value]
    return [shipped, *(f / shipped.name for f in left_out if (f / shipped.name).is_file())]


def _answered(
    modality: Modality, data: Path, weights: Path, *, only_strangers: bool = False
) -> tuple[Classifier[Any], _Parts]:
    """One network, and what it makes of what it learned from, of those held out and of strangers."""
    if modality is Modality.VOICE:
        voice = VoiceClassifier.load(weights)
        return voice, voices_answered(data, voice, only_strangers=only_strangers)
    face = FaceClassifier.load(weights)
    return face, faces_answered(data, face, only_strangers=only_strangers)
