"""The statistics of one corpus, or two side by side, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from audio_model.classes import VOICE_CLASSES
from audio_model.explore.ink import LIGHT, SERIES
from audio_model.explore.measures import MEASURES, Measure
from audio_model.explore.statistics import RESAMPLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKERS = "oD"
_APART = 0.17


def draw_statistics(corpora: dict[str, dict[str, Any]]) -> Figure:
    """Each emotion's distance from the speakers' own means, by each measure.

    Large marks are means over speakers with their 95 % intervals, small ones single speakers.

    Parameters
    ----------
    corpora
        One or two, by name, as :func:`audio_model.explore.tables.figures_of` gives them.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12.0, 7.8), facecolor=LIGHT.paper)
    axes = figure.subplots(2, 3, sharey=True)
    names = [name for name in VOICE_CLASSES if any(name in c["emotions"] for c in corpora.values())]
    for panel, measure in zip(axes.flat, MEASURES, strict=True):
        for k, (title, corpus) in enumerate(corpora.items()):
            label = f"{title}, {corpus['speakers']} speakers"
            _draw_corpus(panel, corpus["emotions"], measure, names, (k, len(corpora)), label)
        _finish(panel, measure, names)
    title = "How voices change with the emotion they portray, against each speaker's own mean"
    figure.suptitle(title, x=0.012, y=0.985, ha="left", size=13, weight="bold", color=LIGHT.text)
    handles, labels = axes.flat[0].get_legend_handles_labels()
    figure.legend(
        handles,
        labels,
        loc="upper left",
        bbox_to_anchor=(0.006, 0.955),
        ncols=2,
        frameon=False,
        fontsize=9,
        labelcolor=LIGHT.text,
    )
    key = f"Bars: 95 % intervals over speakers ({RESAMPLES:,} resamples). Small marks: single speakers."
    figure.text(0.012, 0.012, key, size=8.5, color=LIGHT.muted)
    figure.subplots_adjust(left=0.075, right=0.985, top=0.87, bottom=0.1, hspace=0.36, wspace=0.06)
    return figure


def _draw_corpus(
    axes: Any,
    emotions: dict[str, Any],
    measure: Measure,
    names: list[str],
    place: tuple[int, int],
    label: str,
) -> None:
    k, n = place
    offset = 0.0 if n == 1 else (-_APART, _APART)[k]
    means, heights = [], []
    for name in names:
        if measure.name not in emotions.get(name, {}):
            continue
        y = names.index(name) + offset
        row = emotions[name][measure.name]
        each, relative = row["each_speaker"], row["relative_to_speaker"]
        scatter = np.linspace(-0.08, 0.08, len(each)) if len(each) > 1 else np.zeros(len(each))
        axes.plot(each, y + scatter, ".", color=SERIES[k], alpha=0.5, markersize=4, markeredgewidth=0)
        if relative["low"] is not None:
            ends = [relative["low"], relative["high"]]
            axes.plot(ends, [y, y], color=SERIES[k], linewidth=2.2, solid_capstyle="butt")
        if relative["mean"] is not None:
            means.append(relative["mean"])
            heights.append(y)
    axes.plot(means, heights, _MARKERS[k], color=SERIES[k], markersize=6, label=label)


def _finish(axes: Any, measure: Measure, names: list[str]) -> None:
    axes.axvline(0, color=LIGHT.muted, linewidth=0.8)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_title(measure.words, loc="left", fontsize=10.5, color=LIGHT.text)
    axes.set_xlabel(f"difference, {measure.difference_unit}")
    axes.grid(axis="x", color=LIGHT.line, linewidth=0.5)
    axes.set_axisbelow(True)
    LIGHT.dress(axes)
    axes.tick_params(axis="y", labelsize=9.5)
