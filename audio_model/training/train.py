"""``attune train voice``: from folders of clips to calibrated weights with their card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import lightning
import numpy as np
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from audio_model.classifier import VoiceClassifier
from audio_model.corpora.folders import find_corpora
from audio_model.corpora.split import Split, default_split, split_by_person
from audio_model.corpora.waveforms import Waveforms, load_waveforms
from audio_model.network import VoiceNetwork, network_of
from audio_model.spectrogram import LogMelParameters
from audio_model.training.ancestry import heard_by
from audio_model.training.answers import answers_in, read_answers
from audio_model.training.card import make_card, never_heard
from audio_model.training.module import VoiceTraining, take_over
from audio_model.training.plan import TrainingPlan
from audio_model.training.sampling import subset
from audio_model.training.settings import TrainingSettings
from fusion.errors import UserError
from fusion.stored_model import digest_of, save_card
from fusion.training.conduct import Conduct
from fusion.training.record import told_apart
from fusion.training.running import Run, fit, require_shares

WEIGHTS_NAME = "voice.safetensors"
CARD_NAME = "voice.card.json"
ANSWERS_NAME = "answers.npz"
"""What the card's figures were made from, see :func:`audio_model.training.card.make_card`."""
FEWEST_CLIPS = 100


def train(
    data: Path,
    out: Path,
    settings: TrainingSettings = TrainingSettings(),
    plan: TrainingPlan = TrainingPlan(),
    conduct: Conduct = Conduct(),
    tell: Callable[[str], None] = lambda sentence: None,
) -> Path:
    """Train the voice network on the corpora under ``data`` and write weights and card to ``out``.

    Parameters
    ----------
    data
        Folder with corpora in sub-folders of their names, or else with one sub-folder an emotion.
    out
        Takes ``voice.safetensors``, ``voice.card.json``, ``answers.npz``, the checkpoints, the log and the
        decoded sound.
    settings
        Every number of the run; the digests of the plan's weights are set in them.
    plan
        What it begins with, whom it hears, who teaches it.
    conduct
        Whether it goes on with an earlier run, how many share the work (only the first process returns), and
        where the decoded sound is kept: in ``out`` unless told.
    tell
        Takes sentences on files that cannot be read, on who is held out, and on what is done last.

    Returns
    -------
    Path
        The weights file.

    Raises
    ------
    UserError
        One sentence on what is wrong with ``data`` or the plan, or on a run of other settings to be resumed.
    """
    features = LogMelParameters()
    _require_usable(plan, settings, conduct, features)
    found, splits = find_parted(data, plan.splits, conduct.cache or out / "cache", plan.person)
    for sentence in _to_tell(found, splits):
        tell(sentence)
    if missing := [name for name in plan.only if name not in found]:
        raise UserError(f"There is no corpus {missing[0]} in {data}; put its folder there.")
    trained_on = parts_to_train_on(found, splits, plan.only)
    if not trained_on:
        raise UserError(f"{data} holds no clip to train on: its speakers are all kept for testing.")
    if unheard := never_heard(clip for part in trained_on for clip in part.clips):
        tell(unheard)
    n_clips = sum(len(part) for part in trained_on)
    # A run of fewer excerpts than that only tries the machinery.
    if n_clips < FEWEST_CLIPS <= settings.windows_per_epoch:
        raise UserError(f"{data} holds only {n_clips} clips to train on; at least {FEWEST_CLIPS} are needed.")
    lightning.seed_everything(settings.seed, verbose=False)
    beginning = _weights_of(plan.start_from)
    rests_on = [*map(_file_of, [plan.start_from] if plan.start_from else []), *map(_file_of, plan.teachers)]
    heard = [heard_by(weights, found, splits) for weights in rests_on]
    teaching = [_network_of(path, features) for path in plan.teachers]
    taught = read_answers(plan.answers, trained_on) if plan.answers else []
    settings = replace(
        settings,
        start_from=digest_of(_file_of(plan.start_from)) if plan.start_from else "",
        teachers=tuple(digest_of(_file_of(path)) for path in plan.teachers),
        answers=digest_of(plan.answers) if plan.answers else "",
    )
    module = VoiceTraining(
        trained_on, settings, features, beginning=beginning, teachers=teaching, answers=taught
    )
    fit(module, run_of(settings, out, conduct, trained_on, plan.person))
    tell("Trained; now calibrated and measured on whoever was held out, which takes a while.")
    weights = out / WEIGHTS_NAME
    network = module.settled_network()
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, weights)
    if plan.only:
        found = {n: c for n, c in found.items() if n in plan.only or not len(part_of(c, splits[n], "train"))}
    card, answers = make_card(network, settings, features, found, splits, weights)
    for earlier in heard:  # of corpora that are not trained on here, what it has heard before
        card["split"] = {**earlier, **card["split"]}
    np.savez_compressed(out / ANSWERS_NAME, **answers)
    save_card(card, out / CARD_NAME)
    return weights


