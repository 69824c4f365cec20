"""What is shown: a decision over time, made from the estimates' probabilities.

Each label that is not shown gathers evidence against the one that is, in nats x seconds, and replaces it
once it has enough: a cumulative sum, nothing again wherever the evidence turns (Page, "Continuous inspection
schemes", Biometrika 1954). So strong evidence changes the label soon, weak evidence late, a flicker never.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Estimate, State
from fusion.moment import Moment, Shown

_LEAST_P = 0.03
"""One estimate counts no more against a label than this probability would."""
_LONGEST_STEP_S = 0.5
"""An estimate stands for the time since the one before it, at most so long, seconds."""
_CONFLICT_P = 0.9
"""How likely it counts that voice and face differ while the estimate says so."""
_CONFLICT_COSTS = 2.5
"""So many times the evidence for a feeling is asked for to say that they differ: they soon agree again."""
_UNDECIDED_P = 0.3
"""How likely a feeling counts meanwhile: too little to be named for it, too much to be given up."""
LATELY_S = 30.0
"""So long it is known what was named before the signal went, for somebody who looked away, seconds."""
_TWO_WORDS_SAY_LESS = 0.8
"""What naming two feelings must outdo naming one by: a factor on their joint probability."""
_BOTH_FROM = 0.3
"""Two feelings are both named as long as the lesser is about this probable."""
_OPPOSITES = frozenset(
    frozenset(pair)
    for pair in (
        (Emotion.NEUTRAL, Emotion.ANGRY),
        (Emotion.NEUTRAL, Emotion.AFRAID),
        (Emotion.NEUTRAL, Emotion.DISGUSTED),
        (Emotion.HAPPY, Emotion.SAD),
        (Emotion.HAPPY, Emotion.ANGRY),
        (Emotion.HAPPY, Emotion.AFRAID),
        (Emotion.HAPPY, Emotion.DISGUSTED),
    )
)
"""Two that cannot both be felt mildly: where they are close nobody knows, and no feeling is named."""


@dataclass(frozen=True)
class Label:
    """What can be shown."""

    state: State
    emotion: Emotion | None = None
    second: Emotion | None = None


NOTHING = Label(State.NO_SIGNAL)
UNCLEAR = Label(State.UNCLEAR)
CONFLICTING = Label(State.CONFLICTING)
_ALWAYS = frozenset({*(Label(State.CLEAR, emotion) for emotion in EMOTIONS), CONFLICTING})


@dataclass(frozen=True)
class Steadiness:
    """How readily the shown label follows the estimates.

    Chosen by ``attune bench steadiness`` with an earlier network of the voice, and kept: docs/results/lag.md
    tells why.

    Parameters
    ----------
    name_from
        A label gathers evidence while it is more probable than this, 0..1.
    leave_below
        The shown label loses ground to "unclear" while it is less probable than this, 0..1.
    name_cost, leave_cost, switch_cost
        What a label must have gathered, nats x s: to be named where none is, to fall back to unclear, and to
        take the place of another.
    keep_from
        A label stays without a modality that it rested on, and comes back after a pause, while it is at least
        this probable, 0..1; if it is not, it is unclear at once.
    unclear_after_s
        With nothing named for so long it is said to be unclear, seconds.
    resume_s
        A label that went with its signal comes back if the signal does within this, seconds.
    slowness
        Multiplies the costs: above 1 calmer, below 1 quicker.
    """

    name_from: float = 0.6
    leave_below: float = 0.2
    name_cost: float = 0.2
    leave_cost: float = 1.0
    switch_cost: float = 1.0
    keep_from: float = 0.35
    unclear_after_s: float = 2.5
    resume_s: float = 5.0
    slowness: float = 1.0

    def moved(self, by: float, slowness: float) -> Steadiness:
        """Naming from so much more (or less) probability, within 0.3..0.9, and so much more slowly."""
        return replace(self, name_from=min(max(self.name_from + by, 0.3), 0.9), slowness=slowness)

    def cost(self, shown: Label, wanted: Label) -> float:
        """What ``wanted`` must have gathered to be shown instead of ``shown``, nats x s."""
        if wanted == UNCLEAR:
            return self.slowness * self.leave_cost
        times = _CONFLICT_COSTS if wanted == CONFLICTING else 1.0
        return self.slowness * times * (self.name_cost if shown in (NOTHING, UNCLEAR) else self.switch_cost)


class Display:
    """The estimates' labels, made steady.

    Evidence comes before steadiness: nothing is shown of a signal that is gone, and where a modality that a
    label rested on falls silent, the label must at once hold its own without it. The result depends on the
    estimates alone, not on when they are fed.
    """

    def __init__(self, steadiness: Steadiness | None = None) -> None:
        self.steadiness = steadiness or Steadiness()
        self._shown = NOTHING
        self._since: float | None = None
        self._until = -math.inf
        self._before = NOTHING
        self._rested_on: frozenset[object] = frozenset()
        self._t: float | None = None
        self._heard_since: float | None = None
        self._gathered: dict[Label, float] = {}

    def show(self, estimate: Estimate) -> Moment:
        """The estimate, untouched, and what should be on the screen at its time."""
        step_s = 0.0 if self._t is None else min(max(estimate.t - self._t, 0.0), _LONGEST_STEP_S)
        self._t = estimate.t
        if self._since is None:
            self._since = estimate.t  # until now nobody looked
        wanted = self._wanted(estimate, step_s)
        if wanted != self._shown:
            if wanted == NOTHING:
                self._before, self._until = self._shown, estimate.t
            if wanted != UNCLEAR or self._shown != NOTHING:
                self._gathered.clear()
            self._shown, self._since = wanted, estimate.t
            self._rested_on = estimate.rests_on
        elif self._probability(estimate, self._shown) >= self.steadiness.name_from:
            self._rested_on = estimate.rests_on
        label = self._shown
        return Moment(
            estimate, Shown(label.state, label.emotion, self._since, label.second, self._lately(estimate.t))
        )

    def forget(self) -> None:
        """Know no more what was named before; it was of somebody else."""
        self._before = NOTHING

    def _lately(self, t: float) -> tuple[Emotion, ...]:
        """What was named until the signal went."""
        if self._shown != NOTHING or t - self._until > LATELY_S:
            return ()
        return tuple(e for e in (self._before.emotion, self._before.second) if e is not None)

    def _wanted(self, estimate: Estimate, step_s: float) -> Label:
        if estimate.state is State.NO_SIGNAL:
            self._heard_since = None
            return NOTHING
        if self._heard_since is None:
            self._heard_since = estimate.t
            if self._before != NOTHING and self._soon(estimate.t):
                return self._before if self._says_so(estimate) else UNCLEAR
        self._gather(estimate, step_s)
        enough = [
            label
            for label, gathered in self._gathered.items()
            if gathered >= self.steadiness.cost(self._shown, label) - 1e-9
        ]
        if enough:
            return max(enough, key=lambda label: (self._probability(estimate, label), str(label)))
        if not self._rested_on <= estimate.rests_on:
            return self._without_support(estimate)
        waited_s = estimate.t - self._heard_since
        if self._shown == NOTHING and waited_s >= self.steadiness.unclear_after_s - 1e-9:
            return UNCLEAR
        return self._shown

    def _says_so(self, estimate: Estimate) -> bool:
        """Whether the estimate still says what was shown before the signal went."""
        return self._probability(estimate, self._before) >= self.steadiness.keep_from

    def _soon(self, t: float) -> bool:
        """Whether the signal has not been gone for long."""
        return t - self._until <= self.steadiness.resume_s

    def _without_support(self, estimate: Estimate) -> Label:
        """What is left of the shown label when a modality it rested on has no valid evidence any more."""
        if self._shown in (NOTHING, UNCLEAR):
            return self._shown
        if self._probability(estimate, self._shown) >= self.steadiness.keep_from:
            return self._shown
        return UNCLEAR

    def _gather(self, estimate: Estimate, step_s: float) -> None:
        """Each label's evidence against the shown one, from ``step_s`` seconds of this estimate."""
        named = self._shown not in (NOTHING, UNCLEAR)
        bar = math.log(self.steadiness.name_from)
        own = math.log(max(self._probability(estimate, self._shown), _LEAST_P)) if named else bar
        labels = {*_ALWAYS, *self._gathered}
        if (both := _mixed(estimate)) is not None:
            labels.add(both)
        for label in labels - {self._shown, UNCLEAR}:
            log_p = math.log(max(self._probability(estimate, label), _LEAST_P))
            self._add(label, step_s * (log_p - max(own, bar)))
        if named:
            self._add(UNCLEAR, step_s * (math.log(self.steadiness.leave_below) - own))

    def _add(self, label: Label, evidence: float) -> None:
        gathered = self._gathered.get(label, 0.0) + evidence
        if gathered > 0:
            self._gathered[label] = gathered
        else:
            self._gathered.pop(label, None)

    @staticmethod
    def _probability(estimate: Estimate, label: Label) -> float:
        """How likely it is that the label is right just now."""
        if label.state is State.CONFLICTING:
            return _CONFLICT_P if estimate.state is State.CONFLICTING else 1 - _CONFLICT_P
        if label.emotion is None:
            return 0.0
        if estimate.state is State.CONFLICTING:
            return _UNDECIDED_P  # voice and face are each sure of another: no word for both
        p = float(estimate.probabilities[label.emotion.position])
        if label.second is None:
            return p
        other = float(estimate.probabilities[label.second.position])
        return _TWO_WORDS_SAY_LESS * (p + other) * min(1.0, min(p, other) / _BOTH_FROM)


def _mixed(estimate: Estimate) -> Label | None:
    """The two feelings between which the estimate lies; None where it does not, or they are opposites."""
    if estimate.state is not State.MIXED:
        return None
    first, second = sorted(estimate.ranking[:2], key=lambda emotion: emotion.position)
    if frozenset((first, second)) in _OPPOSITES:
        return None
    return Label(State.MIXED, first, second)
