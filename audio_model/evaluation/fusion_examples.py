"""Voice evidence of a corpus's clips, clean and degraded, for fitting and trying the fusion."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audio_model.classes import CLASS_EMOTIONS
from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.conditions import Condition, clipping, pink_noise
from audio_model.excerpts import slice_padded, speech_span
from audio_model.quality import judge_excerpt
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.study.examples import Examples

if TYPE_CHECKING:
    from audio_model.corpora.clips import Clip

VOICE_CONDITIONS: Mapping[str, Condition | None] = {
    "clean": None,
    "noise 10 dB": pink_noise(10),
    "noise 0 dB": pink_noise(0),
    "noise -10 dB": pink_noise(-10),
    "clipping": clipping(0.2),
}
"""What the fusion is fitted and tried under; None for the sound as it is."""


def clips_of(data: Path, speakers: tuple[str, ...]) -> list[Clip]:
    """The RAVDESS clips of some actors, sorted by path; ``data`` is RAVDESS's folder or the one above.

    Raises
    ------
    UserError
        If there is none.
    """
    from audio_model.corpora.clips import load_corpus

    folder = data / "ravdess" if (data / "ravdess").is_dir() else data
    clips = [clip for clip in load_corpus("ravdess", folder) if clip.speaker in speakers]
    if not clips:
        raise UserError(f"There is no clip of the actors {', '.join(speakers)} in {folder}.")
    return clips


def voice_examples(
    data: Path,
    speakers: tuple[str, ...],
    conditions: Mapping[str, Condition | None] = VOICE_CONDITIONS,
    classifier: VoiceClassifier | None = None,
) -> dict[str, Examples]:
    """What the voice model says of RAVDESS clips under each condition, with the quality it would report live.

    Parameters
    ----------
    data
        Folder with RAVDESS, or the folder above a ``ravdess``.
    speakers
        Actors whose clips are judged; the model must not have been trained on them.

    Raises
    ------
    UserError
        If there is no clip of these speakers.
    """
    from audio_model.corpora.waveforms import read_audio

    classifier = classifier or VoiceClassifier.load()
    clips = clips_of(data, speakers)
    sounds = [read_audio(clip.path) for clip in clips]
    spans = [speech_span(sound, SAMPLE_RATE_HZ) for sound in sounds]
    labels = np.array([CLASS_EMOTIONS[clip.voice_class].position for clip in clips], dtype=np.int64)
    n_samples = classifier.parameters.n_samples
    answers = {}
    for name, condition in conditions.items():
        excerpts = [
            slice_padded(
                condition(sound, span, number) if condition else sound,
                (sum(span) - n_samples) // 2,
                n_samples,
            )
            for number, (sound, span) in enumerate(zip(sounds, spans, strict=True))
        ]
        quality = np.array([judge_excerpt(excerpt).value for excerpt in excerpts])
        probabilities, familiar = classifier.said(np.stack(excerpts))
        answers[name] = Examples(probabilities, quality * familiar, labels, familiar=familiar)
    return answers
