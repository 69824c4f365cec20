"""How steady, true and quick what is shown is, over estimates whose truth is known."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fusion.calibration import safe_log
from fusion.display import Display, Steadiness
from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, State
from fusion.moment import Shown

_RESAMPLES = 2000


@dataclass(frozen=True)
class Stretch:
    """Ten estimates a second of one speaker.

    Parameters
    ----------
    estimates
        From the voice, the face, or both.
    after
        The emotion at the end.
    t_change
        From when it is so, seconds; 0 where it always is.
    t_end
        When the last word ends, seconds; silence follows.
    """

    estimates: tuple[Estimate, ...]
    after: Emotion
    t_change: float
    t_end: float


def judge_rule(stretches: Sequence[Stretch], rule: Steadiness) -> dict[str, Any]:
    """Figures of what would be shown by ``rule``; see :func:`judge_labels`."""

    def shown(estimates: Sequence[Estimate]) -> list[Shown]:
        display = Display(rule)
        return [display.show(estimate).shown for estimate in estimates]

    return judge_labels(stretches, shown)


def judge_labels(
    stretches: Sequence[Stretch], label: Callable[[Sequence[Estimate]], Sequence[Shown]]
) -> dict[str, Any]:
    """How steady, true and quick labels are.

    Returns
    -------
    dict
        ``changes_per_minute`` of one held emotion, ``from_the_first_per_minute`` of them once there is a
        label, and ``other_words_per_minute`` of them from one label to another, not counting that nobody is
        heard for a moment; shares of its time in which it was
        ``named_right`` or ``named_wrong``; of true changes the share ``named``, the ``median_s`` until then,
        and the mean of how long they are ``waited_s`` for, those never named all the while; and
        ``longest_after_the_end_s`` for which a feeling is named once nobody speaks any more.
    """
    shown = [(stretch, label(stretch.estimates)) for stretch in stretches]
    changing = [(stretch, _lag(stretch, told)) for stretch, told in shown if stretch.t_change]
    lags = [lag for _, lag in changing if lag is not None]
    waits = [stretch.t_end - stretch.t_change if lag is None else lag for stretch, lag in changing]
    held = [(stretch, _heard(stretch, told)) for stretch, told in shown if not stretch.t_change]
    minutes = sum(stretch.t_end / 60 for stretch, _ in held)
    ticks = sum(len(told) for _, told in held)
    clear = [s.emotion is stretch.after for stretch, told in held for s in told if s.state is State.CLEAR]
    later = [list(itertools.dropwhile(_is_silent, told)) for _, told in held]
    later_changes, later_ticks = sum(map(_changes, later)), sum(map(len, later))
    spoken = [[s for s in told if not _is_silent(s)] for _, told in held]

    def a_minute(labels: Iterable[Sequence[Shown]]) -> float | None:
        return sum(map(_changes, labels)) / minutes if minutes else None

    return {
        "n_held": len(held),
        "n_changes": len(waits),
        "changes_per_minute": a_minute(told for _, told in held),
        "from_the_first_per_minute": later_changes / later_ticks * ticks / minutes if later_ticks else None,
        "other_words_per_minute": a_minute(spoken),
        "named_right": clear.count(True) / ticks if ticks else None,
        "named_wrong": clear.count(False) / ticks if ticks else None,
        "named": len(lags) / len(waits) if waits else None,
        "median_s": float(np.median(lags)) if lags else None,
        "waited_s": float(np.mean(waits)) if waits else None,
        "longest_after_the_end_s": max((_named_after(*row) for row in shown), default=0.0),
    }


def _is_silent(shown: Shown) -> bool:
    return shown.state is State.NO_SIGNAL


def _changes(shown: Sequence[Shown]) -> int:
    return sum(_words(a) != _words(b) for a, b in itertools.pairwise(shown))


def _heard(stretch: Stretch, shown: Sequence[Shown]) -> list[Shown]:
    """What is shown up to the last word."""
    return [s for s, e in zip(shown, stretch.estimates, strict=True) if e.t <= stretch.t_end]


def _lag(stretch: Stretch, shown: Sequence[Shown]) -> float | None:
    """Seconds from the change until the emotion after it is named; None if it never is."""
    for s, estimate in zip(shown, stretch.estimates, strict=True):
        if estimate.t > stretch.t_change and s.state is State.CLEAR and s.emotion is stretch.after:
            return estimate.t - stretch.t_change
    return None


def _named_after(stretch: Stretch, shown: Sequence[Shown]) -> float:
    """How long after its end a feeling is still named, seconds."""
    named = (e.t - stretch.t_end for s, e in zip(shown, stretch.estimates, strict=True) if s.emotion)
    return max([0.0, *named])


def intervals(
    groups: Sequence[Mapping[str, Any]], figures: Sequence[str], seed: int
) -> dict[str, list[float]]:
    """95 % intervals of figures that are means over groups of equal length, by resampling whole groups.

    Percentiles of the bootstrap (Efron and Tibshirani 1993, chapter 13). ``groups`` are rows of
    :func:`judge_labels`; groups that lack a figure are left out of it, a figure that all lack is left out.
    """
    rng = np.random.default_rng(seed)
    found = {}
    for figure in figures:
        values = np.array([row[figure] for row in groups if row[figure] is not None])
        if not len(values):
            continue
        means = values[rng.integers(len(values), size=(_RESAMPLES, len(values)))].mean(axis=1)
        found[figure] = [float(edge) for edge in np.percentile(means, (2.5, 97.5))]
    return found


def led_on_average(stretches: Sequence[Stretch]) -> float | None:
    """Of true changes, the share after which the new emotion led the mean logarithm of the estimates.

    No rule that names rightly can do much better.
    """
    led = [
        stretch.after is EMOTIONS[int(np.mean(heard, axis=0).argmax())]
        for stretch in stretches
        if stretch.t_change
        and (
            heard := [
                safe_log(e.probabilities)
                for e in stretch.estimates
                if stretch.t_change < e.t <= stretch.t_end and e.state is not State.NO_SIGNAL
            ]
        )
    ]
    n = sum(bool(stretch.t_change) for stretch in stretches)
    return sum(led) / n if n else None


def _words(shown: Shown) -> tuple[State, Emotion | None, Emotion | None]:
    return shown.state, shown.emotion, shown.second


def unsteadied(estimates: Sequence[Estimate]) -> list[Shown]:
    """Each estimate's own state: what a display without memory would show."""
    return [Shown(e.state, e.emotion, e.t) for e in estimates]


def hysteresis(estimates: Sequence[Estimate]) -> list[Shown]:
    """For comparison, the rule of earlier versions: a state confirmed for .4 s, then held for a second."""
    shown: list[Shown] = []
    now = Shown(State.NO_SIGNAL, None, -math.inf)
    wanted: tuple[State, Emotion | None] = (State.NO_SIGNAL, None)
    wanted_since = -math.inf
    for e in estimates:
        label = (e.state, e.emotion)
        if label != wanted:
            wanted, wanted_since = label, e.t
        confirmed = e.t - wanted_since >= 0.4 - 1e-9
        held = now.state is not State.NO_SIGNAL and e.t - now.since < 1.0 - 1e-9
        gone = e.state is State.NO_SIGNAL
        if label != (now.state, now.emotion) and (gone or (confirmed and not held)):
            now = Shown(*label, e.t)
        shown.append(now)
    return shown
