"""How well scores tell pleasant from unpleasant: ROC AUC, and how sure of it one can be."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fusion.arrays import BoolArray, FloatArray, TextArray

DRAWS = 2000
_MOST_POINTS = 60
_COLOURS = ("#56B4E9", "#009E73", "#E69F00", "#CC79A7", "#0072B2", "#D55E00", "#000000")
"""Okabe & Ito (2008)."""
_STYLES = (":", "--", "-.", (0, (5, 1)), "-", "-", "-")


def roc_auc(positive: BoolArray, scores: FloatArray) -> float:
    """Chance that a positive example outscores a negative one, ties counting half; NaN without both."""
    from sklearn.metrics import roc_auc_score

    if positive.all() or not positive.any():
        return float("nan")
    return float(roc_auc_score(positive, scores))


def auc_interval(
    positive: BoolArray, scores: FloatArray, speakers: TextArray, draws: int = DRAWS
) -> tuple[float, float]:
    """95 % interval of the AUC: percentiles over bootstrap draws of whole speakers.

    Clips of one speaker are alike; drawing clips would make the interval too narrow. NaN with fewer than
    three speakers.

    Source: Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), ch. 13.
    """
    names = np.unique(speakers)
    if len(names) < 3:
        return float("nan"), float("nan")
    own = [np.flatnonzero(speakers == name) for name in names]
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(draws):
        rows = np.concatenate([own[i] for i in rng.integers(0, len(own), len(own))])
        drawn.append(roc_auc(positive[rows], scores[rows]))
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return float(low), float(high)


def judge(positive: BoolArray, scores: FloatArray, speakers: TextArray) -> dict[str, Any]:
    """AUC with its interval (None where it has none) and of how much, ready for JSON."""
    low, high = auc_interval(positive, scores, speakers)
    auc = roc_auc(positive, scores)
    return {
        "auc": None if np.isnan(auc) else auc,
        "interval_95": None if np.isnan(low) else [low, high],
        "n": len(positive),
        "positive": int(positive.sum()),
        "speakers": len(np.unique(speakers)),
    }


def roc_points(positive: BoolArray, scores: FloatArray) -> list[list[float]]:
    """False and true positive rates of the curve, from 0 on, at most 60 points more of each."""
    from sklearn.metrics import roc_curve

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without both kinds a rate is not defined: 0 here
        alarms, hits, _ = roc_curve(positive, scores, drop_intermediate=False)
    chosen = np.unique(np.linspace(1, len(hits) - 1, _MOST_POINTS).astype(int))
    return [[0.0, *np.nan_to_num(rates[chosen]).round(4).tolist()] for rates in (alarms, hits)]


def in_words(figures: Mapping[str, Any]) -> str:
    """An AUC and its interval, as in: 0.71 (0.66 to 0.77)."""
    if figures["auc"] is None:
        return "–"
    interval = figures["interval_95"]
    around = f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
    return f"{figures['auc']:.2f}{around}"


def draw_roc(groups: Mapping[str, Mapping[str, Any]], titles: Mapping[str, str], path: Path) -> None:
    """One picture with the curves of every model, side by side for each group of test clips.

    Parameters
    ----------
    groups
        Group -> model -> its figures with ``roc`` (see :func:`judge` and :func:`roc_points`).
    titles
        Of the groups.
    path
        PNG to write.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.2 * len(groups), 6.0), layout="constrained", dpi=110)
    FigureCanvasAgg(figure)
    plots: Sequence[Any] = figure.subplots(1, len(groups), squeeze=False)[0]
    for plot, (group, models) in zip(plots, groups.items(), strict=True):
        plot.plot([0, 1], [0, 1], color="#8A929B", linewidth=1, label="chance: 0.50")
        for i, (name, figures) in enumerate(models.items()):
            style = {"color": _COLOURS[i % len(_COLOURS)], "linestyle": _STYLES[i % len(_STYLES)]}
            plot.plot(*figures["roc"], linewidth=2, label=f"{name}: {in_words(figures)}", **style)
        plot.set_title(titles[group])
        plot.set_xlabel("share of unpleasant clips taken for pleasant")
        plot.set_ylabel("share of pleasant clips found")
        plot.set_xlim(0, 1)
        plot.set_ylim(0, 1)
        plot.set_aspect("equal")
        plot.grid(alpha=0.25)
        plot.legend(loc="lower right", fontsize=8, title="ROC AUC (95 % interval)", title_fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
