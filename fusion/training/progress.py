"""What a run shows and writes down while it lasts: a bar with the time left, and a line an epoch."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from lightning.pytorch.callbacks import Callback
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


class TrainingBar(Callback):  # type: ignore[misc]
    """One bar over the whole run, with the time left; after each epoch what held-out examples gave, if any.

    Parameters
    ----------
    name
        What is trained, e.g. "the voice".
    """

    def __init__(self, name: str) -> None:
        self._progress = Progress(
            TextColumn(f"training {name}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("steps, loss {task.fields[loss]}"),
            TimeElapsedColumn(),
            TextColumn("left:"),
            TimeRemainingColumn(),
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

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        """Say what the epoch brought."""
        figures = {name: float(value) for name, value in sorted(trainer.callback_metrics.items())}
        if self._task is not None and set(figures) > {"loss"}:
            told = "  ".join(f"{name} {value:.4f}" for name, value in figures.items())
            self._progress.console.print(f"epoch {trainer.current_epoch + 1} of {trainer.max_epochs}: {told}")

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        """Take the bar away."""
        self._progress.stop()

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        """Take the bar away, that the message can be read."""
        self._progress.stop()


class EpochLog(Callback):  # type: ignore[misc]
    """A line of JSON an epoch: its figures, and the seconds since the start (or the resumption)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._start = time.monotonic()

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        """Append the epoch's line."""
        if not trainer.is_global_zero:
            return
        line = {
            "epoch": trainer.current_epoch,
            **{name: round(float(value), 4) for name, value in trainer.callback_metrics.items()},
            "seconds": round(time.monotonic() - self._start, 1),
        }
        with self._path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
