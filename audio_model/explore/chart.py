"""The statistics of one corpus, or two side by side, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from audio_model.classes import VOICE_CLASSES
from audio_model.explore.ink import LIGHT, SERIES, Ink
from audio_model.explore.measures import MEASURES, Measure, Measured
from audio_model.explore.statistics import RESAMPLES, Row, rows_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKERS = "oD"


def draw_statistics(corpora: Sequence[Measured], ink: Ink = LIGHT) -> Figure:
    """Each emotion's distance from the speakers' own means, by each measure.

    Large marks are means over speakers with their 95 % intervals, small ones single speakers.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12.0, 7.8), facecolor=ink.paper)
    axes = figure.subplots(2, 3, sharey=True)
    present = {clip.voice_class for corpus in corpora for clip in corpus.clips}
    names = [name for k, name in enumerate(VOICE_CLASSES) if k in present]
    for panel, measure in zip(axes.flat, MEASURES, strict=True):
        for k, corpus in enumerate(corpora):
            _draw_rows(
                panel, rows_of(corpus, measure), names, _offset(k, len(corpora)), SERIES[k], _MARKERS[k]
            )
        _finish(panel, measure, names, ink)
    figure.suptitle(
        "How voices change with the emotion they portray, against each speaker's own mean",
        x=0.012, y=0.985, ha="left", size=13, weight="bold", color=ink.text,
    )  # fmt: skip
    handles, labels = axes.flat[0].get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0.006, 0.955), ncols=2, frameon=False, fontsize=9,
        labelcolor=ink.text,
    )  # fmt: skip
    figure.text(
        0.012, 0.012,
        f"Bars: 95 % intervals over speakers ({RESAMPLES:,} resamples). Small marks: single speakers. "
        "No model is involved.",
        size=8.5, color=ink.muted,
    )  # fmt: skip
    figure.subplots_adjust(left=0.075, right=0.985, top=0.87, bottom=0.1, hspace=0.36, wspace=0.06)
    return figure


def _offset(k: int, n: int) -> float:
    return 0.0 if n == 1 else (-0.17, 0.17)[k]


def _draw_rows(
    axes: Any, rows: Sequence[Row], names: Sequence[str], offset: float, colour: str, marker: str
) -> None:
    for n, row in enumerate(rows):
        y = names.index(row.emotion) + offset
        r = row.relative
        scatter = np.linspace(-0.08, 0.08, len(row.each)) if len(row.each) else np.zeros(0)
        axes.plot(row.each, y + scatter, ".", color=colour, alpha=0.5, markersize=4, markeredgewidth=0)
        if np.isfinite(r.low):
            axes.plot([r.low, r.high], [y, y], color=colour, linewidth=2.2, solid_capstyle="butt")
        if np.isfinite(r.mean):
            label = f"{row.corpus}, {r.speakers} speakers" if n == 0 else None
            axes.plot(r.mean, y, marker, color=colour, markersize=6, label=label, linestyle="none")


def _finish(axes: Any, measure: Measure, names: Sequence[str], ink: Ink) -> None:
    axes.axvline(0, color=ink.muted, linewidth=0.8)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_title(measure.words, loc="left", fontsize=10.5, color=ink.text)
    axes.set_xlabel(f"difference, {measure.difference_unit}")
    axes.grid(axis="x", color=ink.line, linewidth=0.5)
    axes.set_axisbelow(True)
    ink.dress(axes)
    axes.tick_params(axis="y", labelsize=9.5)
