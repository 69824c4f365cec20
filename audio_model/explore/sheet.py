"""Sheets: one sound in five pictures, or several side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio_model.explore.ink import LIGHT, Ink, fonts
from audio_model.explore.measures import in_words
from audio_model.explore.panels import MEL_RANGE_DB, PANELS, Limits, Take
from fusion.errors import UserError, reason_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHEET_INCHES = (10.0, 8.6)
_COLUMN_INCHES, _ROWS_INCHES = 2.15, 7.6
_KEY = (
    "Blue: the sound. Orange: its envelope (20 ms peaks); dashed, the median pitch and the mean level of "
    f"speech. Mel spectrogram: light is the loudest of the line, black {MEL_RANGE_DB:.0f} dB less. MFCC: "
    "blue above zero, orange below. All pictures of a line share their scales; levels of two corpora cannot "
    "be compared."
)


def draw_sheet(
    take: Take, title: str, ink: Ink = LIGHT, inches: tuple[float, float] = SHEET_INCHES
) -> Figure:
    """One sound: waveform, mel spectrogram, MFCC, pitch and energy over the same seconds.

    Parameters
    ----------
    take
        The sound.
    title
        What it is.
    ink
        Colours.
    inches
        Width and height; at matplotlib's 100 dots per inch, pixels over 100.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=inches, facecolor=ink.paper)
    grid = figure.add_gridspec(
        len(PANELS),
        2,
        width_ratios=[1, 0.016],
        height_ratios=[panel.height for panel in PANELS],
        left=0.095,
        right=0.925,
        top=1 - 0.62 / inches[1],
        bottom=0.95 / inches[1],
        hspace=0.28,
        wspace=0.03,
    )
    limits = Limits.of([take])
    first = None
    for k, panel in enumerate(PANELS):
        axes = figure.add_subplot(grid[k, 0], sharex=first)
        first = first or axes
        image = panel.draw(axes, take, limits, ink)
        axes.set_ylabel(panel.axis)
        axes.set_title(panel.name, loc="left", fontsize=9, pad=3, color=ink.text)
        if panel.colour_bar:
            _colour_bar(figure, image, figure.add_subplot(grid[k, 1]), panel.colour_bar, ink)
        ink.dress(axes)
        _legend(axes, ink)
        axes.tick_params(labelbottom=k == len(PANELS) - 1)
    if first is not None:
        first.set_xlim(take.sound.t_start, take.sound.t_start + take.sound.length_s)
    axes.set_xlabel("time, s")
    figure.align_ylabels()
    top = 1 - 0.3 / inches[1]
    figure.text(0.012, top, title, color=ink.text, size=13, weight="bold", va="center", fontfamily=fonts())
    below = f"{in_words(take.measures, take.sound.length_s)} {take.sound.note}".strip()
    _foot(figure, below, inches, ink)
    return figure


def _foot(figure: Figure, text: str, inches: tuple[float, float], ink: Ink) -> None:
    """Small print along the lower edge, folded to the width."""
    folded = textwrap.fill(text, round(inches[0] * 14.5))
    figure.text(0.012, 0.1 / inches[1], folded, color=ink.muted, size=9, va="bottom", fontfamily=fonts())


def _colour_bar(figure: Figure, image: Any, axes: Any, words: str, ink: Ink) -> None:
    bar = figure.colorbar(image, cax=axes)
    bar.set_label(words, color=ink.text, size=8)
    bar.ax.tick_params(colors=ink.muted, labelsize=7, length=2)
    bar.outline.set_visible(False)


def _legend(axes: Any, ink: Ink) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        axes.legend(
            handles,
            labels,
            loc="lower right",
            bbox_to_anchor=(1.0, 0.97),
            frameon=False,
            fontsize=7.5,
            labelcolor=ink.muted,
            borderaxespad=0,
        )


@dataclass(frozen=True)
class Line:
    """One line of a comparison: what its takes have in common, and one take (or None) a column."""

    title: str
    takes: Sequence[Take | None]


def draw_comparison(lines: Sequence[Line], columns: Sequence[str], title: str) -> Figure:
    """Several sounds side by side: a column an emotion; within a line all share their scales.

    Lines (corpora) do not share level scales: their microphones and gains were not the same.
    """
    from matplotlib.figure import Figure

    lines = [line for line in lines if any(line.takes)]
    size = (1.2 + _COLUMN_INCHES * len(columns), 1.0 + _ROWS_INCHES * len(lines))
    figure = Figure(figsize=size, facecolor=LIGHT.paper)
    figure.text(0.012, 1 - 0.26 / size[1], title, color=LIGHT.text, size=14, weight="bold", va="center")
    for n, line in enumerate(lines):
        top = 1 - (0.6 + n * _ROWS_INCHES) / size[1]
        _draw_line(figure, line, columns, (top, top - _ROWS_INCHES / size[1]), size)
    _foot(figure, _KEY, size, LIGHT)
    return figure


def _draw_line(
    figure: Figure,
    line: Line,
    columns: Sequence[str],
    place: tuple[float, float],
    size: tuple[float, float],
) -> None:
    top, bottom = place
    figure.text(0.012, top - 0.1 / size[1], line.title, color=LIGHT.text, size=11, va="center")
    grid = figure.add_gridspec(
        len(PANELS),
        len(columns),
        height_ratios=[panel.height for panel in PANELS],
        left=0.95 / size[0],
        right=1 - 0.15 / size[0],
        top=top - 0.55 / size[1],
        bottom=bottom + 0.7 / size[1],
        hspace=0.16,
        wspace=0.07,
    )
    takes = [take for take in line.takes if take is not None]
    limits, longest_s = Limits.of(takes), max(take.sound.length_s for take in takes)
    labelled = True
    for c, take in enumerate(line.takes):
        if take is None:
            continue
        for r, panel in enumerate(PANELS):
            axes = figure.add_subplot(grid[r, c])
            panel.draw(axes, take, limits, LIGHT)
            LIGHT.dress(axes)
            axes.set_xlim(take.sound.t_start, take.sound.t_start + longest_s)
            axes.tick_params(labelbottom=r == len(PANELS) - 1, labelleft=labelled)
            if labelled:
                axes.set_ylabel(panel.axis, fontsize=8)
            if r == 0:
                axes.set_title(columns[c], fontsize=10, color=LIGHT.text)
            if r == len(PANELS) - 1:
                axes.set_xlabel("time, s")
        labelled = False


def save(figure: Figure, path: Path) -> None:
    """Write a figure as PNG.

    Raises
    ------
    UserError
        If the file cannot be written; one sentence.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, dpi=100)
    except OSError as error:
        reason = reason_of(error)
        raise UserError(f"The picture {path} cannot be written ({reason}); name another folder.") from error
