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
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
            if line.strip() and not line.startswith("\\"):
                labels.append(_label(line, number))
    except ValueError as error:
        raise damaged(path, "label track of Audacity's", error) from error
    return HumanLabels(tuple(label for label in labels if label.text))


def _label(line: str, number: int) -> Label:
    try:
        start, end, text = line.split("\t", 2)
        span = _seconds(start), _seconds(end)
    except ValueError as error:
        raise ValueError(f"line {number} is not a start, an end and a label with tabs between") from error
    return Label(*span, text.strip())


def _seconds(text: str) -> float:
    return float(text.replace(",", "."))  # older versions wrote the decimal comma of the user's language
