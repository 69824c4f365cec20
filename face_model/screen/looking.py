"""When the screen is looked at next, however it is looked at."""

from __future__ import annotations

import time

from face_model.screen.place import Place
from fusion.clock import SessionClock
from fusion.interfaces import DeviceError, DeviceState

LOOKS_PER_S = 10.0
"""As often as the other person is looked at; a screen that is read more often only costs more."""


class Looking:
    """A part of the screen that is looked at when a look is due and somebody reads, so it is never old.

    Parameters
    ----------
    place
        What to look at.
    looks_per_s
        How often, at most.
    """

    def __init__(self, place: Place, looks_per_s: float = LOOKS_PER_S) -> None:
        self._place = place
        self._period_s = 1 / looks_per_s
        self._clock: SessionClock | None = None
        self._due_s = 0.0

    @property
    def name(self) -> str:
        """The window's title, or which part of the screen."""
        return self._place.name

    @property
    def dropped(self) -> int:
        """None ever: what nobody asks for is not looked at."""
        return 0

    def _begin(self, clock: SessionClock) -> None:
        """The first look is due now."""
        self._clock, self._due_s = clock, clock.now()

    def _wait(self, timeout_s: float) -> float | None:
        """Wait for the next look: its time (s), or None if it is not due within ``timeout_s``.

        Raises
        ------
        DeviceError
            If it was not begun.
        """
        if self._clock is None:
            raise DeviceError(f"{self.name} is not looked at yet: start it first.", DeviceState.OFF)
        wait_s = self._due_s - self._clock.now()
        if wait_s > 0:
            time.sleep(min(wait_s, timeout_s))
            if wait_s > timeout_s:
                return None
        t = self._clock.now()
        self._due_s = max(self._due_s + self._period_s, t)  # what was missed is not made up for
        return t
