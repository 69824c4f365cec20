"""The words in a sheet of a sound, said in the language spoken."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from audio_model.explore.ink import fonts
from ui.wording.from_below import from_below
from ui.wording.translation import mark

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TIME = mark("time, s")
_LETTERS_AN_INCH = 7.5
"""So many Chinese signs of the small print find room in an inch of a line."""


def say_in_sheet(figure: Figure) -> None:
    """Say what stands in the sheet as a window says it; what has no other words stays as it is."""
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        shown = text.get_text()
        if not any(letter.isalpha() for letter in shown):
            continue
        unfolded = shown.replace("\n", " ")  # the small print is folded
        said = from_below(unfolded)
        if said == unfolded and (said := from_below(shown)) == shown:
            continue
        if "\n" not in said:
            said = textwrap.fill(said, round(figure.get_figwidth() * _LETTERS_AN_INCH))
        text.set_text(said)
        text.set_fontfamily(fonts())
