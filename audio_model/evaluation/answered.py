"""What the voice network makes of those it learned from, of those held out, and of corpora it never met."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from audio_model.classes import CLASS_EMOTIONS
from audio_model.classifier import VoiceClassifier
from audio_model.corpora.clips import CORPORA, Clip, load_corpus, title_of
from audio_model.corpora.split import TEST_ONLY_CORPORA, default_split
from audio_model.corpora.waveforms import read_audio
from audio_model.excerpts import slice_padded, speech_span
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.study.unfamiliar import Answered

CLIPS = 600
"""At most so many of each corpus and part, drawn evenly."""


def voices_answered(
    data: Path, classifier: VoiceClassifier, *, only_strangers: bool
) -> tuple[list[Answered], list[Answered], list[Answered]]:
    """Of every corpus in ``data``: what was learned from, who was held out, and strangers (or only these).

    No speaker and no corpus that is kept for testing is among them.
    """
    learned: list[Answered] = []
    held_out: list[Answered] = []
    strangers: list[Answered] = []
    for name in CORPORA:
        if name in TEST_ONLY_CORPORA or not (data / name).is_dir():
            continue
        clips = load_corpus(name, data / name)
        told, usual = classifier.card["split"].get(name), default_split(name, clips)
        if told is None:
            new = [clip for clip in clips if usual.part(clip) != "test"]
            strangers.append(_answered(new, classifier, f"{title_of(name)}, never met", stranger=True))
            continue
        for part, into in (("train", learned), ("calibration", held_out)) if not only_strangers else ():
            if own := [clip for clip in clips if clip.speaker in told[part] and usual.part(clip) != "test"]:
                into.append(_answered(own, classifier, f"{title_of(name)}, {part} speakers"))
    return learned, held_out, strangers


def _answered(
    clips: Sequence[Clip], classifier: VoiceClassifier, title: str, *, stranger: bool = False
) -> Answered:
    """Of the middle three seconds of some clips."""
    chosen = np.unique(np.linspace(0, len(clips) - 1, min(CLIPS, len(clips))).astype(int))
    n = classifier.parameters.n_samples
    excerpts = []
    for i in chosen:
        sound = read_audio(clips[i].path)
        first, last = speech_span(sound, SAMPLE_RATE_HZ)
        excerpts.append(slice_padded(sound, (first + last - n) // 2, n))
    heard = classifier.hear(np.stack(excerpts))
    labels = np.array([CLASS_EMOTIONS[clips[i].voice_class].position for i in chosen], dtype=np.int64)
    return Answered(title, heard.features, classifier.calibrate(heard.classes), labels, stranger)
