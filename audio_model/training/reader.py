"""``attune train voice-reader``: the head of the larger reader, its card, and what it teaches."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from audio_model.classes import VOICE_CLASSES
from audio_model.classifier import VoiceClassifier
from audio_model.corpora.split import Split
from audio_model.corpora.waveforms import Waveforms
from audio_model.large.features import LAYERS, Describer
from audio_model.large.reader import LARGE_WEIGHTS, LargeReader
from audio_model.large.store import ENCODER_SHA256, load_encoder
from audio_model.training.answers import name_of, write_answers
from audio_model.training.card import Answered, figures_of, fit_to_corpora, origin_of
from audio_model.training.described import describe_corpora, middle_of
from audio_model.training.linear_head import PENALTY, Described, answers_out_of_fold, fit_head
from audio_model.training.train import find_parted
from fusion.arrays import AnyArray, BoolArray
from fusion.calibration import VectorScaling
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.stored_model import card_beside, digest_of, save_card

ANSWERS_NAME = "answers.npz"
MORE_LIMITS = (
    "Hears through the encoder of OpenAI's Whisper base (MIT), which learnt from 680,000 hours of speech "
    "from the web what is said, in 99 languages.",
    "Calibrated and measured on clean clips, of the larger corpora on every second or third.",
)


def train_reader(data: Path, out: Path) -> Path:
    """Fit the head to the corpora under ``data``; write it, its card, and its answers out of fold to ``out``.

    Parameters
    ----------
    data
        As for :func:`audio_model.training.train.train`.
    out
        Takes ``voice_large.safetensors`` with its card, the cache, and ``answers.npz``: to each clip trained
        on, the answer of heads that never heard its speaker. A small network can learn from them.

    Returns
    -------
    Path
        The head's file.

    Raises
    ------
    UserError
        If the data is wrong, or the encoder was not fetched yet.
    """
    describe = Describer(load_encoder())
    found, splits = find_parted(data, {}, out / "cache")
    clips = describe_corpora(found, describe, out / "cache")
    trained_on = clips.where(_trained_on(clips, found, splits))
    if not len(trained_on):
        raise UserError(f"{data} holds no clip to train on: its speakers are all kept for testing.")
    write_answers(out / ANSWERS_NAME, trained_on.names.tolist(), answers_out_of_fold(trained_on))
    head = fit_head(trained_on)
    weights = out / LARGE_WEIGHTS.name
    save_file({"weight": head.weight, "bias": head.bias}, weights)
    small = VoiceClassifier.load()
    card: dict[str, Any] = {
        "name": "Attune voice, larger reader",
        "classes": list(VOICE_CLASSES),
        "emotions": small.card["emotions"],
        "features": small.card["features"],
        "encoder": {"of": "OpenAI Whisper base", "layers": list(LAYERS), "sha256": ENCODER_SHA256},
        "beside_sha256": small.sha256,
        "calibration": VectorScaling.identity(len(EMOTIONS)).to_json(),
    }
    answered = _answers_of_both(LargeReader(small, describe, head.weight, head.bias, card), clips, found)
    digest = digest_of(weights)
    heard = {n: kept for n in found if len((kept := _part(answered[n], splits[n], "calibration")).classes)}
    card["calibration"] = fit_to_corpora(heard).to_json()
    tested = {n: kept for n in found if len((kept := _part(answered[n], splits[n], "test")).classes)}
    answers: dict[str, AnyArray] = {}
    for name, kept in tested.items():
        answers |= {f"{name}, truth": kept.classes, name: kept.probabilities}
    reader = LargeReader(small, describe, head.weight, head.bias, card, digest)
    origin = origin_of(digest, found, splits)
    told = {
        **card,
        "calibration_examples": {name: len(kept.classes) for name, kept in heard.items()},
        **origin,
        "training": {"penalty": PENALTY, "clips": len(trained_on)},
        "metrics": figures_of(reader, answers, found, splits),
        "limits": [*origin["limits"], *MORE_LIMITS],
    }
    save_card(told, card_beside(weights))
    return weights


def _answers_of_both(
    reader: LargeReader, clips: Described, found: Mapping[str, Waveforms]
) -> dict[str, Answered]:
    """The uncalibrated answers to all described clips, heard clean, by corpus."""
    answered = {}
    for name, corpus in found.items():
        mine = clips.where(clips.corpora == name)
        place = {name_of(clip): i for i, clip in enumerate(corpus.clips)}
        excerpts = (middle_of(corpus, place[clip])[None] for clip in mine.names.tolist())
        small = np.concatenate([reader.small_probabilities(excerpt) for excerpt in excerpts])
        answered[name] = Answered(reader.joined(small, mine.features), mine.classes, mine.speakers.tolist())
    return answered


def _part(answered: Answered, split: Split, part: str) -> Answered:
    """Those of the speakers in a part of the split."""
    speakers = {"calibration": split.calibration, "test": split.test}[part]
    kept = np.isin(answered.speakers, speakers)
    return Answered(
        answered.probabilities[kept],
        answered.classes[kept],
        [who for who, keep in zip(answered.speakers, kept, strict=True) if keep],
    )


def _trained_on(clips: Described, found: Mapping[str, Waveforms], splits: Mapping[str, Split]) -> BoolArray:
    """Which clips' speakers are there to be trained on, bool (n,)."""
    parts = {name_of(clip): splits[name].part(clip) for name in found for clip in found[name].clips}
    return np.array([parts[name] == "train" for name in clips.names.tolist()])
