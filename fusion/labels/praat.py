"""Labels from Praat."""

from __future__ import annotations

import codecs
import re
from io import BytesIO
from pathlib import Path

from fusion.extras import needed
from fusion.labels.choosing import chosen, damaged
from fusion.labels.human import HumanLabels, Label

_MISREAD = re.compile(
    r"^(\s*(?:(?:xmin|xmax|number|time) = )?)(-\d[\d.]*(?:e[-+]?\d+)?|\d[\d.]*e[-+]?\d+)(\s*)$", re.MULTILINE
)
"""A line with a number like -1.5 or 6.2e-05, as Praat writes small ones; pympi would read 1.5 and 5."""


def read_textgrid(path: Path, tier: str | None) -> HumanLabels:
    """The labelled intervals of one tier of a TextGrid, long or short, in any encoding that Praat writes.

    What lies before the recording's first moment, as where times were shifted, is left out.
    Parameters and what is raised: see :func:`fusion.labels.reading.read_labels`.
    """
    pympi = needed("pympi", "pympi-ling")
    data = path.read_bytes()
    try:
        if not data.startswith(b"ooBinaryFile"):
            data = _plain(data).encode()
        grid = pympi.TextGrid(xmax=0)
        grid.from_file(BytesIO(data), "utf-8")
    except Exception as error:  # pympi raises whatever its parsing runs into, and bare Exceptions
        raise damaged(path, "TextGrid", error) from error
    found = {t.name: t.intervals for t in grid.get_tiers() if t.tier_type == "IntervalTier"}
    labelled = [interval for interval in chosen(path, found, tier) if interval[2].strip() and interval[1] > 0]
    try:
        return HumanLabels(tuple(Label(max(0.0, start), end, text.strip()) for start, end, text in labelled))
    except ValueError as error:
        raise damaged(path, "TextGrid", error) from error


def _plain(data: bytes) -> str:
    """The text, whose encoding Praat marks, with its numbers written out."""
    wide = data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE))
    text = data.decode("utf-16" if wide else "utf-8-sig")
    return _MISREAD.sub(lambda m: f"{m[1]}{max(0.0, float(m[2])):.17f}{m[3]}", text)
