"""The picture of ``attune compare``: both over time, and how wrong the surest answers are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from fusion.emotions import EMOTIONS
from fusion.evidence import State
from fusion.labels.human import HumanLabels
from fusion.labels.sampled import emotions_at, trace_at
from fusion.moment import Moment
from ui.workbench.compare_figures import scaled, traced


def draw(
    moments: list[Moment],
    human: HumanLabels,
    figures: dict[str, Any],
    scale: tuple[float, float] | None,
    target: Path,
) -> None:
    """Write the picture; its kind is its file's ending."""
    from matplotlib.figure import Figure

    times = np.array([m.t for m in moments])
    rows = bool(human.labels) + len(human.traces)
    sheet = Figure(figsize=(10, 2.6 * (rows + bool(human.labels))), layout="constrained")
    axes = list(np.atleast_1d(sheet.subplots(rows + bool(human.labels), 1)))
    if human.labels:
        top = axes.pop(0)
        said, _ = emotions_at(human.labels, times)
        ours = [
            np.nan if m.estimate.state is State.NO_SIGNAL else int(m.estimate.probabilities.argmax())
            for m in moments
        ]
        top.plot(times, np.where(said >= 0, said, np.nan), lw=6, alpha=0.4, color="#0072B2", label="person")
        top.plot(times, ours, lw=1.5, color="#D55E00", label="Attune, likeliest")
        top.set_yticks(range(len(EMOTIONS)), [e.value for e in EMOTIONS])
        top.set_xlabel("s")
        top.legend(loc="upper right")
        bottom = axes.pop()
        curve = figures["emotions"]["risk_coverage"]
        bottom.plot(curve["coverage"], curve["risk"], color="#D55E00")
        bottom.set(
            xlabel="share of the labelled time answered, the surest first", ylabel="wrong", ylim=(0, 1)
        )
    for axis, trace in zip(axes, human.traces, strict=True):
        axis.plot(times, trace_at(scaled(trace, scale), times), color="#0072B2", label="person")
        axis.plot(times, traced(moments, trace.name), color="#D55E00", lw=1, label="Attune")
        axis.set(xlabel="s", ylabel=trace.name, ylim=(-1, 1))
        axis.legend(loc="upper right")
    sheet.savefig(target, dpi=110)
