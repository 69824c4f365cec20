"""What is shown: the estimates' state and label, made steady."""

from __future__ import annotations

from dataclasses import dataclass

from fusion.emotions import Emotion
from fusion.evidence import Estimate, Modality, State
from fusion.moment import Moment, Shown

Label = tuple[State, Emotion | None]

_NOTHING: Label = (State.NO_SIGNAL, None)


@dataclass(frozen=True)
class Steadiness:
    """How readily the shown label follows the estimates, seconds.

    Parameters
    ----------
    confirm_s
        A new label must have been the estimate's own for this long before it is shown.
    hold_s
        A shown label stays at least this long, as long as there is evidence for it.
    """

    confirm_s: float = 0.4
    hold_s: float = 1.0

    @property
    def longest_unsupported_s(self) -> float:
        """How long a label may be shown that is not the estimate's own."""
        return max(self.confirm_s, self.hold_s)


class Display:
    """Hysteresis over a sequence of estimates: a label changes at most once a ``hold_s``, for good reason.

    Evidence comes before steadiness: a label goes at once when a modality it rested on has no valid evidence
    any more, and when the estimates have said something else (however changing) for as long as a label is
    held, or have paused that long. The result depends on the estimates alone, not on when they are fed.
    """

    def __init__(self, steadiness: Steadiness | None = None) -> None:
        self.steadiness = steadiness or Steadiness()
        self._shown = _NOTHING
        self._shown_since = float("-inf")
        self._rested_on: frozenset[Modality] = frozenset()
        self._supported_at = float("-inf")
        self._candidate = _NOTHING
        self._candidate_since = float("-inf")

    def show(self, estimate: Estimate) -> Moment:
        """The estimate, untouched, and what should be on the screen at its time."""
        if self._shown_since == float("-inf"):
            self._shown_since = estimate.t  # until now nobody looked
        label = (estimate.state, estimate.emotion)
        if label != self._candidate:
            self._candidate, self._candidate_since = label, estimate.t
        if label != self._shown and self._may_change(estimate):
            self._shown, self._shown_since = label, estimate.t
        if label == self._shown:
            self._rested_on, self._supported_at = estimate.rests_on, estimate.t
        return Moment(estimate, Shown(*self._shown, self._shown_since))

    def _may_change(self, estimate: Estimate) -> bool:
        if self._candidate == _NOTHING or not self._rested_on <= estimate.rests_on:
            return True
        unsupported_s = estimate.t - self._supported_at
        if self._shown != _NOTHING and unsupported_s >= self.steadiness.longest_unsupported_s - 1e-9:
            return True
        confirmed = estimate.t - self._candidate_since >= self.steadiness.confirm_s - 1e-9
        if self._shown == _NOTHING:
            return confirmed
        return confirmed and estimate.t - self._shown_since >= self.steadiness.hold_s - 1e-9
