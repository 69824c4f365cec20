"""The small strips of the list, read in the background."""

from __future__ import annotations

from collections.abc import Sequence

from fusion.events import TICK_S
from fusion.log.records import SessionRecord
from fusion.log.timeline import Timeline
from ui.widgets.appearance import Appearance
from ui.windows.background import Background
from ui.windows.review.sessions_side import SessionsSide
from ui.wording.sessions_by_day import look_in_short

STEPS, AT_ONCE = 60, 12
"""Steps of a strip, and how many conversations are read at a time: opening one never waits long."""
_LEAST_STEP_S = 2 * TICK_S
"""No step is shorter, or some would stay empty between two estimates, seconds."""


class InShort:
    """Reads each conversation once, the newest first, and has ``side`` show it."""

    def __init__(
        self, timeline: Timeline, background: Background, side: SessionsSide, appearance: Appearance
    ) -> None:
        self._timeline = timeline
        self._background = background
        self._side = side
        self._appearance = appearance
        self._records: Sequence[SessionRecord] = ()
        self._asked_for: set[int] = set()

    def read(self, records: Sequence[SessionRecord]) -> None:
        """Go on with those of these that have not been read yet."""
        self._records = records
        wanted = [r for r in records if r.id not in self._asked_for][:AT_ONCE]
        if not wanted:
            return
        steps = {r.id: min(STEPS, max(int(r.duration_s / _LEAST_STEP_S), 1)) for r in wanted}
        self._asked_for.update(steps)
        timeline = self._timeline

        def show(shorts: list[list[str]]) -> None:
            for number, looks in zip(steps, shorts, strict=True):
                self._side.show_in_short(number, looks)
            self.read(self._records)

        looks = self._appearance.looks
        self._background.run(
            "reading conversations in short",
            lambda: [
                [look_in_short(s, looks) for s in timeline.in_short(n, many)] for n, many in steps.items()
            ],
            show,
        )
