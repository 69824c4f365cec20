"""How often what was shown is what the user says it was, with how little that is known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fusion.events import OwnLabel
from ui.wording.lane_words import percent_words
from ui.wording.looks import AND, Looks
from ui.wording.readings import CONFLICTING, NO_SIGNAL, UNCLEAR
from ui.wording.session_story import Story
from ui.wording.translation import tr, tr_count

ENOUGH = 5
"""Fewer comparisons than this say nothing about how often."""
AROUND_S = 1.0
"""A label of a moment is compared with so much before and after it, seconds."""
Z = 1.96
"""Of a 95 % interval."""


@dataclass(frozen=True)
class Agreement:
    """Counts of own labels: all, those where one feeling was named, and those where it was the same one."""

    labelled: int = 0
    named: int = 0
    same: int = 0


def agreement_of(story: Story, looks: Looks) -> Agreement:
    """Compare each own label with what was shown longest in its stretch."""
    labelled = named = same = 0
    for event in story.events:
        if not isinstance(event.payload, OwnLabel):
            continue
        labelled += 1
        own, around = event.payload, AROUND_S if event.payload.span_s == 0 else 0.0
        edges = np.array([event.t - own.span_s - around, event.t + around])
        held = story.looks.seconds(edges)[0]
        shown = story.looks.looks[int(held.argmax())] if held.any() else NO_SIGNAL
        if shown not in (UNCLEAR, CONFLICTING, NO_SIGNAL) and AND not in shown:  # one, not two
            named += 1
            same += shown == looks.of[own.emotion].shown_as
    return Agreement(labelled, named, same)


def added(parts: Sequence[Agreement]) -> Agreement:
    """Those of several conversations together."""
    return Agreement(sum(p.labelled for p in parts), sum(p.named for p in parts), sum(p.same for p in parts))


def agreement_words(found: Agreement) -> str:
    """In words, "" without labels."""
    if found.labelled == 0:
        return ""
    begin = tr_count(
        "You labelled {n} stretch yourself.", "You labelled {n} stretches yourself.", found.labelled
    )
    if found.named < ENOUGH:
        return tr("{begin} That is too few to say how often what was shown agrees.", begin=begin)
    low, high = wilson(found.same, found.named)
    return tr(
        "{begin} Where one feeling was named ({named} stretches), it was yours in {same}, or {share}; from "
        "so few, anything between {low} and {high} may be true.",
        begin=begin,
        named=found.named,
        same=found.same,
        share=percent_words(found.same / found.named),
        low=percent_words(low),
        high=percent_words(high),
    )


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, J. Am. Stat. Assoc. 22, 1927)."""
    share, spread = hits / trials, Z * Z / trials
    middle = share + spread / 2
    half = Z * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))
