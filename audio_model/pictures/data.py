"""Pictures as a training sees them: parted by speaker, drawn alike by emotion, as tensors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from audio_model.corpora.split import held_out
from audio_model.pictures.drawing import DrawnClip, read_png
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError

PARTS = ("train", "calibration", "test")
_LARGEST_SHIFT = 0.1


def part_by_speaker(pictures: Sequence[DrawnClip]) -> dict[str, list[DrawnClip]]:
    """Pictures of each of PARTS; no speaker is in two of them.

    Who tests and who calibrates says :func:`held_out`.
    """
    speakers: dict[str, set[str]] = defaultdict(set)
    for picture in pictures:
        speakers[picture.corpus].add(picture.speaker)
    part: dict[tuple[str, str], str] = {}
    for corpus, names in speakers.items():
        test, calibration = held_out(names, corpus)
        part |= {(corpus, name): "calibration" for name in calibration}
        part |= {(corpus, name): "test" for name in test}
    parted: dict[str, list[DrawnClip]] = {name: [] for name in PARTS}
    for picture in pictures:
        parted[part.get((picture.corpus, picture.speaker), "train")].append(picture)
    return parted


def readable(pictures: Sequence[DrawnClip]) -> tuple[list[DrawnClip], list[str]]:
    """The pictures that can be read, and a sentence for each other one."""
    kept, unreadable = [], []
    for picture in pictures:
        try:
            read_png(picture.path)
        except UserError as error:
            unreadable.append(str(error))
        else:
            kept.append(picture)
    return kept, unreadable


def as_tensor(pictures: Sequence[DrawnClip]) -> Tensor:
    """The pictures as float32 (n, 3, 224, 224) in 0..1."""
    stacked = np.stack([read_png(picture.path) for picture in pictures])
    return torch.from_numpy(stacked).permute(0, 3, 1, 2).float() / 255


def emotions_of(pictures: Sequence[DrawnClip]) -> list[Emotion]:
    """The emotions that occur, in the order of EMOTIONS."""
    return [emotion for emotion in EMOTIONS if any(p.emotion is emotion for p in pictures)]


class EpochOfPictures(Dataset[tuple[Tensor, Tensor]]):
    """As many pictures as there are, every emotion drawn alike, each moved a little in time.

    Item ``i`` is (float32 (3, 224, 224) in 0..1, index into the emotions) and depends on (seed, epoch, i)
    only, so that a run taken up again sees what it would have seen.
    """

    def __init__(self, pictures: Sequence[DrawnClip], *, seed: int, epoch: int) -> None:
        self._groups = [[p for p in pictures if p.emotion is e] for e in emotions_of(pictures)]
        self._size = len(pictures)
        self._seed, self._epoch = seed, epoch

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, i: int) -> tuple[Tensor, Tensor]:
        rng = np.random.default_rng((self._seed, self._epoch, i))
        label = int(rng.integers(len(self._groups)))
        group = self._groups[label]
        picture = as_tensor([group[rng.integers(len(group))]])[0]
        width = picture.shape[2]
        shift = int(rng.integers(-int(_LARGEST_SHIFT * width), int(_LARGEST_SHIFT * width) + 1))
        moved = torch.zeros_like(picture)
        moved[:, :, max(shift, 0) : width + min(shift, 0)] = picture[
            :, :, max(-shift, 0) : width + min(-shift, 0)
        ]
        return moved, torch.tensor(label)
