"""Whole corpora as the large reader hears them: described once, kept, and looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from rich.progress import track

from audio_model.corpora.waveforms import Waveforms
from audio_model.excerpts import slice_padded
from audio_model.large.features import N_FEATURES
from audio_model.spectrogram import LogMelParameters
from audio_model.training.answers import name_of
from audio_model.training.linear_head import Described
from fusion.arrays import Float16Array, Float32Array
from fusion.whole_files import whole

MOST_CLIPS = 1_500
"""Of a corpus with more clips, evenly spaced ones are taken: its speakers say much the same."""

Describe = Callable[[Float32Array], Float32Array]


def describe_corpora(found: Mapping[str, Waveforms], describe: Describe, cache: Path) -> Described:
    """Features of the clips of every corpus, each heard as the three seconds about the middle of its speech.

    Parameters
    ----------
    found
        The corpora by name.
    describe
        Excerpts float32 (n, samples) to features float32 (n, d).
    cache
        Folder for ``NAME.features.npz``, from which clips described before are taken.
    """
    parts = [_described(corpus, describe, cache / f"{name}.features.npz") for name, corpus in found.items()]
    return Described(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.classes for part in parts]),
        np.concatenate([part.speakers for part in parts]),
        np.concatenate([part.corpora for part in parts]),
        np.concatenate([part.names for part in parts]),
    )


def _described(corpus: Waveforms, describe: Describe, file: Path) -> Described:
    chosen = range(0, len(corpus), -(-len(corpus) // MOST_CLIPS))
    clips = [corpus.clips[i] for i in chosen]
    names = [name_of(clip) for clip in clips]
    known = _known(file)
    missing = [i for i, name in zip(chosen, names, strict=True) if name not in known]
    for i in track(missing, f"describing {clips[0].corpus}", transient=True, disable=not missing):
        known[name_of(corpus.clips[i])] = describe(middle_of(corpus, i)[None])[0].astype(np.float16)
    if missing:
        with whole(file) as part:
            np.savez(part, names=np.array(list(known)), features=np.stack(list(known.values())))
    return Described(
        np.stack([known[name] for name in names]).astype(np.float32).reshape(len(names), N_FEATURES),
        np.array([clip.voice_class for clip in clips], dtype=np.int64),
        np.array([clip.speaker for clip in clips]),
        np.array([clip.corpus for clip in clips]),
        np.array(names),
    )


def _known(file: Path) -> dict[str, Float16Array]:
    if not file.is_file():
        return {}
    with np.load(file) as kept:
        return dict(zip(kept["names"].tolist(), kept["features"], strict=True))


def middle_of(corpus: Waveforms, i: int) -> Float32Array:
    """The excerpt about the middle of the speech of clip ``i``, float32 (samples,)."""
    first, last = corpus.spans[i]
    n_samples = LogMelParameters().n_samples
    return slice_padded(corpus.sound(i), int(first + last - n_samples) // 2, n_samples)
