"""Labels from Audacity's label tracks."""

from __future__ import annotations

from pathlib import Path

from fusion.labels.choosing import damaged
from fusion.labels.human import HumanLabels, Label


def read_audacity(path: Path, _tier: str | None) -> HumanLabels:
    """Lines of start, end (s) and label with tabs between; ranges of frequency are passed over.

    Parameters and what is raised: see :func:`fusion.labels.reading.read_labels`.
    """
    labels = []
    try:
        for line in path.read_text(encoding="utf-8-sig").splitlines():
            if line.strip() and not line.startswith("\\"):
                start, end, text = line.split("\t", 2)
                labels.append(Label(_seconds(start), _seconds(end), text.strip()))
    except ValueError as error:
        raise damaged(path, "label track of Audacity's", error) from error
    return HumanLabels(tuple(label for label in labels if label.text))


def _seconds(text: str) -> float:
    return float(text.replace(",", "."))  # older versions wrote the decimal comma of the user's language
