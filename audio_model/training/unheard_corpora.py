"""Small networks that have not heard one of the corpora at a time, each to be judged by the one it lacks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from audio_model.corpora.split import Split
from audio_model.training.answers import name_of, write_answers
from audio_model.training.described import Describe, describe_corpora
from audio_model.training.linear_head import answers_out_of_fold
from audio_model.training.plan import TrainingPlan
from audio_model.training.settings import TrainingSettings
from audio_model.training.train import CARD_NAME, WEIGHTS_NAME, find_parted, train
from fusion.errors import UserError
from fusion.stored_model import card_beside
from fusion.training.conduct import Conduct

TAUGHT_NAME = "taught.npz"


def carry_out_without(
    corpus: str,
    data: Path,
    out: Path,
    describe: Describe,
    start_from: Path | None = None,
    settings: TrainingSettings | None = None,
) -> Path:
    """The folder of a network that has heard every corpus but ``corpus``.

    It is taught by heads on the larger reader's encoder that have not heard the corpus either. Made, taken up
    again where it was cut off, or there already.

    Parameters
    ----------
    corpus
        Name of the corpus left out.
    data
        Folder with the corpora in sub-folders of their names.
    out
        Takes a folder a run, and the decoded and described clips in ``cache``.
    describe
        The encoder's features, see :func:`audio_model.training.described.describe_corpora`.
    start_from
        Weights to go on from if their card says that they have not heard the corpus; else it begins from
        chance.
    settings
        Of the run, unless the usual ones are meant.

    Raises
    ------
    UserError
        If there is no such corpus, or as :func:`audio_model.training.train.train`.
    """
    folder, cache = out / corpus, out / "cache"
    if (folder / WEIGHTS_NAME).is_file() and (folder / CARD_NAME).is_file():
        return folder
    found, splits = find_parted(data, {}, cache)
    if corpus not in found:
        raise UserError(f"There is no corpus {corpus} in {data}; put its folder there.")
    splits[corpus] = Split((), tuple(sorted({clip.speaker for clip in found[corpus].clips})))
    only = tuple(n for n in found if any(splits[n].part(clip) == "train" for clip in found[n].clips))
    taught = folder / TAUGHT_NAME
    if not taught.is_file():
        clips = describe_corpora({n: found[n] for n in only}, describe, cache)
        trained_on = {
            name_of(clip) for n in only for clip in found[n].clips if splits[n].part(clip) == "train"
        }
        heard = clips.where(np.array([name in trained_on for name in clips.names.tolist()]))
        write_answers(taught, heard.names.tolist(), answers_out_of_fold(heard))
    begin = start_from if start_from and not has_heard(start_from, corpus) else None
    plan = TrainingPlan(start_from=begin, answers=taught, only=only, splits=splits)
    train(
        data, folder, settings or usual_settings(begin is not None), plan, Conduct(resume=True, cache=cache)
    )
    return folder


def has_heard(weights: Path, corpus: str) -> bool:
    """Whether the card beside ``weights`` names the corpus among those trained on; so too without a card."""
    card = card_beside(weights)
    if not card.is_file():
        return True
    split = json.loads(card.read_text(encoding="utf-8")).get("split", {})
    return bool(split.get(corpus, {}).get("train"))


def usual_settings(goes_on: bool) -> TrainingSettings:
    """The second stage of the shipped weights if it goes on from others; else the whole way, shortened."""
    if goes_on:
        return replace(
            TrainingSettings.further(),
            epochs=16,
            learning_rate=1.5e-3,
            warm_up=0.15,
            ema_decay=0.99,
            label_smoothing=0.05,
            p_mixup=0.4,
            twice=("ravdess",),
            teaching=0.7,
            words=0.12,
            blend=0.5,
        )
    return TrainingSettings(
        epochs=60, label_smoothing=0.05, p_mixup=0.4, wider=True, teaching=0.5, words=0.12, habits=True
    )
