"""A linear head on frozen features, fitted to several corpora that differ in classes and in habits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from audio_model.classes import VOICE_CLASSES
from fusion.arrays import BoolArray, Float32Array, IntArray, TextArray

PENALTY = 1e-2
"""On the sum of squares of the standardised weights; of .001 and .01 the better on corpora left out.

EMO-DB was among those, so its figure is not wholly untouched by the choice.
"""
_ABSENT = -30.0
_STEPS = 60
_FOLDS = 5


@dataclass(frozen=True)
class Described:
    """Clips as features, with what is known of them.

    Parameters
    ----------
    features
        float32 (n, d).
    classes
        int (n,), places in VOICE_CLASSES.
    speakers, corpora, names
        (n,) of whom, of which corpus, and of the clip; a speaker's is unique within the corpus.
    """

    features: Float32Array
    classes: IntArray
    speakers: TextArray
    corpora: TextArray
    names: TextArray

    def where(self, chosen: BoolArray) -> Described:
        """Those of the clips."""
        return Described(
            self.features[chosen],
            self.classes[chosen],
            self.speakers[chosen],
            self.corpora[chosen],
            self.names[chosen],
        )

    def __len__(self) -> int:
        return len(self.classes)


@dataclass(frozen=True)
class LinearHead:
    """``features @ weight + bias``: float32 (d, 8) and (8,); standardisation is folded in."""

    weight: Float32Array
    bias: Float32Array

    def log_odds(self, features: Float32Array) -> Float32Array:
        """Logits, float32 (n, 8), of features (n, d)."""
        return np.asarray(features @ self.weight + self.bias, dtype=np.float32)


def balanced_weights(clips: Described) -> Float32Array:
    """Every class of every corpus weighs alike, and in it every speaker, then every clip; (n,), mean 1."""
    keys = list(zip(clips.corpora.tolist(), clips.classes.tolist(), clips.speakers.tolist(), strict=True))
    n_clips = Counter(keys)
    n_speakers = Counter((corpus, label) for corpus, label, _ in n_clips)
    weights = np.array([1 / (n_clips[key] * n_speakers[key[:2]]) for key in keys], dtype=np.float32)
    return np.asarray(weights / weights.mean(), dtype=np.float32)


def class_masks(clips: Described) -> BoolArray:
    """Which classes the corpus of each clip has, bool (n, 8)."""
    masks = np.zeros((len(clips), len(VOICE_CLASSES)), dtype=bool)
    for corpus in np.unique(clips.corpora):
        mine = clips.corpora == corpus
        masks[np.ix_(mine, np.unique(clips.classes[mine]))] = True
    return masks


def fit_head(clips: Described, penalty: float = PENALTY) -> LinearHead:
    """The head that explains the clips best, the habits of their corpora allowed for.

    Each corpus has a bias of its own beside the common one, whose mean over the corpora with that class is
    nothing; it is left out of what is kept.

    Parameters
    ----------
    clips
        Of one or several corpora.
    penalty
        On the sum of squares of the standardised weights.
    """
    mean, spread = clips.features.mean(0), clips.features.std(0) + 1e-3
    spread *= np.sqrt(clips.features.shape[1] / 1024)
    x = torch.from_numpy(np.asarray((clips.features - mean) / spread, dtype=np.float32))
    corpora, place = np.unique(clips.corpora, return_inverse=True)
    masks, where = torch.from_numpy(class_masks(clips)), torch.from_numpy(place)
    present = torch.stack([masks[place == c][0] for c in range(len(corpora))]).float()
    labels, weights = torch.from_numpy(clips.classes), torch.from_numpy(balanced_weights(clips))
    k = len(VOICE_CLASSES)
    weight = torch.zeros(x.shape[1], k, requires_grad=True)
    bias = torch.zeros(k, requires_grad=True)
    habits = torch.zeros(len(corpora), k, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [weight, bias, habits], max_iter=_STEPS, history_size=10, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        centred = (habits - (habits * present).sum(0) / present.sum(0).clamp_min(1)) * present
        logits = (x @ weight + bias + centred[where]).masked_fill(~masks, _ABSENT)
        told = (weights * F.cross_entropy(logits, labels, reduction="none")).mean()
        total = told + penalty * (weight.square().sum() + 0.1 * habits.square().sum())
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    fitted = weight.detach().numpy() / spread[:, None]
    return LinearHead(
        np.asarray(fitted, dtype=np.float32),
        np.asarray(bias.detach().numpy() - mean @ fitted, dtype=np.float32),
    )


def folds_of_speakers(clips: Described) -> IntArray:
    """A fold for each clip, int (n,): in each corpus the speakers are dealt out in turn."""
    folds = np.zeros(len(clips), dtype=np.int64)
    for corpus in np.unique(clips.corpora):
        mine = clips.corpora == corpus
        for i, speaker in enumerate(np.unique(clips.speakers[mine])):
            folds[mine & (clips.speakers == speaker)] = i % _FOLDS
    return folds


def answers_out_of_fold(clips: Described) -> Float32Array:
    """What heads say of a clip whose speaker they never heard: probabilities float32 (n, 8).

    Classes that the clip's corpus lacks are left out.
    """
    folds, masks = folds_of_speakers(clips), class_masks(clips)
    answers = np.zeros((len(clips), len(VOICE_CLASSES)), dtype=np.float32)
    for fold in np.unique(folds):
        out = folds == fold
        head = fit_head(clips.where(~out), PENALTY)
        logits = np.where(masks[out], head.log_odds(clips.features[out]), _ABSENT)
        odds = np.exp(logits - logits.max(1, keepdims=True))
        answers[out] = odds / odds.sum(1, keepdims=True)
    return answers
