"""Pictures of the ladder: every rung on both splits, and whom the best simple rung takes for whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio_model.ladder.rungs import CNN_AUGMENTED, RUNGS
from fusion.study.pictures import confusion_picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = {"time": "#0072B2", "bands": "#E69F00", None: "#D55E00"}
_MARKERS = {"time": "o", "bands": "s", None: "*"}
_SERIES = {"time": "averaged over time", "bands": "averaged over bands", None: "Attune's own network"}
_TITLES = {"published": "as published: 80/20, speakers shared", "unseen": "unseen speakers"}
_OFFSET = {"time": 0.13, "bands": -0.13, None: 0.0}


def draw_ladder(figures: dict[str, Any], out: Path) -> list[Path]:
    """Write ``ladder.png`` and, where there are speakers to tell apart, ``ladder_confusion.png``.

    Parameters
    ----------
    figures
        As :func:`audio_model.ladder.rungs.report` gives them.
    out
        Folder.
    """
    out.mkdir(parents=True, exist_ok=True)
    written = [_rungs_picture(figures, out / "ladder.png")]
    for row in figures["rows"]:
        if (row["rung"], row["average"], row["protocol"]) == (CNN_AUGMENTED, "time", "unseen"):
            title = "1-D CNN, augmented, on unseen speakers"
            if row["runs"] > 1:
                title += f" ({row['runs']} runs together)"
            names, path = figures["classes"], out / "ladder_confusion.png"
            written.append(confusion_picture(row["confusion"], names, path, title))
    return written


def _rungs_picture(figures: dict[str, Any], path: Path) -> Path:
    from matplotlib.figure import Figure

    rows = figures["rows"]
    protocols = [name for name in _TITLES if any(row["protocol"] == name for row in rows)]
    rungs = [rung for rung in RUNGS if any(row["rung"] == rung for row in rows)]
    place = {rung: len(rungs) - 1 - i for i, rung in enumerate(rungs)}
    figure = Figure(
        figsize=(2.2 + 4.0 * len(protocols), 1.7 + 0.42 * len(rungs)), dpi=110, layout="constrained"
    )
    for column, protocol in enumerate(protocols, start=1):
        axes = figure.add_subplot(1, len(protocols), column)
        _draw_series(axes, figures, protocol, place)
        axes.set_title(_TITLES[protocol], fontsize=10)
        axes.set_xlabel("accuracy, %")
        axes.set_xlim(0, 100)
        axes.set_ylim(-0.6, len(rungs) - 0.4)
        axes.set_yticks(list(place.values()), list(place) if column == 1 else [""] * len(place))
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(True, axis="x", color="#DDDDDD", linewidth=0.7)
        axes.set_axisbelow(True)
    handles: dict[str, Any] = {}
    for axes in figure.axes:
        handles |= {label: handle for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)}
    figure.legend(
        handles.values(), handles.keys(),
        loc="outside lower center", ncols=len(handles), frameon=False, fontsize=9,
    )  # fmt: skip
    figure.savefig(path)
    return path


def _draw_series(axes: Axes, figures: dict[str, Any], protocol: str, place: dict[str, int]) -> None:
    """The rungs of a protocol, each at its place, and what was published of them."""
    for average, words in _SERIES.items():
        shown = [row for row in figures["rows"] if (row["protocol"], row["average"]) == (protocol, average)]
        if not shown:
            continue
        axes.errorbar(
            [100 * row["accuracy"] for row in shown],
            [place[row["rung"]] + _OFFSET[average] for row in shown],
            xerr=[100 * row.get("accuracy_spread", 0.0) for row in shown],
            fmt=_MARKERS[average],
            markersize=12 if average is None else 6,
            color=_COLOURS[average],
            elinewidth=1.5,
            label=words,
        )
    told = figures["published_accuracy"] if protocol == "published" else {}
    if told:
        axes.plot(
            [100 * told[rung] for rung in place if rung in told],
            [place[rung] for rung in place if rung in told],
            linestyle="none",
            marker="D",
            markersize=9,
            markerfacecolor="none",
            markeredgecolor="#444444",
            label="as the tutorial tells it",
        )
