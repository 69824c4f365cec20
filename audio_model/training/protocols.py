"""The protocols that judge the way voices are trained here: which runs, on whom, tested on whom.

All runs of a protocol lie in one folder, are taken up again where they were cut off, and share what they
can: each begins with the convolutions of one run on the corpora beside RAVDESS ("base"). A fold goes on from
there on all corpora, then for a while with RAVDESS, whose classes and language are tested, twice as often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from audio_model.corpora.clips import Clip
from audio_model.corpora.folders import find_corpora
from audio_model.corpora.split import RAVDESS_CALIBRATION, RAVDESS_TEST, Split
from audio_model.training.plan import TrainingPlan
from audio_model.training.pretraining import pretrain
from audio_model.training.settings import TrainingSettings
from audio_model.training.train import CARD_NAME, WEIGHTS_NAME, train
from fusion.errors import UserError
from fusion.training.conduct import Conduct

FOLDS = (
    ("02", "05", "14", "15", "16"),
    ("03", "06", "07", "13", "18"),
    ("10", "11", "12", "19", "20"),
    ("08", "17", "21", "23", "24"),
    ("01", "04", "09", "22"),
)
"""RAVDESS's actors in five folds, as in the literature (e.g. Luna-Jiménez et al., Sensors 2021)."""
PROTOCOLS = ("ravdess-5fold", "ravdess-random", "sentences", "cross-corpus", "ablation")
TRAINED_ON = ("ravdess", "nemo", "ased")
"""Whatever other corpora lie beside them, a protocol stays what it is."""
_FIRST_FOLD = Split(RAVDESS_CALIBRATION, RAVDESS_TEST)
_BASE_EPOCHS, _EPOCHS, _LAST_EPOCHS, _ABLATION_EPOCHS = 44, 36, 24, 20
_LAST = {"learning_rate": 1e-3, "warm_up": 0.1, "twice": ("ravdess",), "start_whole": True}


@dataclass(frozen=True)
class ProtocolRun:
    """One training.

    Parameters
    ----------
    name
        Its folder.
    ravdess
        RAVDESS's parts; the other corpora are split as usual.
    epochs, seed
        Length and draws of the run.
    start
        Name of the run whose convolutions it begins with; empty to begin from chance.
    teachers
        Names of the runs it learns from.
    only
        Corpora trained on.
    changes
        Settings that differ from the usual ones.
    labels
        Whether it learns from labels; else it fills in hidden patches.
    judged
        Whether its figures are those of the protocol; else it only prepares another run.
    """

    name: str
    ravdess: Split = _FIRST_FOLD
    epochs: int = _EPOCHS
    seed: int = 0
    start: str = "base"
    teachers: tuple[str, ...] = ()
    only: tuple[str, ...] = TRAINED_ON
    changes: Mapping[str, Any] = field(default_factory=dict)
    labels: bool = True
    judged: bool = True


def _both_stages(name: str, split: Split) -> tuple[ProtocolRun, ProtocolRun]:
    """All corpora alike, then RAVDESS twice as often."""
    first = ProtocolRun(name, split, judged=False)
    return first, ProtocolRun(f"{name}_last", split, epochs=_LAST_EPOCHS, start=name, changes=_LAST)


def _ablation() -> list[ProtocolRun]:
    full = ProtocolRun("full", epochs=_ABLATION_EPOCHS)
    second = replace(full, name="seed_1", seed=1)
    return [
        full,
        replace(full, name="mean_pooling", changes={"pooling": "mean"}),
        replace(full, name="no_augmentation", changes={"augmented": False, "p_mixup": 0.0}),
        replace(full, name="wider", changes={"wider": True}),
        replace(full, name="from_chance", start=""),
        replace(full, name="ravdess_only", start="", only=("ravdess",)),
        ProtocolRun("patches", epochs=_ABLATION_EPOCHS, start="", labels=False, judged=False),
        replace(full, name="from_patches", start="patches"),
        second,
        replace(full, name="distilled", teachers=(full.name, second.name)),
    ]


