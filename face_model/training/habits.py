"""How the labels of each corpus lean, so that what is shared between them stays one answer.

FER+'s voters say neutral far more often than RAF-DB's of the same kind of face, and rare classes are drawn
more often than they come. Both are leanings of the labels and not of the faces: in training they are added to
the network's answer, and left out when it answers.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from face_model.training.lessons import Lessons
from fusion.arrays import BoolArray, FloatArray, RealArray
from fusion.emotions import EMOTIONS

_NEVER = -1e4


class Habits(nn.Module):
    """A bias of each corpus on the logits of the votes, relative to FER2013's.

    What is known beforehand is given: how much more often each class is drawn than it comes (logit
    adjustment: Menon et al. 2021, ICLR), and which classes a corpus does not have at all. The rest is
    learned.

    Parameters
    ----------
    lessons
        What is learned from.
    chances
        float64 (n,), how likely each picture is to be drawn.
    """

    drawn: Tensor
    never: Tensor
    label_drawn: Tensor

    def __init__(self, lessons: Lessons, chances: FloatArray) -> None:
        super().__init__()
        k, n = lessons.votes.shape[1], len(lessons.corpora)
        drawn, never = np.zeros((n, k)), np.zeros((n, k), np.bool_)
        for corpus in range(n):
            own = lessons.corpus == corpus
            if own.any():
                drawn[corpus], never[corpus] = _drawn_more_often(lessons.votes[own], chances[own])
        labelled = lessons.corpus == 0
        label_drawn, _ = _drawn_more_often(np.eye(len(EMOTIONS))[lessons.labels[labelled]], chances[labelled])
        self.leaning = nn.Parameter(torch.zeros(n - 1, k))
        self.register_buffer("drawn", torch.tensor(drawn, dtype=torch.float32))
        self.register_buffer("never", torch.from_numpy(never))
        self.register_buffer("label_drawn", torch.tensor(label_drawn, dtype=torch.float32))

    def forward(self, votes: Tensor, corpus: Tensor) -> Tensor:
        """Logits (n, 8) as pictures of these corpora, int64 (n,), would be labelled."""
        own = torch.cat([self.leaning.new_zeros(1, self.leaning.shape[1]), self.leaning])
        return (votes.float() + (self.drawn + own)[corpus]).masked_fill(self.never[corpus], _NEVER)


def _drawn_more_often(targets: RealArray, chances: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Log of how many times as often each class is drawn as it comes, (k,), and which never come."""
    comes = targets.mean(axis=0, dtype=np.float64)
    drawn = np.average(targets, axis=0, weights=chances)
    never = comes == 0
    return np.log(np.where(never, 1, drawn) / np.where(never, 1, comes)), never
