"""How steady and how true the shown label is: one emotion held for half a minute, and true changes.

The rule of :class:`fusion.display.Steadiness` is chosen on calibration speakers and judged on test speakers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_model.analyser import VoiceAnalyser
from audio_model.classes import CLASS_EMOTIONS
from audio_model.classifier import VoiceClassifier
from audio_model.corpora.clips import Clip, load_corpus
from audio_model.corpora.waveforms import read_audio
from audio_model.excerpts import speech_span
from fusion.display import Steadiness
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, Evidence
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk
from fusion.late_fusion import LateFusion
from fusion.study.steadiness import Stretch, hysteresis, judge_labels, judge_rule, unsteadied
from ui.studies.shipped import shipped_digests

HELD_S, BEFORE_S, AFTER_S, SILENCE_S = 30.0, 10.0, 12.0, 4.0
PAUSE_S = (0.2, 0.7)
"""Between two clips, seconds: as between two sentences."""
_CHUNK_SAMPLES = 1024
_TICKS_PER_S = 10
MOST_WRONG = 0.08
GRID = {
    "name_from": (0.4, 0.5, 0.6),
    "leave_below": (0.2, 0.3),
    "name_cost": (0.3, 0.5, 0.8),
    "leave_cost": (1.0, 2.0),
    "switch_cost": (0.5, 1.0, 2.0),
}
"""What is tried."""


def measure_steadiness(data: Path, seed: int = 0, changes: int = 10) -> dict[str, Any]:
    """Choose the rule on calibration speakers of RAVDESS and nEMO, and judge it on RAVDESS's test speakers.

    Parameters
    ----------
    data
        Folder of the corpora.
    seed
        Decides clips, pauses and order.
    changes
        True changes for each speaker.

    Returns
    -------
    dict
        ``chosen`` and ``usual`` rule, figures of both groups of speakers, and those of every rule tried.
    """
    voice = VoiceClassifier.load()
    parts = {
        "calibration": (("ravdess", "calibration"), ("nemo", "calibration")),
        "test": (("ravdess", "test"),),
    }
    stretches = {
        name: [
            stretch
            for corpus, part in wanted
            for speaker in voice.card["split"][corpus][part]
            for stretch in _stretches(data, corpus, speaker, voice, seed, changes)
        ]
        for name, wanted in parts.items()
    }
    tried = [
        {"rule": values, **judge_rule(stretches["calibration"], Steadiness(**values))} for values in _grid()
    ]
    best = min(tried, key=_loss)
    usual = Steadiness()
    return {
        "unseen_speakers": True,
        "seed": seed,
        "weights_sha256": shipped_digests("voice", "fusion"),
        "chosen": best["rule"],
        "usual": {name: asdict(usual)[name] for name in GRID},
        "test": {
            pace: judge_rule(stretches["test"], replace(usual, slowness=slowness))
            for pace, slowness in (("quicker", 0.6), ("usual", 1.0), ("calmer", 1.8))
        },
        "test_hysteresis": judge_labels(stretches["test"], hysteresis),
        "test_estimates_alone": judge_labels(stretches["test"], unsteadied),
        "calibration": judge_rule(stretches["calibration"], usual),
        "tried": tried,
    }


def _grid() -> Iterator[dict[str, float]]:
    for values in itertools.product(*GRID.values()):
        yield dict(zip(GRID, values, strict=True))


def _loss(figures: Mapping[str, Any]) -> float:
    """What is weighed against each other: changes of the card, wrong words, late words and silence."""
    too_wrong = max(0.0, figures["named_wrong"] - MOST_WRONG)
    late_s = figures["median_s"] if figures["median_s"] is not None else AFTER_S
    return float(
        figures["changes_per_minute"]
        + 100 * too_wrong
        + 30 * figures["named_wrong"]
        + 2 * late_s
        - 10 * figures["named"]
        - 5 * figures["named_right"]
    )


def _stretches(
    data: Path, corpus: str, speaker: str, voice: VoiceClassifier, seed: int, changes: int
) -> Iterator[Stretch]:
    rng = np.random.default_rng([seed, *corpus.encode(), *speaker.encode()])
    folder = data / corpus if (data / corpus).is_dir() else data
    clips = [clip for clip in load_corpus(corpus, folder) if clip.speaker == speaker]
    own: dict[Emotion, list[Clip]] = {}
    for clip in clips:
        own.setdefault(CLASS_EMOTIONS[clip.voice_class], []).append(clip)
    emotions = [emotion for emotion in EMOTIONS if emotion in own]
    for emotion in emotions:
        yield _stretch(voice, _spoken(own[emotion], HELD_S, rng), emotion, 0.0, HELD_S)
    for _ in range(changes):
        before, after = (emotions[i] for i in rng.permutation(len(emotions))[:2])
        sound = np.concatenate([_spoken(own[before], BEFORE_S, rng), _spoken(own[after], AFTER_S, rng)])
        yield _stretch(voice, sound, after, BEFORE_S, BEFORE_S + AFTER_S)


def _spoken(clips: Sequence[Clip], seconds: float, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Clips one after the other, in an order of their own, with pauses as between sentences."""
    parts: list[npt.NDArray[np.float32]] = []
    order: list[int] = []
    n = round(seconds * SAMPLE_RATE_HZ)
    while sum(map(len, parts)) < n:
        order = order or list(rng.permutation(len(clips)))
        sound = read_audio(clips[order.pop()].path)
        first, last = speech_span(sound, SAMPLE_RATE_HZ)
        pause = np.zeros(round(rng.uniform(*PAUSE_S) * SAMPLE_RATE_HZ), np.float32)
        parts += [sound[first:last], pause]
    return np.concatenate(parts)[:n]


def _stretch(
    voice: VoiceClassifier, sound: npt.NDArray[np.float32], after: Emotion, t_change: float, t_end: float
) -> Stretch:
    silence = np.zeros(round(SILENCE_S * SAMPLE_RATE_HZ), np.float32)
    whole = np.concatenate([sound, silence])
    fusion = LateFusion.shipped()
    estimates: list[Estimate] = []
    newest: list[Evidence] = []
    with closing(VoiceAnalyser(voice)) as hearing:
        for start in range(0, len(whole), _CHUNK_SAMPLES):
            chunk = AudioChunk(whole[start : start + _CHUNK_SAMPLES], start / SAMPLE_RATE_HZ)
            while (t := (len(estimates) + 1) / _TICKS_PER_S) < chunk.t_end:
                estimates.append(fusion.estimate(newest, t))
            newest = hearing.feed(chunk)[-1:] or newest
    return Stretch(tuple(estimates), after, t_change, t_end)
