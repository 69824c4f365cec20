"""Train the face model: crops, network, calibration, card."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import lightning as L
import torch
from lightning.pytorch.callbacks import ModelCheckpoint
from safetensors.torch import save

from face_model.network import ExpressionNetwork
from face_model.training.blending import along_the_way, blended
from face_model.training.crops import CropCache, load_crops
from face_model.training.dataset import Recipe, evaluation_loader, training_loader, training_rows
from face_model.training.module import ExpressionTraining
from face_model.training.progress import TrainingProgress
from face_model.training.run_settings import CHECKPOINT, keep_settings, settings_of
from face_model.training.teachers import load_network, load_teachers
from fusion.errors import UserError

EPOCHS = 40
LAST_EPOCHS = 4
BATCH_SIZE = 128


def train(
    data: Path,
    out: Path,
    *,
    seed: int = 0,
    epochs: int | None = None,
    resume: bool = False,
    quick: bool = False,
    cache: Path | None = None,
    teachers: Sequence[Path] = (),
    start_from: Path | None = None,
    recipe: Recipe | None = None,
) -> Path:
    """Train on FER2013 with the FER+ votes and write weights and card.

    Parameters
    ----------
    data
        Folder with FER2013 (``fer2013.csv`` or ``.csv.gz`` or ``.csv.xz``, ``fer2013new.csv``), or the folder
        above a ``fer2013`` with them.
    out
        Where ``face.safetensors``, ``face.card.json`` and the checkpoints go.
    seed
        Of weights, order and degradations.
    epochs
        Passes over the training pictures; 40 unless given, 4 for a last stage.
    resume
        Go on from the last checkpoint in ``out``.
    quick
        One short epoch on a few hundred pictures, to see that everything works; no use as a model.
    cache
        Where the aligned crops are kept; ``cache`` in the working folder unless given.
    teachers
        Weights' files of trained networks to learn from beside the labels: one network for an ensemble.
    start_from
        Weights' file to go on from, with a short last stage unless told otherwise.
    recipe
        How; the usual one of a first or of a last stage unless given. Weights that are gone on from keep
        their widths.

    Returns
    -------
    Path
        The weights' file.

    Raises
    ------
    UserError
        If the data are not there, or there is nothing to resume; if the recipe blends with weights that are
        not named, or a run is to go on with other settings.
    """
    recipe = recipe or (Recipe.last_stage() if start_from else Recipe())
    _require_checkpoint(out, resume)
    _require_beginning(recipe, start_from)
    # Before the minutes that the crops may take.
    load_teachers([*teachers, *([start_from] if start_from else [])])
    crops = load_crops(data, cache or Path("cache"))
    return train_on(
        crops,
        out,
        seed=seed,
        epochs=epochs,
        resume=resume,
        quick=quick,
        teachers=teachers,
        start_from=start_from,
        recipe=recipe,
    )


def train_on(
    crops: CropCache,
    out: Path,
    *,
    seed: int = 0,
    epochs: int | None = None,
    resume: bool = False,
    quick: bool = False,
    teachers: Sequence[Path] = (),
    start_from: Path | None = None,
    recipe: Recipe,
) -> Path:
    """Train on crops that are made already; see :func:`train` for the other parameters.

    Parameters
    ----------
    crops
        FER2013 with its crops.
    """
    _require_checkpoint(out, resume)
    _require_beginning(recipe, start_from)
    epochs = epochs or (1 if quick else LAST_EPOCHS if start_from else EPOCHS)
    beginning = load_network(start_from) if start_from else None
    if beginning is not None:
        recipe = replace(recipe, widths=tuple(beginning.settings["widths"]))
    taught_by = load_teachers(teachers)
    settings = settings_of(recipe, seed, epochs, quick, start_from, teachers)
    settings = keep_settings(out, settings, resume)
    network = _fit(crops, out, seed, epochs, resume, quick, taught_by, recipe, beginning)
    tried: list[dict[str, float]] = []
    if start_from and recipe.blend < 1:
        first = load_network(start_from)
        tried = along_the_way(first, network, crops, quick)
        network = blended(first, network, recipe.blend)
    network.settings["dropout"] = recipe.dropout
    weights = out / "face.safetensors"
    weights.write_bytes(save(network.state_dict()))

    from face_model.training.card import write_card

    write_card(
        weights,
        network,
        crops,
        seed=seed,
        epochs=epochs,
        quick=quick,
        recipe=recipe,
        teachers=len(teachers),
        start_from=start_from,
        begun_at=settings["commit"],
        blends=tried,
    )
    return weights


def training_precision() -> Literal["bf16-mixed", "32-true"]:
    """Sixteen bits where the processor multiplies them itself; elsewhere they take many times as long."""
    able = torch.cpu.get_capabilities()
    return "bf16-mixed" if able.get("avx512_bf16") or able.get("amx_bf16") else "32-true"


def _require_checkpoint(out: Path, resume: bool) -> None:
    checkpoint = out / CHECKPOINT
    if resume and not checkpoint.is_file():
        raise UserError(f"There is no {checkpoint} to go on from; start without --resume.")


def _require_beginning(recipe: Recipe, start_from: Path | None) -> None:
    if recipe.blend < 1 and start_from is None:
        raise UserError("There is nothing to blend with; name the weights to go on from (--start-from).")


def _fit(
    crops: CropCache,
    out: Path,
    seed: int,
    epochs: int,
    resume: bool,
    quick: bool,
    teachers: Sequence[ExpressionNetwork],
    recipe: Recipe,
    beginning: ExpressionNetwork | None,
) -> ExpressionNetwork:
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", message=".*does not have many workers.*")
    warnings.filterwarnings("ignore", message="Checkpoint directory .* exists and is not empty.*")
    L.seed_everything(seed, verbose=False)
    rows = training_rows(crops)
    held_out = crops.corpus.rows("PublicTest")
    held_out = held_out[~crops.corpus.no_majority[held_out]]
    if quick:
        rows, held_out = rows[:: max(1, len(rows) // 512)], held_out[:256]
    if not len(rows) or not len(held_out):
        raise UserError("The FER2013 table has no Training or no PublicTest rows; use the official table.")
    loader = training_loader(crops, rows, batch_size=min(BATCH_SIZE, len(rows)), seed=seed, recipe=recipe)
    network = beginning or ExpressionNetwork(recipe.widths)
    network.dropout.p = recipe.dropout
    module = ExpressionTraining(
        steps=epochs * len(loader),
        seed=seed,
        peak_rate=recipe.peak_rate,
        teachers=teachers,
        network=network,
    )
    out.mkdir(parents=True, exist_ok=True)
    trainer = L.Trainer(
        accelerator="cpu",
        devices=1,
        max_epochs=epochs,
        precision=training_precision(),
        gradient_clip_val=5.0,
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
        callbacks=[
            ModelCheckpoint(
                dirpath=out, filename="last", enable_version_counter=False, save_on_train_epoch_end=True
            ),
            TrainingProgress(),
        ],
    )
    # The checkpoint is our own file; it carries optimiser and loop state beside the weights.
    trainer.fit(
        module,
        loader,
        evaluation_loader(crops, held_out),
        ckpt_path=str(out / CHECKPOINT) if resume else None,
        weights_only=False,
    )
    averaged = module.averaged.module
    assert isinstance(averaged, ExpressionNetwork)
    averaged.eval()
    averaged.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    return averaged
