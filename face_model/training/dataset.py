"""Batches of degraded training crops; which and how depends on the seed and the epoch alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from face_model.alignment import CROP_PX
from face_model.network import WIDTHS
from face_model.training.augmentation import CLEAN_SHARE, Picture, degrade
from face_model.training.crops import MARGIN_PX, CropCache

PEAK_RATE = 2e-3
DROPOUT = 0.3
PLAIN_SHARE = 0.25
"""Share of training crops shown as the plain picture, so that the network also reads unaligned faces."""

_Key = tuple[int, npt.NDArray[np.int64]]
Batch = tuple[Tensor, Tensor, Tensor]
"""Crops uint8 (n, 48, 48), vote targets float (n, 8), FER labels int64 (n,)."""


@dataclass(frozen=True)
class Recipe:
    """How a training goes; kept in the card of its weights.

    Parameters
    ----------
    soft_votes
        Learn from all votes; ``False``: from their majority alone.
    degrade
        Degrade the crops as webcams do; ``False``: only mirror every other one.
    widths
        Of the network: narrower for a short study.
    clean_share
        Share of the crops that are only framed and lit anew, 0..1.
    peak_rate
        Highest learning rate, above 0.
    dropout
        Share of features silenced before the heads, 0..1.
    blend
        What is kept lies at this share of the way from the weights gone on from to those reached, above 0
        to 1; below 1 only where there are weights to go on from.
    """

    soft_votes: bool = True
    degrade: bool = True
    widths: tuple[int, ...] = WIDTHS
    clean_share: float = CLEAN_SHARE
    peak_rate: float = PEAK_RATE
    dropout: float = DROPOUT
    blend: float = 1.0

    @staticmethod
    def last_stage() -> Recipe:
        """For trained weights: a low rate, and most crops as a good camera would give them."""
        return Recipe(clean_share=0.7, peak_rate=3e-4)


def vote_targets(votes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Votes (n, 8) as soft targets summing to 1, without single stray votes as in Barsoum et al. 2016."""
    kept = np.where(votes > 1, votes, 0)
    kept = np.where(kept.sum(axis=1, keepdims=True) > 0, kept, votes)
    total = kept.sum(axis=1, keepdims=True)
    return np.asarray(kept / np.maximum(total, 1), np.float32)


def training_rows(crops: CropCache) -> npt.NDArray[np.int64]:
    """Training rows that show an expression most voters could name and have no near-twin in a test split."""
    corpus = crops.corpus
    usable = ~corpus.no_majority & ~corpus.training_twin & (corpus.votes.sum(axis=1) > 0)
    rows = corpus.rows("Training")
    return np.asarray(rows[usable[rows]], np.int64)


class EpochSampler(Sampler[_Key]):
    """Yields (epoch, rows) batches in an order set by seed and epoch; a resumed run sees the same ones."""

    def __init__(self, rows: npt.NDArray[np.int64], batch_size: int, seed: int) -> None:
        self._rows = rows
        self._batch_size = batch_size
        self._seed = seed
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Called by the Trainer before each epoch."""
        self._epoch = epoch

    def __len__(self) -> int:
        return len(self._rows) // self._batch_size

    def __iter__(self) -> Iterator[_Key]:
        epoch = self._epoch
        order = np.random.default_rng((self._seed, epoch)).permutation(self._rows)
        for batch in range(len(self)):
            yield epoch, order[batch * self._batch_size : (batch + 1) * self._batch_size]


class DegradedCrops(Dataset[Batch]):
    """Training batches, degraded afresh in every epoch."""

    def __init__(self, crops: CropCache, seed: int, recipe: Recipe | None = None) -> None:
        self._crops = crops
        self._seed = seed
        recipe = recipe or Recipe()
        self._change: Callable[[Picture, np.random.Generator], Picture] = _mirrored_or_not
        if recipe.degrade:
            self._change = partial(degrade, clean_share=recipe.clean_share)
        targets = vote_targets(crops.corpus.votes)
        if not recipe.soft_votes:
            targets = np.eye(targets.shape[1], dtype=np.float32)[targets.argmax(axis=1)]
        self._targets = torch.from_numpy(targets)
        self._labels = torch.from_numpy(crops.corpus.labels)

    def __getitem__(self, key: _Key) -> Batch:
        epoch, rows = key
        pictures = []
        for row in rows.tolist():
            rng = np.random.default_rng((self._seed, epoch, row))
            plain = rng.random() < PLAIN_SHARE
            pictures.append(self._change(self._crops.plain(row) if plain else self._crops.aligned[row], rng))
        index = torch.from_numpy(rows)
        return torch.from_numpy(np.stack(pictures)), self._targets[index], self._labels[index]


def _mirrored_or_not(picture: npt.NDArray[np.uint8], rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    crop = picture[MARGIN_PX : MARGIN_PX + CROP_PX, MARGIN_PX : MARGIN_PX + CROP_PX]
    return crop[:, ::-1] if rng.random() < 0.5 else crop


def training_loader(
    crops: CropCache,
    rows: npt.NDArray[np.int64],
    *,
    batch_size: int,
    seed: int,
    recipe: Recipe | None = None,
) -> DataLoader[Batch]:
    """Degraded batches of ``rows``, in the training process itself."""
    sampler = EpochSampler(rows, batch_size, seed)
    return DataLoader(DegradedCrops(crops, seed, recipe), batch_size=None, sampler=sampler)


def evaluation_loader(crops: CropCache, rows: npt.NDArray[np.int64]) -> DataLoader[Batch]:
    """The crops of ``rows`` as the live path would show them, 256 at a time."""
    targets = torch.from_numpy(vote_targets(crops.corpus.votes[rows]))
    labels = torch.from_numpy(crops.corpus.labels[rows])
    pictures = torch.from_numpy(np.ascontiguousarray(crops.evaluation_crops(rows)))
    batches = [
        (pictures[i : i + 256], targets[i : i + 256], labels[i : i + 256]) for i in range(0, len(rows), 256)
    ]
    return DataLoader(batches, batch_size=None)  # type: ignore[arg-type]
