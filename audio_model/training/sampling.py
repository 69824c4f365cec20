"""The excerpts trained on: drawn from the clips as the live analyser would come upon them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from audio_model.classes import VOICE_CLASSES
from audio_model.corpora.waveforms import Waveforms
from audio_model.excerpts import slice_padded
from audio_model.spoiling.noise import add_voice
from audio_model.spoiling.pace import change_rate, shift_pitch, stretch_time
from audio_model.spoiling.words import cut_word
from audio_model.training.settings import TrainingSettings
from fusion.arrays import BoolArray, Float32Array, Int16Array
from fusion.interfaces import SAMPLE_RATE_HZ

Item = tuple[Tensor, Tensor, Tensor, Tensor]

_SPILL = 0.25
"""Up to this share of the speech may lie outside the excerpt."""


def class_mask(waveforms: Waveforms) -> BoolArray:
    """Which of the eight classes a corpus has; the others stay out of its softmax. bool (8,)."""
    present = {clip.voice_class for clip in waveforms.clips}
    return np.array([i in present for i in range(len(VOICE_CLASSES))])


class EpochOfExcerpts(Dataset[Item]):
    """``size`` excerpts: (sound, class, mask, source).

    The sound is float32 (samples,), the mask bool (8,) of the corpus's classes, the source int64 (2,) the
    corpus and the clip.

    Every class of every corpus is drawn alike, then a speaker, a clip, a place of the excerpt. Item ``i`` of
    an epoch depends on (seed, epoch, i) only, so a run taken up again sees what it would have seen.

    Parameters
    ----------
    corpora
        The clips trained on, one Waveforms a corpus.
    n_samples
        Length of an excerpt.
    seed, epoch
        What the draws depend on.
    size
        Excerpts in an epoch.
    varied
        Whether pitch and pace together and the place of the excerpt vary, and sentences follow on one
        another; else each excerpt is centred on its speech as in an evaluation.
    wider
        Whether pitch and pace also vary by themselves.
    twice
        Names of the corpora drawn twice as often as the others.
    words
        Share of the excerpts that hold nothing but one short word, 0..1.
    """

    def __init__(
        self,
        corpora: Sequence[Waveforms],
        n_samples: int,
        *,
        seed: int,
        epoch: int,
        size: int,
        varied: bool = True,
        wider: bool = False,
        twice: Sequence[str] = (),
        words: float = 0.0,
    ) -> None:
        self._corpora, self._varied, self._words = corpora, varied, words
        self._changes = (change_rate, change_rate, stretch_time, shift_pitch) if wider else (change_rate,)
        self._n_samples = n_samples
        self._seed, self._epoch, self._size = seed, epoch, size
        self._masks = [class_mask(corpus) for corpus in corpora]
        self._groups: dict[tuple[int, int], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for c, corpus in enumerate(corpora):
            for i, clip in enumerate(corpus.clips):
                self._groups[c, clip.voice_class][clip.speaker].append(i)
        self._keys = sorted(self._groups)
        self._keys += [key for key in self._keys if corpora[key[0]].clips[0].corpus in twice]
        self._speakers = {key: sorted(group) for key, group in self._groups.items()}

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, i: int) -> Item:
        rng = np.random.default_rng((self._seed, self._epoch, i))
        key = c, label = self._keys[rng.integers(len(self._keys))]
        speaker = self._speakers[key][rng.integers(len(self._speakers[key]))]
        same_voice = self._groups[key][speaker]
        corpus = self._corpora[c]
        index = same_voice[rng.integers(len(same_voice))]
        sound, (first, last) = corpus.sound(index), corpus.spans[index]
        if not self._varied:
            start = (first + last - self._n_samples) // 2
            excerpt = slice_padded(sound, int(start), self._n_samples)
            return self._item(excerpt, label, c, index)
        # Without words nothing is drawn for them, so that earlier runs can be made again.
        is_word = self._words > 0 and rng.random() < self._words
        if is_word:
            sound = cut_word(sound[first:last], rng)
            first, last = 0, len(sound)
        elif rng.random() < 0.25:
            # Live, an excerpt often holds the end of one sentence and the start of the next.
            other = same_voice[rng.integers(len(same_voice))]
            sound, first, last = self._append(corpus, sound, last, other, rng)
        if rng.random() < 0.5:
            factor = float(np.exp(rng.uniform(-0.12, 0.12)))
            change = self._changes[rng.integers(len(self._changes))]
            sound = change(sound, factor)
            if change is not shift_pitch:
                first, last = int(first / factor), int(last / factor)
        n = self._n_samples
        spill = 0 if is_word else int(_SPILL * min(last - first, n))
        start = int(rng.integers(min(first, last - n) - spill, max(first, last - n) + spill + 1))
        return self._item(slice_padded(sound, start, n), label, c, index)

    def _item(self, excerpt: Float32Array, label: int, c: int, index: int) -> Item:
        source = torch.tensor((c, index))
        return torch.from_numpy(excerpt), torch.tensor(label), torch.from_numpy(self._masks[c]), source

    @staticmethod
    def _append(
        corpus: Waveforms, sound: Float32Array, last: int, other: int, rng: np.random.Generator
    ) -> tuple[Float32Array, int, int]:
        """The sound up to ``last``, a short pause, and clip ``other``; the span runs over both."""
        other_first, other_last = corpus.spans[other]
        pause = np.zeros(int(rng.uniform(0.1, 0.5) * SAMPLE_RATE_HZ), dtype=np.float32)
        joined = np.concatenate([sound[:last], pause, corpus.sound(other)[other_first:other_last]])
        return joined, 0, len(joined)


def excerpts_of(
    corpora: Sequence[Waveforms], settings: TrainingSettings, n_samples: int, epoch: int
) -> EpochOfExcerpts:
    """The excerpts of one epoch of a run; see :class:`EpochOfExcerpts`."""
    return EpochOfExcerpts(
        corpora,
        n_samples,
        seed=settings.seed,
        epoch=epoch,
        size=settings.windows_per_epoch,
        varied=settings.augmented,
        wider=settings.wider,
        twice=settings.twice,
        words=settings.words,
    )


def subset(waveforms: Waveforms, indices: Sequence[int]) -> Waveforms:
    """The same sound seen through fewer clips."""
    samples: list[Int16Array] = []
    bounds = [0]
    for i in indices:
        samples.append(waveforms.samples[waveforms.bounds[i] : waveforms.bounds[i + 1]])
        bounds.append(bounds[-1] + len(samples[-1]))
    return Waveforms(
        tuple(waveforms.clips[i] for i in indices),
        np.concatenate(samples) if samples else np.zeros(0, np.int16),
        np.array(bounds),
        waveforms.spans[list(indices)],
        waveforms.unreadable,
    )


def made_babble(waveforms: Waveforms, seed: int) -> Float32Array:
    """Six voices of the clips talking at once for a minute, float32 (samples,)."""
    rng = np.random.default_rng((seed, 1))
    n_samples = 60 * SAMPLE_RATE_HZ
    babble = np.zeros(n_samples, dtype=np.float32)
    for _ in range(6):
        at = 0
        while at < n_samples:
            i = int(rng.integers(len(waveforms)))
            first, last = waveforms.spans[i]
            voice = waveforms.sound(i)[first:last][: n_samples - at]
            at = add_voice(babble, voice, at, least=1e-4)
    return babble
