"""One bar for the whole training, with the time left, and one line for each finished epoch."""

from __future__ import annotations

from typing import Any

import lightning as L
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn


class TrainingProgress(L.Callback):  # type: ignore[misc]
    """Shows how far the training is and when it will end; epochs done before a resume count as done."""

    def on_train_start(self, trainer: L.Trainer, *_: Any) -> None:
        """Open the bar."""
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        total = (trainer.max_epochs or 0) * int(trainer.num_training_batches)
        self._task = self._bar.add_task("Training", total=total, completed=trainer.global_step)
        self._bar.start()

    def on_train_batch_end(self, *_: Any) -> None:
        """One step further."""
        self._bar.advance(self._task)

    def on_train_epoch_end(self, trainer: L.Trainer, *_: Any) -> None:
        """Say what the epoch brought."""
        figures = "  ".join(
            f"{name} {float(value):.4f}" for name, value in sorted(trainer.callback_metrics.items())
        )
        self._bar.console.print(f"epoch {trainer.current_epoch + 1} of {trainer.max_epochs}: {figures}")

    def on_train_end(self, *_: Any) -> None:
        """Close the bar."""
        self._bar.stop()

    def on_exception(self, *_: Any) -> None:
        """Close the bar, so that the terminal is left in order."""
        self._bar.stop()
