"""Which of several people in view is read, told by where they are in the picture."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ui.wording.translation import mark, tr

BESIDE = {
    2: (mark("Reading the person on the left"), mark("Reading the person on the right")),
    3: (
        mark("Reading the person on the left"),
        mark("Reading the person in the middle"),
        mark("Reading the person on the right"),
    ),
}
ABOVE = (mark("Reading the upper person"), mark("Reading the lower person"))
_APART = 0.1
"""Nearer than this share of the picture two faces are not called left and right."""


def who_is_read(places: Sequence[tuple[float, float]], read: int, number: int) -> str:
    """A few words, "" where only one is in view.

    Parameters
    ----------
    places
        Middles of the faces as they are shown: fractions of the picture from the left and from above.
    read
        Which of them is read.
    number
        The number drawn at that face, for where its place cannot be told in a word.
    """
    if len(places) < 2:
        return ""
    for words, along in ((BESIDE.get(len(places)), 0), (ABOVE if len(places) == 2 else None, 1)):
        middles = sorted(place[along] for place in places)
        gaps = [after - before for before, after in pairwise(middles)]
        if words is not None and min(gaps) >= _APART:
            return tr(words[middles.index(places[read][along])])
    return tr("Reading person number {number}", number=number)
