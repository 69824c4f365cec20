"""One run of the trainer: checkpoints, resumption, a bar with the time left, a log."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import ModelCheckpoint

from fusion.errors import UserError
from fusion.provenance import commit
from fusion.training.conduct import Conduct
from fusion.training.precision import training_precision
from fusion.training.progress import EpochLog, TrainingBar
from fusion.training.record import FOLDER, Record, clear_run, newest_checkpoint, read_commit


@dataclass(frozen=True)
class Run:
    """What a run needs to know, whatever is trained.

    Parameters
    ----------
    name
        What is trained, for the bar, e.g. "the voice".
    out
        Takes the checkpoints in ``checkpoints`` and a line an epoch in ``log.jsonl``.
    seed
        What every draw depends on.
    epochs
        Length of the run.
    batch_size
        Examples in a step, of all processes together.
    settings
        Plain values of all that decides what the run ends with; it goes on with the same ones only.
    free
        Names among the settings that may differ all the same.
    clip
        The gradient's norm is cut down to this.
    conduct
        How it is carried out.
    """

    name: str
    out: Path
    seed: int
    epochs: int
    batch_size: int
    settings: Mapping[str, Any]
    free: tuple[str, ...] = ()
    clip: float = 2.0
    conduct: Conduct = field(default_factory=Conduct)


def fit(module: lightning.LightningModule, run: Run) -> str:
    """Train ``module``, which deals out the examples of each epoch itself and measures held-out ones, if any.

    With several devices or nodes every process takes its share of each batch and the gradients are averaged,
    so that the run stays as long as it is. Lightning starts the processes of one machine itself; on several
    machines, start the same command on each with MASTER_ADDR, MASTER_PORT and NODE_RANK set. Only the first
    process returns, to write the result; the others exit.

    Returns
    -------
    str
        The commit the run was started at.

    Raises
    ------
    UserError
        If a run is to go on that was begun with other settings, or a batch cannot be shared.
    KeyboardInterrupt
        If Ctrl+C was pressed; the epochs that ended are kept.
    """
    run.out.mkdir(parents=True, exist_ok=True)
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    lightning.seed_everything(run.seed, verbose=False)
    require_shares(run.batch_size, run.conduct)
    if not run.conduct.resume:
        clear_run(run.out)
    newest = newest_checkpoint(run.out)
    begun_at = read_commit(newest, run.settings, run.free) if newest else commit()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="lightning")  # notes to developers, not to the user
        trainer = _trainer(run, begun_at)
        try:
            trainer.fit(module, ckpt_path=newest)
        except SystemExit as ended:
            # Lightning turns Ctrl+C into the silent exit of any failure.
            if not trainer.interrupted:
                raise
            raise KeyboardInterrupt from ended
    if not trainer.is_global_zero:
        raise SystemExit(0)
    return begun_at


def require_shares(batch_size: int, conduct: Conduct) -> None:
    """Raise UserError unless each process gets as many examples of a batch."""
    processes = conduct.devices * conduct.nodes
    if batch_size % processes:
        raise UserError(
            f"A batch of {batch_size} examples cannot be shared among {processes} processes; "
            "take a number that divides it."
        )


def _trainer(run: Run, begun_at: str) -> lightning.Trainer:
    checkpoints = ModelCheckpoint(
        dirpath=run.out / FOLDER,
        filename="{epoch}",
        save_top_k=1,
        every_n_epochs=1,
        save_on_train_epoch_end=True,
    )
    return lightning.Trainer(
        accelerator="gpu" if torch.cuda.is_available() else "cpu",
        devices=run.conduct.devices,
        num_nodes=run.conduct.nodes,
        strategy="ddp" if run.conduct.devices * run.conduct.nodes > 1 else "auto",
        use_distributed_sampler=False,  # the module deals its examples out itself
        max_epochs=run.epochs,
        precision=training_precision(),
        gradient_clip_val=run.clip,
        reload_dataloaders_every_n_epochs=1,
        num_sanity_val_steps=0,
        callbacks=[
            checkpoints,
            Record(run.settings, begun_at),
            TrainingBar(run.name),
            EpochLog(run.out / "log.jsonl"),
        ],
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
