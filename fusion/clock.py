"""The one clock of a session, and the way from a device's clock to it."""

from __future__ import annotations

import threading
import time
from collections import deque
from datetime import datetime, timezone

_MAX_SLOPE_ERROR = 1e-3
"""The slope from a device's clock to the session's is this near to 1: real clocks differ by some 100 ppm."""
_RESET_AFTER_S = 0.25
"""A pair of times further than this from the line starts it afresh: the device was suspended."""


def _seconds() -> float:
    """Seconds that never run backwards and go on while the machine sleeps, where the system counts those."""
    boot_time: int | None = getattr(time, "CLOCK_BOOTTIME", None)  # Linux, whose monotonic one does not
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


class SessionClock:
    """Seconds since the session began, sleep of the machine included; wall time is kept once, for the log."""

    def __init__(self) -> None:
        self.started_at = datetime.now(timezone.utc)
        self._origin = _seconds()

    def now(self) -> float:
        """Seconds since the session began, float, never running backwards."""
        return _seconds() - self._origin

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait so many seconds of the session, or until ``event`` is set; whether it is."""
        return event.wait(seconds)


class DeviceTimeMapper:
    """Maps a device's clock to the session clock, with jitter and slow drift taken out.

    Pairs (device time, session time) observed at each callback are fitted by a least-squares line over the
    last ``window`` pairs. A callback can only be late, never early, but lateness is nearly constant, so the
    mean line is used and a constant latency remains (it is measured, not hidden: ``attune bench``).

    Parameters
    ----------
    window
        Number of pairs the line rests on (at 20 ms a callback, 500 is 10 s).
    """

    def __init__(self, window: int = 500) -> None:
        self._window = window
        self._clear()

    def _clear(self) -> None:
        self._pairs: deque[tuple[float, float]] = deque()
        # Sums over the window of d, s, d*d, d*s, relative to the first pair: clocks may start anywhere,
        # and raw products would lose digits.
        self._origin = (0.0, 0.0)
        self._sums = [0.0, 0.0, 0.0, 0.0]

    def _add(self, d: float, s: float, sign: float) -> None:
        for i, term in enumerate((d, s, d * d, d * s)):
            self._sums[i] += sign * term

    def observe(self, device_s: float, session_s: float) -> float:
        """Take one pair and return the smoothed session time of ``device_s``, seconds."""
        if self._pairs and abs(self.map(device_s) - session_s) > _RESET_AFTER_S:
            self._clear()
        if not self._pairs:
            self._origin = (device_s, session_s)
        pair = (device_s - self._origin[0], session_s - self._origin[1])
        self._pairs.append(pair)
        self._add(*pair, 1.0)
        if len(self._pairs) > self._window:
            self._add(*self._pairs.popleft(), -1.0)
        return self.map(device_s)

    def map(self, device_s: float) -> float:
        """Session time of a device time, seconds.

        Raises
        ------
        ValueError
            Before the first observation.
        """
        n = len(self._pairs)
        if n == 0:
            raise ValueError("the mapper has not observed any time yet")
        mean_d, mean_s = self._sums[0] / n, self._sums[1] / n
        variance = self._sums[2] / n - mean_d**2
        slope = 1.0
        # Over a short span jitter would pass for drift: below 2 s the clocks are taken to run alike.
        if variance > 2.0**2 / 12:
            slope = (self._sums[3] / n - mean_d * mean_s) / variance
            slope = min(max(slope, 1 - _MAX_SLOPE_ERROR), 1 + _MAX_SLOPE_ERROR)
        return self._origin[1] + mean_s + slope * (device_s - self._origin[0] - mean_d)
