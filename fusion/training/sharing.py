"""How several processes share the examples of a run."""

from __future__ import annotations

from typing import Any, TypeVar

import lightning
from torch.utils.data import DataLoader, Dataset, Subset

Item = TypeVar("Item")


def process_share(module: lightning.LightningModule) -> tuple[int, int]:
    """Which process of how many this is: every n-th example of a batch is its own. (0, 1) outside a run."""
    trainer = module._trainer
    running = trainer is not None and trainer.training
    return (module.global_rank, trainer.world_size) if running else (0, 1)


def dealt_out(
    examples: Dataset[Item], n_examples: int, batch_size: int, share: tuple[int, int] = (0, 1)
) -> DataLoader[Item]:
    """Batches of one process of several: together they hear or see what one would.

    Parameters
    ----------
    examples
        Of the epoch, in their order.
    n_examples
        How many they are; where they fill more than one batch, what is left of the last is not used.
    batch_size
        Of all processes together.
    share
        Which process of how many.
    """
    process, n = share
    part: Any = Subset(examples, range(process, n_examples, n))
    return DataLoader(part, batch_size // n, drop_last=n_examples > batch_size)
