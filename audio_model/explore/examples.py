"""Which clips of a corpus to lay side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from audio_model.classes import VOICE_CLASSES
from audio_model.corpora.clips import Clip
from audio_model.explore.measures import MEASURES, Measured


def classes_of(clips: Sequence[Clip]) -> list[str]:
    """The classes that occur, in the order of VOICE_CLASSES."""
    present = {clip.voice_class for clip in clips}
    return [name for k, name in enumerate(VOICE_CLASSES) if k in present]


def same_sentence(clips: Sequence[Clip]) -> dict[str, Clip]:
    """The first speaker and sentence with as many emotions as there are, by class; {} where none has two.

    Of several takes the first by name: in RAVDESS the one of normal intensity.
    """
    groups: dict[tuple[str, str], dict[str, Clip]] = defaultdict(dict)
    for clip in sorted(clips, key=lambda c: c.path.name):
        if clip.sentence:
            groups[clip.speaker, clip.sentence].setdefault(VOICE_CLASSES[clip.voice_class], clip)
    best = max(groups.values(), key=len, default={})
    return best if len(best) > 1 else {}


def typical(measured: Measured, most: int) -> dict[str, list[Clip]]:
    """Up to ``most`` clips a class, nearest first to the class's medians in all measures at once."""
    table = np.stack([m.comparable(measured.values(m)) for m in MEASURES], axis=1)
    labels = np.array([clip.voice_class for clip in measured.clips])
    chosen: dict[str, list[Clip]] = {}
    for name in classes_of(measured.clips):
        own = np.flatnonzero(labels == VOICE_CLASSES.index(name))
        rows = table[own]
        known = ~np.isnan(rows)
        middle = np.array([np.median(c[k]) if k.any() else 0.0 for c, k in zip(rows.T, known.T, strict=True)])
        spread = np.array([np.std(c[k]) if k.any() else 1.0 for c, k in zip(rows.T, known.T, strict=True)])
        # A clip that lacks a number (no steady pitch) is as far off as can be in that number.
        away = np.where(known, np.abs(rows - middle) / np.maximum(spread, 1e-9), 4.0).sum(axis=1)
        chosen[name] = [measured.clips[i] for i in own[np.argsort(away, kind="stable")[:most]]]
    return chosen


def to_compare(measured: Measured) -> tuple[dict[str, Clip], str]:
    """One clip a class and a line that says what they have in common."""
    if found := same_sentence(measured.clips):
        clip = next(iter(found.values()))
        return found, f"{measured.name}: speaker {clip.speaker}, sentence {clip.sentence}, in each emotion"
    nearest = {name: clips[0] for name, clips in typical(measured, 1).items()}
    return nearest, f"{measured.name}: one typical clip of each emotion (speakers and words differ)"
