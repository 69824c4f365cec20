"""How several processes share the examples of a run."""

from __future__ import annotations

import lightning


def process_share(module: lightning.LightningModule) -> tuple[int, int]:
    """Which process of how many this is: every n-th example of a batch is its own. (0, 1) outside a run."""
    trainer = module._trainer
    running = trainer is not None and trainer.training
    return (module.global_rank, trainer.world_size) if running else (0, 1)
