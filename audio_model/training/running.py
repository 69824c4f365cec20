"""One run of the trainer: checkpoints, resumption, a bar with the time left, a log."""

from __future__ import annotations

import json
import logging
import os
import time
import warnings
from pathlib import Path
from typing import Any, Literal, Protocol

import lightning
import torch
from lightning.pytorch.callbacks import Callback, ModelCheckpoint
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from fusion.errors import UserError


class RunSettings(Protocol):
    """What a run needs to know of its settings, whatever is trained."""

    @property
    def seed(self) -> int:
        """What every draw depends on."""
        ...

    @property
    def epochs(self) -> int:
        """Length of the run."""
        ...

    @property
    def batch_size(self) -> int:
        """Examples in a step."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Plain values; a run is resumed with the same ones only."""
        ...


def fit(
    module: lightning.LightningModule,
    settings: RunSettings,
    out: Path,
    resume: bool,
    *,
    devices: int = 1,
    nodes: int = 1,
) -> bool:
    """Train ``module``; a checkpoint an epoch in ``out``/checkpoints, a line an epoch in ``out``/log.jsonl.

    With several ``devices`` (processes of a machine; GPUs where there are some) or ``nodes``, every process
    hears its share of each batch and the gradients are averaged, so that the run stays as long as it is.
    Lightning starts the processes of one machine itself; on several machines, start the same command on each
    with MASTER_ADDR, MASTER_PORT and NODE_RANK set.

    Returns
    -------
    bool
        Whether this process is the first one, which is to write the result.

    Raises
    ------
    UserError
        If ``resume`` finds a run that was begun with other settings.
    """
    out.mkdir(parents=True, exist_ok=True)
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    lightning.seed_everything(settings.seed, verbose=False)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="lightning")  # notes to developers, not to the user
        return _fit(module, settings, out, resume, devices, nodes)


def _fit(
    module: lightning.LightningModule,
    settings: RunSettings,
    out: Path,
    resume: bool,
    devices: int,
    nodes: int,
) -> bool:
    if settings.batch_size % (devices * nodes):
        raise UserError(
            f"A batch of {settings.batch_size} windows cannot be shared among {devices * nodes} processes; "
            "take a number that divides it."
        )
    checkpoints = out / "checkpoints"
    if not resume:
        for old in checkpoints.glob("*.ckpt"):
            old.unlink(missing_ok=True)
        (out / "log.jsonl").unlink(missing_ok=True)
    newest = max(checkpoints.glob("*.ckpt"), key=os.path.getmtime, default=None)
    if newest is not None:
        kept = torch.load(newest, weights_only=True, map_location="cpu")["settings"]
        if kept != json.loads(json.dumps(settings.to_json())):
            raise UserError(
                f"The run in {out} was begun with other settings (seed, epochs, sizes); "
                "resume it with the same ones, or train into a new folder."
            )
    trainer = lightning.Trainer(
        accelerator="gpu" if torch.cuda.is_available() else "cpu",
        devices=devices,
        num_nodes=nodes,
        strategy="ddp" if devices * nodes > 1 else "auto",
        use_distributed_sampler=False,  # the module deals its windows out itself
        max_epochs=settings.epochs,
        precision=training_precision(),
        gradient_clip_val=2.0,
        reload_dataloaders_every_n_epochs=1,
        callbacks=[
            ModelCheckpoint(dirpath=checkpoints, filename="{epoch}", save_top_k=1, every_n_epochs=1),
            Settings(settings),
            RichProgress(),
            EpochLog(out / "log.jsonl"),
        ],
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(module, ckpt_path=newest)
    return bool(trainer.is_global_zero)


def training_precision() -> Literal["bf16-mixed", "32-true"]:
    """Sixteen bits where graphics card or processor multiply them themselves; elsewhere they take longer."""
    able = torch.cpu.get_capabilities()
    fast = torch.cuda.is_available() or able.get("avx512_bf16") or able.get("amx_bf16")
    return "bf16-mixed" if fast else "32-true"


class Settings(Callback):  # type: ignore[misc]
    """Writes the run's settings into each checkpoint, so that another run cannot go on from it."""

    def __init__(self, settings: RunSettings) -> None:
        self._settings = settings

    def on_save_checkpoint(self, trainer: Any, pl_module: Any, checkpoint: dict[str, Any]) -> None:
        """Add the settings."""
        checkpoint["settings"] = json.loads(json.dumps(self._settings.to_json()))


class RichProgress(Callback):  # type: ignore[misc]
    """One bar over the whole run, with the time left."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("training the voice"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("steps, loss {task.fields[loss]}"),
            TimeElapsedColumn(),
            TextColumn("left:"),
            TimeRemainingColumn(elapsed_when_finished=True),
        )
        self._task: TaskID | None = None

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        """Show the bar, from where a resumed run stands."""
        if not trainer.is_global_zero:
            return
        total = int(trainer.estimated_stepping_batches)
        self._task = self._progress.add_task("", total=total, completed=trainer.global_step, loss="-")
        self._progress.start()

    def on_train_batch_end(
        self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Move on by a step."""
        if self._task is not None:
            loss = f"{float(outputs['loss']):.3f}"
            self._progress.update(self._task, completed=trainer.global_step, loss=loss)

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        """Take the bar away."""
        self._progress.stop()

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        """Take the bar away, that the message can be read."""
        self._progress.stop()


class EpochLog(Callback):  # type: ignore[misc]
    """A line of JSON an epoch: loss, seconds since the start (or the resumption)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._start = time.monotonic()

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        """Append the epoch's line."""
        if not trainer.is_global_zero:
            return
        line = {
            "epoch": trainer.current_epoch,
            "loss": round(float(trainer.callback_metrics["loss"]), 4),
            "seconds": round(time.monotonic() - self._start, 1),
        }
        with self._path.open("a") as log:
            log.write(json.dumps(line) + "\n")
