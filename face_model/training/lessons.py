"""The pictures of one or several corpora with what is to be learned from each, and how often it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from face_model.alignment import CROP_PX
from face_model.classes import FERPLUS_CLASSES
from face_model.corpora.parting import every_picture, part_of
from face_model.landmarks import Image
from face_model.training.crops import MARGIN_PX, CropCache, FileCrops, load_file_crops
from fusion.arrays import Float32Array, FloatArray, IntArray, TextArray, Uint8Array
from fusion.emotions import EMOTIONS

NO_LABEL = -100
"""Stands for FER2013's label of pictures from elsewhere; what the loss passes over."""

HARD_LABELS_DOUBT = 0.1
"""Share of a single label's weight that is spread over all classes of its corpus."""

FER2013 = "fer2013"
_INSIDE = slice(MARGIN_PX, MARGIN_PX + CROP_PX)


@dataclass(frozen=True)
class Lessons:
    """Pictures, row by row.

    Parameters
    ----------
    corpora
        Names; FER2013 comes first.
    corpus
        int64 (n,), positions in ``corpora``.
    aligned
        uint8 (n, side, side) as of :class:`face_model.training.crops.CropCache`.
    plain
        uint8 (n, CROP_PX, CROP_PX), the pictures as they are.
    votes
        float32 (n, 8), how the eight classes of FER+ share the answer; rows sum to 1.
    labels
        int64 (n,), FER2013's label as a position in EMOTIONS, or NO_LABEL.
    """

    corpora: tuple[str, ...]
    corpus: IntArray
    aligned: Uint8Array
    plain: Uint8Array
    votes: Float32Array
    labels: IntArray

    def __len__(self) -> int:
        return len(self.corpus)

    def picture(self, row: int, *, plain: bool) -> Image:
        """One picture with a margin around the crop, aligned or as it is."""
        return np.pad(self.plain[row], MARGIN_PX, mode="edge") if plain else self.aligned[row]

    def evaluation_crops(self) -> Uint8Array:
        """What the live path would show the network, uint8 (n, CROP_PX, CROP_PX)."""
        return np.ascontiguousarray(self.aligned[:, _INSIDE, _INSIDE])

    def classes(self) -> IntArray:
        """The class with most of the answer, int64 (n,)."""
        return np.asarray(self.votes.argmax(axis=1), np.int64)

    def chances(self, balance: float, shares: Sequence[float] = ()) -> FloatArray:
        """How likely each picture is to be drawn next, summing to 1, float64 (n,).

        Parameters
        ----------
        balance
            0: all alike; 1: each corpus as often as any other, and in it each class; in between powers of
            what is (0.5: square roots).
        shares
            Of each corpus instead, above 0; they need not sum to 1.
        """
        classes = self.classes()
        chances = np.zeros(len(self))
        for corpus in np.unique(self.corpus):
            own = self.corpus == corpus
            count = np.bincount(classes[own], minlength=len(FERPLUS_CLASSES)).astype(np.float64)
            alike = count[classes[own]] ** -balance
            share = shares[corpus] if shares else own.sum() ** (1 - balance)
            chances[own] = alike / alike.sum() * share
        return np.asarray(chances / chances.sum())


@dataclass(frozen=True)
class OtherCorpus:
    """A corpus that is trained on beside FER2013.

    Parameters
    ----------
    name
        Of its folder.
    crops
        All of its pictures.
    part
        (n,), ``train``, ``held_out`` or ``test``.
    """

    name: str
    crops: FileCrops
    part: TextArray


def load_others(data: Path, names: Sequence[str], cache: Path) -> tuple[OtherCorpus, ...]:
    """Corpora in ``data`` by their names; crops are made on the first call. Raises UserError."""
    found = [(name, every_picture(name, data / name)) for name in names]
    return tuple(
        OtherCorpus(name, load_file_crops(name, pictures, cache), part_of(name, pictures))
        for name, pictures in found
    )


def lessons_of(
    crops: CropCache,
    rows: IntArray,
    others: Sequence[OtherCorpus] = (),
    part: str = "train",
    *,
    soft_votes: bool = True,
) -> Lessons:
    """Rows of FER2013 and a part of each other corpus, one after the other.

    ``soft_votes`` says whether all of FER+'s votes count, or their majority alone.
    """
    votes = vote_targets(crops.corpus.votes[rows])
    if not soft_votes:
        votes = np.eye(votes.shape[1], dtype=np.float32)[votes.argmax(axis=1)]
    chosen = [np.flatnonzero(other.part == part) for other in others]
    given = [(other.crops, kept) for other, kept in zip(others, chosen, strict=True)]
    lengths = [len(rows), *map(len, chosen)]
    return Lessons(
        (FER2013, *(other.name for other in others)),
        np.repeat(np.arange(len(lengths)), lengths),
        np.concatenate([crops.aligned[rows], *(cut.aligned[kept] for cut, kept in given)]),
        np.concatenate(
            [crops.corpus.images[rows], *(cut.plain[kept][:, _INSIDE, _INSIDE] for cut, kept in given)]
        ),
        np.concatenate([votes, *(_answers(cut.pictures.labels[kept]) for cut, kept in given)]),
        np.concatenate([crops.corpus.labels[rows], *(np.full(n, NO_LABEL, np.int64) for n in lengths[1:])]),
    )


def vote_targets(votes: Float32Array) -> Float32Array:
    """Votes (n, 8) as soft targets summing to 1, without single stray votes as in Barsoum et al. 2016."""
    kept = np.where(votes > 1, votes, 0)
    kept = np.where(kept.sum(axis=1, keepdims=True) > 0, kept, votes)
    total = kept.sum(axis=1, keepdims=True)
    return np.asarray(kept / np.maximum(total, 1), np.float32)


def _answers(labels: IntArray) -> Float32Array:
    """Single labels as targets (n, 8) that leave some doubt; contempt, which nobody asked for, has none."""
    k = len(EMOTIONS)
    seven = (1 - HARD_LABELS_DOUBT) * np.eye(k)[labels] + HARD_LABELS_DOUBT / k
    return np.pad(seven, ((0, 0), (0, len(FERPLUS_CLASSES) - k))).astype(np.float32)
