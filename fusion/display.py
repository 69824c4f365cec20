"""What is shown: the estimates' state and label, made steady."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fusion.emotions import Emotion
from fusion.evidence import Estimate, State


@dataclass(frozen=True)
class Steadiness:
    """How readily the shown label follows the estimates, seconds.

    Parameters
    ----------
    confirm_s
        A new label must have been the estimate's own for this long before it is shown.
    hold_s
        A shown label stays at least this long.
    """

    confirm_s: float = 0.4
    hold_s: float = 1.0


class Display:
    """Hysteresis over a sequence of estimates: a label changes at most once a ``hold_s``, for good reason.

    The signal's end is shown at once: a stale label is never kept. Everything but the state, the emotion and
    its confidence passes unchanged. The result depends on the estimates alone, not on when they are fed.
    """

    def __init__(self, steadiness: Steadiness | None = None) -> None:
        self.steadiness = steadiness or Steadiness()
        self._shown: tuple[State, Emotion | None] = (State.NO_SIGNAL, None)
        self._shown_since = float("-inf")
        self._candidate: tuple[State, Emotion | None] = self._shown
        self._candidate_since = float("-inf")

    def show(self, estimate: Estimate) -> Estimate:
        """The estimate with the state and emotion that should be on the screen at its time."""
        label = (estimate.state, estimate.emotion)
        if label != self._candidate:
            self._candidate, self._candidate_since = label, estimate.t
        if label != self._shown and self._may_change(estimate.t):
            self._shown, self._shown_since = label, estimate.t
        state, emotion = self._shown
        if emotion is None or emotion is estimate.emotion:
            return replace(estimate, state=state, emotion=emotion)
        # While a label is held the confidence is that label's own, not that of what may follow it.
        confidence = float(estimate.probabilities[emotion.position])
        return replace(estimate, state=state, emotion=emotion, confidence=confidence)

    def _may_change(self, t: float) -> bool:
        if self._candidate[0] is State.NO_SIGNAL:
            return True
        confirmed = t - self._candidate_since >= self.steadiness.confirm_s - 1e-9
        if self._shown[0] is State.NO_SIGNAL:
            return confirmed
        return confirmed and t - self._shown_since >= self.steadiness.hold_s - 1e-9
