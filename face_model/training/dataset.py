"""Batches of degraded training crops; which and how depends on the seed and the epoch alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from face_model.alignment import CROP_PX
from face_model.landmarks import Image
from face_model.training.augmentation import degrade
from face_model.training.crops import MARGIN_PX, CropCache
from face_model.training.lessons import Lessons
from face_model.training.recipe import Recipe
from fusion.arrays import FloatArray, IntArray, Uint8Array

PLAIN_SHARE = 0.25
"""Share of training crops shown as the plain picture, so that the network also reads unaligned faces."""

_Key = tuple[int, IntArray, IntArray]
Batch = tuple[Tensor, Tensor, Tensor, Tensor]
"""Crops uint8 (n, 48, 48), vote targets float (n, 8), FER labels int64 (n,), corpora int64 (n,)."""


def training_rows(crops: CropCache) -> IntArray:
    """Training rows that show an expression most voters could name and have no near-twin in a test split."""
    corpus = crops.corpus
    usable = ~corpus.no_majority & ~corpus.training_twin & (corpus.votes.sum(axis=1) > 0)
    rows = corpus.rows("Training")
    return np.asarray(rows[usable[rows]], np.int64)


class EpochSampler(Sampler[_Key]):
    """Yields batches in an order set by seed and epoch; a resumed run sees the same ones.

    A batch is the epoch, rows, and their places in the order: a picture may come twice.

    Parameters
    ----------
    chances
        float64 (n,), how likely each row is to be drawn, summing to 1. In an epoch of n draws a row comes
        n times its chance, rounded up or down: once where all are alike.
    batch_size
        Of all processes together.
    seed, epoch
        What the order depends on.
    share
        Which process of how many; together they see what one would.
    """

    def __init__(
        self,
        chances: FloatArray,
        batch_size: int,
        seed: int,
        epoch: int,
        share: tuple[int, int] = (0, 1),
    ) -> None:
        self._chances = chances
        self._batch_size = batch_size
        self._seed, self._epoch = seed, epoch
        self._process, self._n = share

    def __len__(self) -> int:
        return len(self._chances) // self._batch_size

    def __iter__(self) -> Iterator[_Key]:
        rng = np.random.default_rng((self._seed, self._epoch))
        n = len(self._chances)
        # Systematic draws from the rows in an order of chance.
        rows = rng.permutation(n)
        reached = np.cumsum(self._chances[rows])
        marks = (np.arange(n) + 0.5) / n * reached[-1]
        order = rng.permutation(rows[np.searchsorted(reached, marks)])
        for batch in range(len(self)):
            places = np.arange(batch * self._batch_size, (batch + 1) * self._batch_size)
            places = places[self._process :: self._n]
            yield self._epoch, order[places], places


class DegradedCrops(Dataset[Batch]):
    """Training batches, degraded afresh in every epoch."""

    def __init__(self, lessons: Lessons, seed: int, recipe: Recipe | None = None) -> None:
        self._lessons = lessons
        self._seed = seed
        recipe = recipe or Recipe()
        self._change: Callable[[Image, np.random.Generator], Image] = _mirrored_or_not
        if recipe.degrade:
            self._change = partial(degrade, clean_share=recipe.clean_share)

    def __getitem__(self, key: _Key) -> Batch:
        epoch, rows, places = key
        pictures = []
        for row, place in zip(rows.tolist(), places.tolist(), strict=True):
            rng = np.random.default_rng((self._seed, epoch, place))
            plain = rng.random() < PLAIN_SHARE
            pictures.append(self._change(self._lessons.picture(row, plain=plain), rng))
        return torch.from_numpy(np.stack(pictures)), *_wanted(self._lessons, rows)


def _wanted(lessons: Lessons, rows: IntArray) -> tuple[Tensor, Tensor, Tensor]:
    return (
        torch.from_numpy(lessons.votes[rows]),
        torch.from_numpy(lessons.labels[rows]),
        torch.from_numpy(lessons.corpus[rows]),
    )


def _mirrored_or_not(picture: Uint8Array, rng: np.random.Generator) -> Uint8Array:
    crop = picture[MARGIN_PX : MARGIN_PX + CROP_PX, MARGIN_PX : MARGIN_PX + CROP_PX]
    return crop[:, ::-1] if rng.random() < 0.5 else crop


def evaluation_loader(lessons: Lessons) -> DataLoader[Batch]:
    """The crops as the live path would show them, 256 of one corpus at a time."""
    pictures = torch.from_numpy(lessons.evaluation_crops())
    corpora = [np.flatnonzero(lessons.corpus == corpus) for corpus in np.unique(lessons.corpus)]
    parts = [own[i : i + 256] for own in corpora for i in range(0, len(own), 256)]
    batches = [(pictures[torch.from_numpy(rows)], *_wanted(lessons, rows)) for rows in parts]
    return DataLoader(batches, batch_size=None)  # type: ignore[arg-type]
