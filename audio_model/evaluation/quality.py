"""Does the quality of voice evidence tell how often the voice is read right, under ever worse sound?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from audio_model.classes import CLASS_EMOTIONS
from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.clips import LabelledClips
from audio_model.evaluation.conditions import Condition, babble, clipping, only_first, pink_noise, room
from audio_model.excerpts import slice_padded
from audio_model.quality import SoundQuality, judge_excerpt
from fusion.arrays import BoolArray, FloatArray, TextArray
from fusion.study.telling import auroc, bins_by_quality, rank_correlation

BINS = 8
_NOTE = (
    "The quality's constants were chosen on the calibration speakers. Each point of the picture is an eighth "
    "of the windows, with its 95 % interval; the same clips are heard under every condition, so the true "
    "intervals are wider. Reverberation is not measured, and babble is taken for speech in part."
)
CLIPS = 60
"""Clips a study asks about, drawn evenly; each is heard under every condition."""


def quality_conditions(clips: LabelledClips) -> Mapping[str, Condition | None]:
    """What degrades sound in the ways the quality is to notice, each from little to much."""
    return {
        "as recorded": None,
        **{f"pink noise, {snr_db:g} dB": pink_noise(snr_db) for snr_db in (20, 10, 0, -5, -10)},
        **{f"babble, {snr_db:g} dB": babble(snr_db, clips.sounds, clips.speakers) for snr_db in (10, 0)},
        **{f"clipping, {share:.0%} of the samples": clipping(share) for share in (0.05, 0.2, 0.5)},
        "echoing room (0.7 s), talker 3 m away": room(3.0, 0.15),
        **{f"only the first {seconds:g} s": only_first(seconds) for seconds in (0.4, 0.7, 1.0)},
    }


@dataclass(frozen=True)
class MeasuredExcerpts:
    """Excerpts with what was measured of them, and whether they were read right.

    Parameters
    ----------
    condition
        (n,), names.
    speech_s, snr_db, clipped
        float64 (n,), see :class:`audio_model.quality.SoundQuality`.
    correct
        bool (n,), whether the likeliest of the seven emotions was the true one.
    """

    condition: TextArray
    speech_s: FloatArray
    snr_db: FloatArray
    clipped: FloatArray
    correct: BoolArray

    def measured(self) -> list[SoundQuality]:
        """The sound of each excerpt."""
        return [
            SoundQuality(float(s), float(n), float(c))
            for s, n, c in zip(self.speech_s, self.snr_db, self.clipped, strict=True)
        ]


def hear(
    clips: LabelledClips,
    classifier: VoiceClassifier,
    n_clips: int = CLIPS,
    after_each: Callable[[str], None] = lambda _: None,
) -> MeasuredExcerpts:
    """Judge the middle excerpt of some clips under every condition, with the quality reported live."""
    chosen = np.unique(np.linspace(0, len(clips.clips) - 1, min(n_clips, len(clips.clips))).astype(int))
    n_samples = classifier.parameters.n_samples
    labels = np.array([CLASS_EMOTIONS[c].position for c in clips.truth])[chosen]
    names, sounds, correct = [], [], []
    for name, condition in quality_conditions(clips).items():
        excerpts = []
        for i in chosen:
            sound, span = clips.sounds[i]
            heard = condition(sound, span, int(i)) if condition else sound
            excerpts.append(slice_padded(heard, (sum(span) - n_samples) // 2, n_samples))
        names += [name] * len(chosen)
        sounds += [judge_excerpt(excerpt) for excerpt in excerpts]
        correct.append(classifier.probabilities(np.stack(excerpts)).argmax(axis=1) == labels)
        after_each(name)
    return MeasuredExcerpts(
        np.array(names),
        np.array([s.speech_s for s in sounds]),
        np.array([s.snr_db for s in sounds]),
        np.array([s.clipped for s in sounds]),
        np.concatenate(correct),
    )


def quality_figures(heard: MeasuredExcerpts, bins: int = BINS) -> dict[str, Any]:
    """Accuracy over bins of equally many excerpts by quality, and by condition, ready for JSON.

    ``spearman_bins`` is the rank correlation of quality and accuracy over the bins, ``spearman_conditions``
    over the conditions, ``auroc`` the chance that an excerpt read right has the better quality than one that
    was not (ties half).
    """
    quality = np.array([sound.value for sound in heard.measured()])
    rows = [
        {"n": b.n, "quality": b.quality, "lowest": b.lowest, "highest": b.highest, "accuracy": b.accuracy}
        for b in bins_by_quality(quality, heard.correct, bins)
    ]
    conditions = {
        str(name): {
            "n": int((heard.condition == name).sum()),
            "quality": float(quality[heard.condition == name].mean()),
            "speech_s": float(heard.speech_s[heard.condition == name].mean()),
            "snr_db": float(heard.snr_db[heard.condition == name].mean()),
            "clipped": float(heard.clipped[heard.condition == name].mean()),
            "accuracy": float(heard.correct[heard.condition == name].mean()),
        }
        for name in dict.fromkeys(heard.condition)
    }
    better = auroc(quality, heard.correct)
    return {
        "n": len(quality),
        "note": _NOTE,
        "bins": rows,
        "conditions": conditions,
        "spearman_bins": _rank_correlation(rows),
        "spearman_conditions": _rank_correlation(list(conditions.values())),
        "auroc": 0.0 if np.isnan(better) else better,
    }


def _rank_correlation(rows: Sequence[Mapping[str, float]]) -> float:
    return rank_correlation([(row["quality"], row["accuracy"]) for row in rows])
