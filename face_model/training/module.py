"""How the expression network learns: loss, optimiser, averaged weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import lightning as L
import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from face_model.network import ExpressionNetwork
from face_model.training.dataset import Batch
from face_model.training.teachers import teachers_answers

LABEL_LOSS_SHARE = 0.5
"""Weight of the FER2013 label's loss beside that of the FER+ votes."""

TEACHERS_SHARE = 0.7
"""Share of what teachers say in the targets, beside votes and labels."""


class ExpressionTraining(L.LightningModule):  # type: ignore[misc]
    """Soft votes and single labels on one trunk; a moving average of the weights is what is kept.

    Parameters
    ----------
    steps
        Optimiser steps of the whole training, for the learning-rate schedule.
    seed
        Of what dropout silences.
    peak_rate
        Highest learning rate (AdamW, one cycle).
    weight_decay
        Of the convolutions and heads' weights.
    teachers
        Trained networks whose joint answer to the same crops is learned beside the labels (distillation:
        Hinton et al. 2015).
    network
        What learns; a new one unless given.
    """

    def __init__(
        self,
        steps: int,
        seed: int = 0,
        peak_rate: float = 2e-3,
        weight_decay: float = 0.05,
        teachers: Sequence[ExpressionNetwork] = (),
        network: ExpressionNetwork | None = None,
    ) -> None:
        super().__init__()
        # In a tuple they are no part of this module: not trained, not kept in checkpoints.
        self._teachers = tuple(teachers)
        self.network = (network or ExpressionNetwork()).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        average = get_ema_multi_avg_fn(0.998)  # type: ignore[no-untyped-call]
        self.averaged = AveragedModel(self.network, multi_avg_fn=average, use_buffers=True)
        self._steps = steps
        self._seed = seed
        self._peak_rate = peak_rate
        self._weight_decay = weight_decay

    def on_train_epoch_start(self) -> None:
        """Draw afresh from the epoch's own seed, so that a resumed run goes on as it would have."""
        torch.manual_seed(1000 * self._seed + self.current_epoch)

    def training_step(self, batch: Batch, _: int) -> Tensor:
        """Cross-entropy against the votes, and some against the FER2013 label."""
        crops, votes, labels = batch
        classes = torch.nn.functional.one_hot(labels, 7).to(votes.dtype)
        if self._teachers:
            taught = teachers_answers(self._teachers, crops)
            votes, classes = (
                torch.lerp(own, theirs.to(own.dtype), TEACHERS_SHARE)
                for own, theirs in zip((votes, classes), taught, strict=True)
            )
        logits = self.network(crops)
        loss = torch.nn.functional.cross_entropy(logits.votes, votes)
        loss = loss + LABEL_LOSS_SHARE * torch.nn.functional.cross_entropy(logits.labels, classes)
        self.log("loss", loss, on_epoch=True, on_step=False)
        return loss

    def on_train_batch_end(self, *_: Any) -> None:
        """Fold the new weights into the average."""
        self.averaged.update_parameters(self.network)

    def validation_step(self, batch: Batch, _: int) -> None:
        """Accuracy of the averaged weights on held-out pictures."""
        crops, votes, labels = batch
        logits = self.averaged(crops)
        right = (logits.votes.argmax(dim=1) == votes.argmax(dim=1)).float().mean()
        self.log("held_out_votes", right, batch_size=len(crops))
        right = (logits.labels.argmax(dim=1) == labels).float().mean()
        self.log("held_out_labels", right, batch_size=len(crops))

    def configure_optimizers(self) -> Any:
        """AdamW with one cycle; no decay on norms and biases."""
        weights = [p for p in self.network.parameters() if p.ndim > 1]
        others = [p for p in self.network.parameters() if p.ndim <= 1]
        optimiser = torch.optim.AdamW(
            [
                {"params": weights, "weight_decay": self._weight_decay},
                {"params": others, "weight_decay": 0.0},
            ],
            lr=self._peak_rate,
        )
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, self._peak_rate, total_steps=self._steps, pct_start=0.15, div_factor=20
        )
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}
