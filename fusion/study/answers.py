"""What a model answered to each file of an evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fusion.emotions import EMOTIONS
from fusion.study.as_shown import AsShown
from fusion.study.metrics import Predictions, answers_and_confidence, restrict_to_classes

NOTHING = ""
"""Stands for an emotion where nothing was said."""


@dataclass(frozen=True)
class FileAnswers:
    """Answers by file.

    Parameters
    ----------
    files
        The n files, as a reader of the table finds them.
    people
        Who is in each; "" where nobody knows.
    asked
        What the figures are of; with a running baseline all files once for each order that they came in, one
        order after the other.
    shown
        What is shown of the same; None for weights that the fusion was not fitted to.
    """

    files: Sequence[Path]
    people: Sequence[str]
    asked: Predictions
    shown: AsShown | None

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row of the table for each file (and order), by column.

        ``answer`` and ``confidence`` are those that the figures count: within the emotions that occur in the
        labels. ``shown`` and ``shown_confidence`` are among all seven, ``clear`` whether it was called clear;
        these three are empty where nothing tells what would be shown.
        """
        labels, n = self.asked.labels, len(self.files)
        inside, _ = restrict_to_classes(self.asked.probabilities, np.unique(labels))
        answers, confidence = answers_and_confidence(inside, self.asked.silent)
        shown = self.shown.asked if self.shown else None
        if shown:
            seen, seen_confidence = answers_and_confidence(shown.probabilities, shown.silent)
        for i, label in enumerate(labels):
            yield {
                "file": self.files[i % n].as_posix(),
                "person": self.people[i % n],
                "order": i // n + 1,
                "truth": EMOTIONS[label].value,
                "answer": _name(answers[i]),
                "confidence": round(float(confidence[i]), 4),
                "shown": _name(seen[i]) if shown else NOTHING,
                "shown_confidence": round(float(seen_confidence[i]), 4) if shown else NOTHING,
                "clear": bool(shown.clear[i]) if shown else NOTHING,
            }


def _name(place: int) -> str:
    return EMOTIONS[place].value if place >= 0 else NOTHING
