"""The one clock of a session, and the way from a device's clock to it."""

from __future__ import annotations

import time
from collections import deque
from datetime import datetime, timezone


class SessionClock:
    """Seconds since the session began, from the monotonic clock; wall time is kept once, for the log."""

    def __init__(self) -> None:
        self.started_at = datetime.now(timezone.utc)
        self._origin = time.monotonic()

    def now(self) -> float:
        """Seconds since the session began, float, never running backwards."""
        return time.monotonic() - self._origin


class DeviceTimeMapper:
    """Maps a device's clock to the session clock, with jitter and slow drift taken out.

    Pairs (device time, session time) observed at each callback are fitted by a least-squares line over the
    last ``window`` pairs. A callback can only be late, never early, but lateness is nearly constant, so the
    mean line is used and a constant latency remains (it is measured, not hidden: ``attune bench``).

    Parameters
    ----------
    window
        Number of pairs the line rests on (at 20 ms a callback, 500 is 10 s).
    max_slope_error
        The slope is held within ``1 +- max_slope_error``: real clocks differ by some 100 ppm.
    reset_after_s
        A pair further than this from the line starts it afresh (the device was suspended).
    """

    def __init__(self, window: int = 500, max_slope_error: float = 1e-3, reset_after_s: float = 0.25) -> None:
        self._pairs: deque[tuple[float, float]] = deque(maxlen=window)
        self._max_slope_error = max_slope_error
        self._reset_after_s = reset_after_s

    def observe(self, device_s: float, session_s: float) -> float:
        """Take one pair and return the smoothed session time of ``device_s``, seconds."""
        if self._pairs and abs(self.map(device_s) - session_s) > self._reset_after_s:
            self._pairs.clear()
        self._pairs.append((device_s, session_s))
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
        # Centred sums: device clocks may start anywhere, so raw products would lose digits.
        mean_d = sum(d for d, _ in self._pairs) / n
        mean_s = sum(s for _, s in self._pairs) / n
        var = sum((d - mean_d) ** 2 for d, _ in self._pairs)
        # Over a short span jitter would pass for drift; below 2 s the clocks are taken to run alike.
        if var / n < (2.0**2) / 12:
            slope = 1.0
        else:
            slope = sum((d - mean_d) * (s - mean_s) for d, s in self._pairs) / var
            slope = min(max(slope, 1 - self._max_slope_error), 1 + self._max_slope_error)
        return mean_s + slope * (device_s - mean_d)