def _require_usable(
    plan: TrainingPlan, settings: TrainingSettings, conduct: Conduct, features: LogMelParameters
) -> None:
    """Raise UserError for what a training cannot rest on, before the minutes that decoding may take."""
    require_shares(settings.batch_size, conduct)
    if beginning := _weights_of(plan.start_from):
        network = VoiceNetwork(settings.widths, settings.embedding, settings.dropout, settings.pooling)
        take_over(network, beginning, whole=settings.start_whole)
    for teacher in plan.teachers:
        _network_of(teacher, features)
    if plan.answers:
        answers_in(plan.answers)


def run_of(
    settings: TrainingSettings,
    out: Path,
    conduct: Conduct,
    trained_on: Sequence[Waveforms],
    person: str | None = None,
) -> Run:
    """The run in ``out`` with these numbers on these clips, of plain folders whose people are told so."""
    clips = (clip for part in trained_on for clip in part.clips)
    names = (f"{clip.corpus} {clip.speaker} {clip.path.name} {clip.voice_class}" for clip in clips)
    told = {"clips": told_apart(names)} | ({"person": person} if person else {})
    return Run(
        name="the voice",
        out=out,
        seed=settings.seed,
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        settings=settings.to_json() | told,
        conduct=conduct,
    )


def find_parted(
    data: Path, splits: Mapping[str, Split], cache: Path, person: str | None = None
) -> tuple[dict[str, Waveforms], dict[str, Split]]:
    """Every corpus under ``data``, decoded into ``cache``, and who of its speakers is in which part.

    Of plain folders ``person`` tells who speaks, as for :func:`find_corpora`.
    """
    corpora = find_corpora(data, person)
    found = {name: load_waveforms(clips, cache, name) for name, clips in corpora.items()}
    if person is not None:
        splits = {**splits, **{name: split_by_person(c.clips, person) for name, c in found.items()}}
    return found, {name: splits.get(name) or default_split(name, c.clips) for name, c in found.items()}


def _to_tell(found: Mapping[str, Waveforms], splits: Mapping[str, Split]) -> list[str]:
    """What could not be read, and of plain folders who is held out."""
    told = [sentence for corpus in found.values() for sentence in corpus.unreadable]
    if split := splits.get("folders"):
        if split.person:
            told.append(
                f"Kept for testing: {', '.join(split.test) or 'nobody'}; to calibrate: "
                f"{', '.join(split.calibration) or 'nobody'}."
            )
        else:
            told.append(
                "Nothing tells who speaks, so files are held out to calibrate, perhaps of people trained on, "
                "and nobody to test on; --person tells it from the files' names."
            )
    return told


def parts_to_train_on(
    found: Mapping[str, Waveforms], splits: Mapping[str, Split], only: Sequence[str] = ()
) -> list[Waveforms]:
    """The clips of each corpus whose speakers are trained on; of the corpora ``only``, if some are named."""
    parts = [part_of(found[name], splits[name], "train") for name in found if not only or name in only]
    return [part for part in parts if len(part)]


def part_of(corpus: Waveforms, split: Split, part: str) -> Waveforms:
    """The clips of ``corpus`` whose speakers are in ``part`` of the split."""
    return subset(corpus, [i for i, clip in enumerate(corpus.clips) if split.part(clip) == part])


def _weights_of(path: Path | None) -> Mapping[str, Tensor] | None:
    """What a weights file holds; its own card is not needed.

    Raises
    ------
    UserError
        If it is missing or holds no weights.
    """
    if path is None:
        return None
    file = _file_of(path)
    if not file.is_file():
        raise UserError(f"There are no weights {file} to start from.")
    try:
        weights: Mapping[str, Tensor] = load_file(file)
    except SafetensorError as error:
        raise UserError(f"{file} is not a weights file (safetensors).") from error
    return weights


def _network_of(path: Path, features: LogMelParameters) -> VoiceNetwork:
    """A teacher.

    Raises
    ------
    UserError
        As :meth:`VoiceClassifier.load`, or if it hears other features.
    """
    teacher = VoiceClassifier.load(path)
    if teacher.parameters != features:
        raise UserError(f"{path} hears other features than this run; it cannot teach.")
    return network_of(teacher.network)


def _file_of(path: Path) -> Path:
    """Weights may be named by their folder."""
    return path / WEIGHTS_NAME if path.is_dir() else path
