"""Train the face model: crops, network, calibration, card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightning
from safetensors.torch import save

from face_model.corpora.named import refuse_test_corpora
from face_model.corpora.parting import require_trainable
from face_model.network import ExpressionNetwork
from face_model.training.blending import along_the_way, blended
from face_model.training.crops import CropCache, load_crops
from face_model.training.dataset import training_rows
from face_model.training.lessons import FER2013, OtherCorpus, lessons_of, load_others
from face_model.training.module import ExpressionTraining
from face_model.training.recipe import FaceTraining
from face_model.training.settling import settled
from face_model.training.teachers import load_network, load_teachers
from fusion.errors import UserError
from fusion.training.conduct import Conduct
from fusion.training.record import newest_checkpoint
from fusion.training.running import Run, fit, require_shares

WEIGHTS_NAME = "face.safetensors"
BATCH_SIZE = 128


def train(
    data: Path,
    out: Path,
    settings: FaceTraining = FaceTraining(),
    conduct: Conduct = Conduct(),
) -> Path:
    """Train on FER2013 with the FER+ votes, and other corpora if told, and write weights and card.

    Parameters
    ----------
    data
        Folder with FER2013 (``fer2013.csv`` or ``.csv.gz`` or ``.csv.xz``, ``fer2013new.csv``), or the folder
        above a ``fer2013`` with them and, by their names, the other corpora.
    out
        Where ``face.safetensors``, ``face.card.json``, the checkpoints and the log go.
    settings
        How, and with what it begins.
    conduct
        Whether it goes on with an earlier run, which must be there, how many share the work, and where the
        aligned crops are kept: in ``cache`` of the working folder unless told.

    Returns
    -------
    Path
        The weights' file.

    Raises
    ------
    UserError
        If the data are not there or are for testing only, there is nothing to resume, a batch cannot be
        shared, the recipe blends with weights that are not named, or a run is to go on with other settings.
    """
    refuse_test_corpora(data)
    require_trainable(settings.corpora)
    _require_sense(settings, out, conduct.resume)
    require_shares(BATCH_SIZE, conduct)
    # Before the minutes that the crops may take.
    load_teachers([*settings.teachers, *filter(None, (settings.start_from, settings.earlier))])
    cache = conduct.cache or Path("cache")
    others = load_others(data, settings.corpora, cache)
    return train_on(load_crops(data, cache), out, settings, conduct, others)


def train_on(
    crops: CropCache,
    out: Path,
    settings: FaceTraining,
    conduct: Conduct = Conduct(),
    others: Sequence[OtherCorpus] = (),
) -> Path:
    """Train on crops that are made already; see :func:`train` for the other parameters.

    Parameters
    ----------
    crops
        FER2013 with its crops.
    others
        The corpora beside it, as the settings name them.
    """
    _require_sense(settings, out, conduct.resume)
    beginning = load_network(settings.start_from) if settings.start_from else None
    if beginning is not None:
        settings = settings.with_widths(tuple(beginning.settings["widths"]))
    module = _module(crops, others, settings, beginning)
    run = Run(
        name="the face",
        out=out,
        seed=settings.seed,
        epochs=settings.n_epochs,
        batch_size=module.batch_size,
        settings=settings.to_json(),
        free=("blend", "earlier"),  # they come after the last epoch
        clip=5.0,
        conduct=conduct,
    )
    begun_at = fit(module, run)
    network, recipe = module.settled_network(), settings.how
    tried: list[dict[str, Any]] = []
    if settings.blend_with and recipe.blend < 1:
        first = load_network(settings.blend_with)
        tried = along_the_way(first, network, crops, others, balance=recipe.balance, quick=settings.quick)
        network = blended(first, network, recipe.blend)
    if others:
        network = settled(network, crops, settings.quick)
    network.settings["dropout"] = recipe.dropout
    weights = out / WEIGHTS_NAME
    weights.write_bytes(save(network.state_dict()))

    from face_model.training.card import Pictures, write_card

    write_card(weights, network, Pictures(crops, others), settings, begun_at=begun_at, blends=tried)
    return weights


def _require_sense(settings: FaceTraining, out: Path, resume: bool) -> None:
    """Raise UserError if there is nothing to go on from or to blend with, or shares are too few or many."""
    if resume and newest_checkpoint(out) is None:
        raise UserError(f"There is no checkpoint in {out} to go on from; start without --resume.")
    if settings.how.blend < 1 and settings.blend_with is None:
        raise UserError("There is nothing to blend with; name the weights to go on from (--start-from).")
    shares, names = settings.how.shares, (FER2013, *settings.corpora)
    if shares and (len(shares) != len(names) or min(shares) <= 0):
        raise UserError(
            f"Give --share {len(names)} times, above 0: of {', '.join(names)}, in this order; or not at all."
            if settings.corpora
            else "A share says how often a corpus is drawn among several; leave out --share, or add --corpus."
        )


def _module(
    crops: CropCache,
    others: Sequence[OtherCorpus],
    settings: FaceTraining,
    beginning: ExpressionNetwork | None,
) -> ExpressionTraining:
    rows = training_rows(crops)
    held_out = crops.corpus.rows("PublicTest")
    held_out = held_out[~crops.corpus.no_majority[held_out]]
    if settings.quick:
        rows, held_out = rows[:: max(1, len(rows) // 512)], held_out[:256]
    if not len(rows) or not len(held_out):
        raise UserError("The FER2013 table has no Training or no PublicTest rows; use the official table.")
    lightning.seed_everything(settings.seed, verbose=False)
    network = beginning or ExpressionNetwork(settings.how.widths)
    network.dropout.p = settings.how.dropout
    lessons = lessons_of(crops, rows, others, soft_votes=settings.how.soft_votes)
    return ExpressionTraining(
        lessons,
        lessons_of(crops, held_out, others, "held_out"),
        network,
        seed=settings.seed,
        batch_size=min(BATCH_SIZE, len(lessons)),
        recipe=settings.how,
        teachers=load_teachers(settings.teachers),
    )
