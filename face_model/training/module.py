"""How the expression network learns: loss, optimiser, averaged weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import lightning
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from face_model.network import ExpressionNetwork
from face_model.training.dataset import Batch, DegradedCrops, EpochSampler, evaluation_loader
from face_model.training.habits import Habits
from face_model.training.lessons import NO_LABEL, Lessons
from face_model.training.recipe import Recipe
from face_model.training.teachers import teachers_answers
from fusion.emotions import EMOTIONS
from fusion.training.schedule import decayed_apart, moving_average, one_cycle
from fusion.training.sharing import process_share

LABEL_LOSS_SHARE = 0.5
"""Weight of the FER2013 label's loss beside that of the FER+ votes."""

AVERAGED_SHARE = 0.998
"""Of the averaged weights, kept at each step."""

HABITS_RATE = 10.0
"""How many times as fast as the network the leanings of the corpora are learned."""


class ExpressionTraining(lightning.LightningModule):  # type: ignore[misc]
    """Soft votes and single labels on one trunk; a moving average of the weights is what is kept.

    Parameters
    ----------
    lessons, held_out
        What is learned from, and what is measured after each epoch.
    network
        What learns.
    seed
        Of the order, of the degradations and of what dropout silences.
    batch_size
        Pictures in a step, of all processes together.
    recipe
        How.
    teachers
        Trained networks whose joint answer to the same crops of FER2013 is learned beside the labels
        (distillation: Hinton et al. 2015).
    """

    def __init__(
        self,
        lessons: Lessons,
        held_out: Lessons,
        network: ExpressionNetwork,
        *,
        seed: int,
        batch_size: int,
        recipe: Recipe,
        teachers: Sequence[ExpressionNetwork] = (),
    ) -> None:
        super().__init__()
        self.batch_size = batch_size
        self._seed, self._recipe = seed, recipe
        self._chances = lessons.chances(recipe.balance, recipe.shares)
        self._degraded = DegradedCrops(lessons, seed, recipe)
        self._held_out, self._corpora = evaluation_loader(held_out), held_out.corpora
        # In a tuple they are no part of this module: not trained, not kept in checkpoints.
        self._teachers = tuple(teachers)
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.habits = Habits(lessons, self._chances)
        self.averaged = moving_average(self.network, AVERAGED_SHARE)

    def train_dataloader(self) -> DataLoader[Batch]:
        """The crops of the current epoch, degraded in this very process (the trainer asks anew for each)."""
        share = process_share(self)
        order = EpochSampler(self._chances, self.batch_size, self._seed, self.current_epoch, share)
        return DataLoader(self._degraded, batch_size=None, sampler=order)

    def val_dataloader(self) -> DataLoader[Batch]:
        """The pictures held out."""
        return self._held_out

    def on_train_epoch_start(self) -> None:
        """Draw afresh from the epoch's own seed, so that a resumed run goes on as it would have."""
        torch.manual_seed(1000 * self._seed + self.current_epoch + (self.global_rank << 32))

    def training_step(self, batch: Batch, _: int) -> Tensor:
        """Cross-entropy against the votes, and some against the FER2013 label where there is one."""
        crops, votes, labels, corpus = batch
        labelled = labels != NO_LABEL
        classes = torch.nn.functional.one_hot(labels[labelled], len(EMOTIONS)).to(votes.dtype)
        if self._teachers and labelled.any():
            taught = teachers_answers([t.to(crops.device) for t in self._teachers], crops[labelled])
            share = self._recipe.teachers_share
            taught_votes, taught_classes = (said.to(votes.dtype) for said in taught)
            votes = votes.index_put((labelled,), torch.lerp(votes[labelled], taught_votes, share))
            classes = torch.lerp(classes, taught_classes, share)
        logits = self.network(crops)
        loss = torch.nn.functional.cross_entropy(self.habits(logits.votes, corpus), votes)
        label_logits = logits.labels[labelled].float() + self.habits.label_drawn
        label_loss = torch.nn.functional.cross_entropy(label_logits, classes, reduction="sum") / len(crops)
        loss = loss + LABEL_LOSS_SHARE * label_loss
        self.log("loss", loss, on_epoch=True, on_step=False, sync_dist=True)
        return loss

    def on_train_batch_end(self, *_: Any) -> None:
        """Fold the new weights into the average."""
        self.averaged.update_parameters(self.network)

    def validation_step(self, batch: Batch, _: int) -> None:
        """Accuracy of the averaged weights on held-out pictures."""
        crops, votes, labels, corpus = batch
        logits = self.averaged(crops)
        name = self._corpora[int(corpus[0])]
        right = (self.habits(logits.votes, corpus).argmax(dim=1) == votes.argmax(dim=1)).float().mean()
        self.log(f"held_out_{name}", right, batch_size=len(crops))
        if labels[0] != NO_LABEL:
            right = (logits.labels.argmax(dim=1) == labels).float().mean()
            self.log("held_out_labels", right, batch_size=len(crops))

    def configure_optimizers(self) -> Any:
        """AdamW with one cycle; no decay on norms and biases."""
        groups = decayed_apart(self.network, weight_decay=0.05)
        rates = [self._recipe.peak_rate] * len(groups)
        if len(self.habits.leaning):
            groups.append({"params": [self.habits.leaning], "weight_decay": 0.0})
            rates.append(HABITS_RATE * self._recipe.peak_rate)
        n_steps = int(self.trainer.estimated_stepping_batches)
        cycle = one_cycle(groups, rates, n_steps, warm_up=0.15, div_factor=20)
        return cycle.a_step_a_batch()

    def settled_network(self) -> ExpressionNetwork:
        """The averaged network, ready to answer."""
        averaged = cast(ExpressionNetwork, self.averaged.module)
        return averaged.eval().to(memory_format=torch.contiguous_format)  # type: ignore[call-overload,no-any-return]
