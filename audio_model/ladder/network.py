"""The ladder's 1-D network on an averaged spectrum: three convolutions along the spectrum, two layers."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from typing import Any

import lightning
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset

from fusion.arrays import Float32Array, IntArray
from fusion.training.schedule import one_cycle

_BATCH = 32


def spectrum_network(n_inputs: int, n_classes: int) -> nn.Module:
    """A spectrum (n, 1, n_inputs) -> logits (n, n_classes); at least 32 inputs."""

    def stage(n_in: int, n_out: int, kernel: int, stride: int, pool: int) -> Iterator[nn.Module]:
        yield nn.Conv1d(n_in, n_out, kernel, stride, kernel // 2, bias=False)
        yield nn.BatchNorm1d(n_out)
        yield nn.ReLU()
        yield nn.MaxPool1d(pool)

    width = 16
    return nn.Sequential(
        *stage(1, width, 9, 2, 1),
        *stage(width, 2 * width, 9, 1, 4),
        *stage(2 * width, 4 * width, 5, 1, 4),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(4 * width * (-(-n_inputs // 2) // 4 // 4), 128),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(128, n_classes),
    )


class SpectrumTraining(lightning.LightningModule):  # type: ignore[misc]
    """Cross-entropy with Adam on a one-cycle schedule."""

    def __init__(self, network: nn.Module, n_steps: int) -> None:
        super().__init__()
        self.network = network
        self._n_steps = n_steps

    def training_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> Tensor:
        """Loss of one batch: (spectra (n, d), classes (n,))."""
        spectra, classes = batch
        return F.cross_entropy(self.network(spectra[:, None]), classes, label_smoothing=0.05)

    def configure_optimizers(self) -> Any:
        """A step a batch."""
        groups = [{"params": list(self.parameters())}]
        return one_cycle(groups, 2e-3, self._n_steps, weight_decay=0.01).a_step_a_batch()


def fit_and_predict(
    x_train: Float32Array,
    y_train: IntArray,
    x_test: Float32Array,
    *,
    n_classes: int,
    epochs: int,
    seed: int,
) -> IntArray:
    """Train on normalised spectra (n, d) and classes (n,), and name the class of each test row (m,).

    The number of epochs is fixed beforehand: nothing of the test is looked at.
    """
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    lightning.seed_everything(seed, verbose=False)
    rows = TensorDataset(torch.from_numpy(x_train).float(), torch.from_numpy(y_train))
    order = torch.Generator().manual_seed(seed)
    batches = BatchSampler(RandomSampler(rows, generator=order), _BATCH, drop_last=len(rows) > _BATCH)
    loader = DataLoader(rows, batch_size=None, sampler=batches)
    module = SpectrumTraining(spectrum_network(x_train.shape[1], n_classes), epochs * len(loader))
    trainer = lightning.Trainer(
        accelerator="cpu",
        max_epochs=epochs,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="lightning")  # notes to developers, not to the user
        trainer.fit(module, loader)
    module.eval()
    with torch.inference_mode():
        answers = module.network(torch.from_numpy(x_test).float()[:, None]).argmax(1)
    return np.asarray(answers.numpy(), np.int64)
