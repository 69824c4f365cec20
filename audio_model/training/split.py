"""Which speakers are trained on, which calibrate, and which are only ever tested on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audio_model.training.corpora import Clip

RAVDESS_TEST = ("02", "05", "14", "15", "16")
RAVDESS_CALIBRATION = ("03", "06", "07")
TEST_ONLY_CORPORA = ("emodb",)
"""Left out of training whole, so that there is one corpus, language and room the model has never heard."""


@dataclass(frozen=True)
class Split:
    """Speakers of one corpus; all others are trained on."""

    calibration: tuple[str, ...]
    test: tuple[str, ...]

    def part(self, speaker: str) -> str:
        """``train``, ``calibration`` or ``test``."""
        if speaker in self.test:
            return "test"
        return "calibration" if speaker in self.calibration else "train"


def default_split(corpus: str, clips: Sequence[Clip]) -> Split:
    """The split used for the shipped weights; by speaker, the same for every seed.

    RAVDESS: as above. The corpora that are only tested on: all speakers. Others: every tenth speaker (at
    least one, if there are three or more) calibrates.
    """
    speakers = sorted({clip.speaker for clip in clips})
    if corpus == "ravdess":
        return Split(RAVDESS_CALIBRATION, RAVDESS_TEST)
    if corpus in TEST_ONLY_CORPORA:
        return Split((), tuple(speakers))
    held_out = speakers[::10] if len(speakers) >= 3 else []
    return Split(tuple(held_out), ())
