"""Pictures of an evaluation: confusions, reliability, risk against coverage, and how figures fall with noise.

All take plain arrays, so that voice, face and fusion share them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fusion.arrays import AnyArray, FloatArray
from fusion.study.metrics import Reliability, RiskCoverage

# Okabe & Ito's palette, in an order that also differs in lightness.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_MARKERS = "osD^vPX"
_GREY = "#666666"
_DPI = 110


def confusion_picture(matrix: npt.ArrayLike, names: Sequence[str], path: Path, title: str = "") -> Path:
    """Draw a confusion matrix: each cell's share of its row, with the count beneath.

    Parameters
    ----------
    matrix
        Counts (k, k): row = truth, column = answer.
    names
        Of the k classes. Classes that are neither in the truth nor among the answers are left out.
    path
        PNG to write; its folder is made.
    """
    counts = np.asarray(matrix, dtype=np.int64)
    kept = np.flatnonzero(counts.sum(axis=0) + counts.sum(axis=1))
    counts, names = counts[np.ix_(kept, kept)], [names[i] for i in kept]
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = 2.2 + 0.72 * len(names)
    figure = _figure(side + 0.4, side)
    axes = figure.add_subplot()
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for (row, column), value in np.ndenumerate(share):
        if counts[row, column]:
            axes.text(
                column, row, f"{value:.0%}\n{counts[row, column]}", ha="center", va="center", fontsize=8.5,
                color="white" if value > 0.55 else "black",
            )  # fmt: skip
    axes.set_xticks(range(len(names)), names, rotation=35, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("answer")
    axes.set_ylabel("truth")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return _saved(figure, axes, path, title or "Share of each row; count beneath")


def reliability_picture(curves: Mapping[str, Reliability], path: Path, title: str) -> Path:
    """Draw how often answers of a given confidence are right; the diagonal is perfect.

    The size of a point tells how many answers its bin holds; its error bar is the 95 % interval (Wilson).
    """
    figure = _figure(6.0, 5.4)
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", linewidth=1)
    axes.text(0.12, 0.07, "perfect", color=_GREY, rotation=43, ha="center", va="center", fontsize=9)
    for i, (name, curve) in enumerate(curves.items()):
        filled = curve.count > 0
        n, x, y = curve.count[filled], curve.confidence[filled], curve.accuracy[filled]
        low, high = _wilson(y, n)
        colour = _COLOURS[i % len(_COLOURS)]
        axes.errorbar(x, y, np.stack([y - low, high - y]), color=colour, linewidth=1, alpha=0.6, zorder=2)
        axes.scatter(
            x, y, s=14 + 260 * n / n.sum(), color=colour, marker=_MARKERS[i % len(_MARKERS)], zorder=3,
            label=f"{name} (ECE {curve.error:.3f})",
        )  # fmt: skip
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("confidence of the answer")
    axes.set_ylabel("share of such answers that are right")
    _legend(axes, "upper left")
    return _saved(figure, axes, path, title)


def risk_coverage_picture(curves: Mapping[str, RiskCoverage], path: Path, title: str = "") -> Path:
    """Draw the share of wrong answers when only the surest ones are given."""
    figure = _figure(6.6, 4.4)
    axes = figure.add_subplot()
    for i, (name, curve) in enumerate(curves.items()):
        axes.plot(
            curve.coverage, curve.risk, color=_COLOURS[i % len(_COLOURS)], linewidth=1.8,
            linestyle=("-", "--", "-.", ":")[i % 4], label=f"{name} (area {curve.area:.3f})",
        )  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("share of the examples that are answered, surest first")
    axes.set_ylabel("share of wrong answers")
    # Beneath the axes: curves of strangers begin high, where any corner of them may be.
    legend = axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2, frameon=False, fontsize=8)
    figure.set_figheight(4.4 + 0.2 * len(legend.get_texts()) / 2)
    return _saved(figure, axes, path, title)


def sweep_picture(
    levels: Sequence[str],
    panels: Mapping[str, Mapping[str, Sequence[float]]],
    path: Path,
    title: str = "",
    label: str = "signal over noise, dB",
) -> Path:
    """Draw figures under ever harder conditions, one panel a measure, one line a series.

    Parameters
    ----------
    levels
        Names of the conditions, from easy to hard, e.g. ``clean 20 10 5 0``.
    panels
        Measure (the name of the panel's axis) -> series -> a value (0..1) for each level.
    label
        Of the horizontal axis.
    """
    figure = _figure(1.2 + 4.2 * len(panels), 3.9)
    for column, (measure, series) in enumerate(panels.items(), start=1):
        axes = figure.add_subplot(1, len(panels), column)
        for i, (name, values) in enumerate(series.items()):
            axes.plot(
                range(len(levels)), values, color=_COLOURS[i % len(_COLOURS)], linewidth=1.8,
                marker=_MARKERS[i % len(_MARKERS)], label=name,
            )  # fmt: skip
        axes.set_xticks(range(len(levels)), levels)
        axes.set_xlabel(label)
        axes.set_ylabel(measure)
        highest = max(max(values) for values in series.values())
        axes.set_ylim(0, 1 if highest > 0.3 else max(0.1, 1.25 * highest))
        _tidy(axes)
        if len(series) > 1:
            _legend(axes, "lower left" if highest > 0.3 else "upper left")
    return _saved(figure, None, path, title)


def steps_picture(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    n: npt.ArrayLike,
    path: Path,
    *,
    label: str,
    title: str = "",
) -> Path:
    """Draw shares of right answers, each with its 95 % interval (Wilson), over something that should tell.

    Parameters
    ----------
    x, y, n
        (k,), place on the horizontal axis, share (0..1) and number of answers of each group.
    label
        Of the horizontal axis.
    """
    place, share, count = (np.asarray(values, dtype=np.float64) for values in (x, y, n))
    low, high = _wilson(share, count)
    figure = _figure(6.6, 4.4)
    axes = figure.add_subplot()
    axes.errorbar(
        place,
        share,
        np.stack([share - low, high - share]),
        color=_COLOURS[0],
        marker="o",
        linewidth=1.6,
        capsize=3,
    )
    if np.ptp(count) <= 1:
        label = f"{label} (about {count.mean():.0f} in each point)"
    else:
        for a, b, c in zip(place, share, count, strict=True):
            axes.annotate(
                f"{c:.0f}", (a, b), xytext=(5, -13), textcoords="offset points", fontsize=8, color=_GREY
            )
    axes.set_ylim(0, 1)
    axes.set_xlabel(label)
    axes.set_ylabel("share of right answers")
    return _saved(figure, axes, path, title)


def _wilson(share: FloatArray, n: AnyArray) -> tuple[FloatArray, FloatArray]:
    """95 % interval of a share of ``n``. Source: Wilson, JASA 1927."""
    z = 1.96
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.minimum(middle - half, share), np.maximum(middle + half, share)


def _figure(width_in: float, height_in: float) -> Any:
    """An empty figure, of no window and no global state."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width_in, height_in), dpi=_DPI, layout="constrained", facecolor="white")


def _tidy(axes: Any) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(True, color="#DDDDDD", linewidth=0.7)
    axes.set_axisbelow(True)


def _legend(axes: Any, place: str) -> None:
    axes.legend(loc=place, frameon=True, framealpha=0.9, edgecolor="none", fontsize=9)


def _saved(figure: Any, axes: Any | None, path: Path, title: str) -> Path:
    if axes is not None and not axes.images:
        _tidy(axes)
    if title:
        figure.suptitle(title, fontsize=11)
    path.parent.mkdir(parents=True, exist_ok=True)
    # No version or date in the file: the same figures give the same bytes.
    figure.savefig(path, metadata={"Software": None})
    return path
