"""Whether an analyser keeps pace with its source, on a machine that has other things to do."""

from __future__ import annotations

import math

BEHIND_S = 1.5
"""What waits longer than this to be analysed, in seconds, is too old to be told of as now."""
TOLD_S = 10.0
"""So long after something was passed over it is said that the computer is too busy, seconds."""
TOO_BUSY = (
    "This computer is too busy to keep up, so some moments are passed over; close what else is running."
)
_CAUGHT_UP_S = 0.2
_GROWN_AFTER_S = 5.0
_WAITED_S = 0.005


class Pace:
    """Says of each chunk whether it is passed over, so that an analyser that fell behind skips ahead.

    A device stamps what it delivers with a lateness of its own, which is nearly constant: behind is what is
    later than that. Stamps are not touched: the analyser meets a gap, as after a loss in the device.

    That lateness has grown where passing over for seconds did not catch up. That a chunk had to be waited for
    says nothing: on a busy machine one waits for one's turn, while more and more chunks wait behind.
    """

    def __init__(self) -> None:
        self._least_late_s = math.inf
        self._passing_over = False
        self._passing_since = math.inf
        self._passed_over_at = -math.inf

    def passes_over(self, t_end: float, asked_at: float, now: float) -> bool:
        """Whether the chunk that ended at ``t_end`` is too old to be analysed.

        Parameters
        ----------
        t_end
            When it ended.
        asked_at, now
            When it was asked for, and when it was had. All in seconds on the session clock.
        """
        late_s = now - t_end
        too_long = self._passing_over and now - self._passing_since > _GROWN_AFTER_S
        if too_long and now - asked_at > _WAITED_S:
            self._least_late_s = late_s
        self._least_late_s = min(self._least_late_s, late_s)
        behind_s = late_s - self._least_late_s
        if behind_s > BEHIND_S:
            self._passing_since = self._passing_since if self._passing_over else now
            self._passing_over = True
        elif behind_s < _CAUGHT_UP_S:
            self._passing_over = False
        if self._passing_over:
            self._passed_over_at = now
        return self._passing_over

    def too_busy(self, now: float) -> bool:
        """Whether something was passed over just now, seconds on the session clock."""
        return now - self._passed_over_at < TOLD_S