def runs_of(protocol: str, ravdess: Sequence[Clip]) -> list[ProtocolRun]:
    """The runs of a protocol, in the order they can be made.

    Parameters
    ----------
    protocol
        One of PROTOCOLS.
    ravdess
        All clips of RAVDESS.

    Raises
    ------
    UserError
        If there is no such protocol.
    """
    base = ProtocolRun("base", epochs=_BASE_EPOCHS, seed=100, start="", only=("nemo", "ased"), judged=False)
    if protocol in ("ravdess-5fold", "cross-corpus"):
        following = (*FOLDS[1:], FOLDS[0])
        folds = [Split(others[:3], fold) for fold, others in zip(FOLDS, following, strict=True)]
        # The first fold's are the speakers that calibrate the shipped weights.
        folds[0] = _FIRST_FOLD
        stages = [_both_stages(f"fold_{i}", split) for i, split in enumerate(folds, 1)]
        return [base, *(run for pair in stages for run in pair)]
    if protocol == "ravdess-random":
        return [base, *_both_stages("random", random_split(ravdess))]
    if protocol == "sentences":
        return [base, ProtocolRun("sentences", sentence_split(ravdess), epochs=_ABLATION_EPOCHS)]
    if protocol == "ablation":
        return [base, *_ablation()]
    raise UserError(f"There is no protocol “{protocol}” for the voice; use {', '.join(PROTOCOLS)}.")


def random_split(ravdess: Sequence[Clip]) -> Split:
    """The split of the seed tutorial: 80/20, stratified by emotion, gender and actor; speakers are shared.

    A tenth of the larger part calibrates.
    """
    from sklearn.model_selection import train_test_split

    stems = [clip.path.stem for clip in ravdess]
    strata = [f"{clip.voice_class} {clip.speaker}" for clip in ravdess]  # the actor tells the gender
    rest, test = train_test_split(list(range(len(stems))), test_size=0.2, stratify=strata, random_state=0)
    kept, calibration = train_test_split(
        rest, test_size=0.1, stratify=[ravdess[i].voice_class for i in rest], random_state=0
    )
    parts = {"train": kept, "calibration": calibration, "test": test}
    return Split((), (), {stems[i]: part for part, chosen in parts.items() for i in chosen})


def sentence_split(ravdess: Sequence[Clip]) -> Split:
    """Trained on the first sentence, tested on the second as spoken by other speakers."""
    split = Split(RAVDESS_CALIBRATION, RAVDESS_TEST)
    trained, tested = "01", "02"
    by_clip = {}
    for clip in ravdess:
        part = split.part(clip)
        if clip.sentence != (tested if part == "test" else trained):
            by_clip[clip.path.stem] = "unused"
        else:
            by_clip[clip.path.stem] = part
    return Split(split.calibration, split.test, by_clip)


def carry_out(run: ProtocolRun, data: Path, out: Path, *, quick: bool = False) -> Path:
    """The run's weights in ``out``/NAME: made, taken up again, or there already.

    Raises
    ------
    UserError
        As :func:`audio_model.training.train.train`.
    """
    folder = out / run.name
    if (folder / WEIGHTS_NAME).is_file() and ((folder / CARD_NAME).is_file() or not run.labels):
        return folder / WEIGHTS_NAME
    usual = TrainingSettings.quick() if quick else TrainingSettings(epochs=run.epochs)
    settings = replace(usual, seed=run.seed, **run.changes)
    plan = TrainingPlan(
        start_from=out / run.start / WEIGHTS_NAME if run.start else None,
        teachers=tuple(out / name / WEIGHTS_NAME for name in run.teachers),
        only=run.only,
        splits={"ravdess": run.ravdess},
    )
    conduct = Conduct(resume=True, cache=out / "cache")
    if not run.labels:
        return pretrain(data, folder, settings, plan, conduct)
    return train(data, folder, settings, plan, conduct)


def ravdess_clips(data: Path) -> list[Clip]:
    """All clips of RAVDESS under ``data``.

    Raises
    ------
    UserError
        If it is not there.
    """
    found = find_corpora(data)
    if "ravdess" not in found:
        raise UserError(f"There is no RAVDESS in {data}; unpack it there into a folder “ravdess”.")
    return found["ravdess"]
