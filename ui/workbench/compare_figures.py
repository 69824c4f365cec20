"""The figures of ``attune compare``: both brought to the same times and the same scale."""

from __future__ import annotations

from typing import Any

import numpy as np

from fusion.affect import affect_of
from fusion.arrays import FloatArray
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.events import TICK_S
from fusion.evidence import State
from fusion.labels.human import HumanLabels, Trace
from fusion.labels.sampled import SEVERAL, emotions_at, trace_at
from fusion.moment import Moment
from fusion.study.agreement import agreement_on_a_trace, agreement_on_emotions


def figures_of(
    moments: list[Moment], human: HumanLabels, scale: tuple[float, float] | None
) -> dict[str, Any]:
    """The figures: ``emotions`` where there are labels, ``valence`` and ``arousal`` where there are traces.

    Raises
    ------
    UserError
        If there is nothing to compare.
    """
    if not moments:
        raise UserError("The recording is too short for a single estimate.")
    times = np.array([m.t for m in moments])
    silent = np.array([m.estimate.state is State.NO_SIGNAL for m in moments])
    figures: dict[str, Any] = {}
    if human.labels:
        said, others = emotions_at(human.labels, times)
        probabilities = np.array([m.estimate.probabilities for m in moments])
        clear = np.array([m.shown.state is State.CLEAR for m in moments])
        found = agreement_on_emotions(said, probabilities, silent, clear, TICK_S)
        found["recall"] = {EMOTIONS[c].value: value for c, value in found["recall"].items()}
        several_s = round(float((said == SEVERAL).sum() * TICK_S), 3)
        figures["emotions"] = {
            **found,
            "labels_of_none_of_the_seven": list(others),
            "seconds_with_several": several_s,
        }
    for trace in human.traces:
        figures[trace.name] = agreement_on_a_trace(
            trace_at(scaled(trace, scale), times), traced(moments, trace.name), TICK_S
        )
    return figures


def traced(moments: list[Moment], name: str) -> FloatArray:
    """Attune's valence or arousal at each moment, -1..1; NaN where nobody was read."""
    return np.array(
        [
            np.nan
            if m.estimate.state is State.NO_SIGNAL
            else getattr(affect_of(m.estimate.probabilities), name)
            for m in moments
        ]
    )


def scaled(trace: Trace, scale: tuple[float, float] | None) -> Trace:
    """The trace on -1..1.

    Raises
    ------
    UserError
        If its values lie outside, or outside of the scale that was named.
    """
    low, high = scale or (-1.0, 1.0)
    if not low < high:
        raise UserError("--scale names the least and the greatest value, as --scale 1 9.")
    if trace.values.min() < low or trace.values.max() > high:
        raise UserError(
            f"The trace of {trace.name} runs from {trace.values.min():g} to {trace.values.max():g}, beyond "
            f"{low:g} to {high:g}; name its ends with --scale."
        )
    return Trace(trace.name, trace.times, 2 * (trace.values - low) / (high - low) - 1)
