"""Batches of degraded training crops; which and how depends on the seed and the epoch alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from face_model.alignment import CROP_PX
from face_model.landmarks import Image
from face_model.training.augmentation import degrade
from face_model.training.crops import MARGIN_PX, CropCache
from face_model.training.recipe import Recipe

PLAIN_SHARE = 0.25
"""Share of training crops shown as the plain picture, so that the network also reads unaligned faces."""

_Key = tuple[int, npt.NDArray[np.int64]]
Batch = tuple[Tensor, Tensor, Tensor]
"""Crops uint8 (n, 48, 48), vote targets float (n, 8), FER labels int64 (n,)."""


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
    """Yields (epoch, rows) batches in an order set by seed and epoch; a resumed run sees the same ones.

    Parameters
    ----------
    rows
        Of the pictures trained on.
    batch_size
        Of all processes together.
    seed, epoch
        What the order depends on.
    share
        Which process of how many; together they see what one would.
    """

    def __init__(
        self,
        rows: npt.NDArray[np.int64],
        batch_size: int,
        seed: int,
        epoch: int,
        share: tuple[int, int] = (0, 1),
    ) -> None:
        self._rows = rows
        self._batch_size = batch_size
        self._seed, self._epoch = seed, epoch
        self._process, self._n = share

    def __len__(self) -> int:
        return len(self._rows) // self._batch_size

    def __iter__(self) -> Iterator[_Key]:
        order = np.random.default_rng((self._seed, self._epoch)).permutation(self._rows)
        for batch in range(len(self)):
            rows = order[batch * self._batch_size : (batch + 1) * self._batch_size]
            yield self._epoch, rows[self._process :: self._n]


class DegradedCrops(Dataset[Batch]):
    """Training batches, degraded afresh in every epoch."""

    def __init__(self, crops: CropCache, seed: int, recipe: Recipe | None = None) -> None:
        self._crops = crops
        self._seed = seed
        recipe = recipe or Recipe()
        self._change: Callable[[Image, np.random.Generator], Image] = _mirrored_or_not
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


def evaluation_loader(crops: CropCache, rows: npt.NDArray[np.int64]) -> DataLoader[Batch]:
    """The crops of ``rows`` as the live path would show them, 256 at a time."""
    targets = torch.from_numpy(vote_targets(crops.corpus.votes[rows]))
    labels = torch.from_numpy(crops.corpus.labels[rows])
    pictures = torch.from_numpy(np.ascontiguousarray(crops.evaluation_crops(rows)))
    batches = [
        (pictures[i : i + 256], targets[i : i + 256], labels[i : i + 256]) for i in range(0, len(rows), 256)
    ]
    return DataLoader(batches, batch_size=None)  # type: ignore[arg-type]
