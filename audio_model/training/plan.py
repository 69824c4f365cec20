"""What a voice network begins with, whom it hears, and who teaches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from audio_model.corpora.split import Split


@dataclass(frozen=True)
class TrainingPlan:
    """A training beside its numbers, which are TrainingSettings. By default: all corpora, from chance.

    Parameters
    ----------
    start_from
        Weights of a network of the same widths to begin with: all of it is taken over, or only the layers
        before the pooling, as the settings' ``start_whole`` says.
    teachers
        Weights whose mean answer is learnt beside the labels (distillation).
    answers
        File of answers to single clips that are learnt beside the labels, see
        :func:`audio_model.training.answers.read_answers`.
    only
        Names of the corpora to train on; empty for all that are found. Those without a speaker to train on
        are still tested on.
    splits
        Speakers' parts by corpus, where they differ from the usual ones.
    person
        Of plain folders, a regular expression whose first group, found in a file's name, is the person:
        people are held out then to calibrate and to test on, and not files.
    """

    start_from: Path | None = None
    teachers: tuple[Path, ...] = ()
    answers: Path | None = None
    only: tuple[str, ...] = ()
    splits: Mapping[str, Split] = field(default_factory=dict)
    person: str | None = None
