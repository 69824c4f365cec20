"""What is lost where only a short word is heard of a clip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.clips import LabelledClips
from audio_model.spoiling.words import cut_word
from audio_model.whole_clips import Sound, judge_clips
from fusion.arrays import FloatArray
from fusion.study.metrics import headline

N_DRAWS = 2
"""Words cut out of each clip."""
_NOTE = (
    "A word is 0.3 to 0.8 s of a clip's speech, cut out where it is loud, and heard in silence; figures are "
    f"means over {N_DRAWS} words of each clip. Live, less than 0.6 s of speech gives no evidence."
)


def word_figures(clips: LabelledClips, classifier: VoiceClassifier) -> dict[str, Any]:
    """Figures of whole clips and of short words cut out of them, ready for JSON."""
    whole = _figures(judge_clips(classifier, clips.under(None)), clips, classifier)
    draws = [
        _figures(judge_clips(classifier, _words(clips, draw)), clips, classifier) for draw in range(N_DRAWS)
    ]
    words = {name: float(np.mean([figures[name] for figures in draws])) for name in whole}
    return clips.origin(classifier) | {
        "note": _NOTE,
        "whole": whole,
        "words": words,
        "uar_lost": whole["uar"] - words["uar"],
    }


def _words(clips: LabelledClips, draw: int) -> Iterator[Sound]:
    for number, (sound, (first, last)) in enumerate(clips.sounds):
        word = cut_word(sound[first:last], np.random.default_rng((draw, number)))
        yield word, (0, len(word))


def _figures(classes: FloatArray, clips: LabelledClips, classifier: VoiceClassifier) -> dict[str, Any]:
    return headline(classifier.calibrate(classes), clips.labels, ("n", "accuracy", "uar", "ece"))
