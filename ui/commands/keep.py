"""Analysed recordings among the past conversations, so that the review plays them in step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment

ROWS_A_COMMIT = 2000
"""So many moments are written at once: another Attune that logs meanwhile never waits long."""


def keeper(
    log: Path | None, mode: Mode, made_by: Mapping[str, str]
) -> Callable[[Path, str, Sequence[Moment]], int]:
    """What writes a recording, under a name, and its estimates into the log (None: the usual one).

    It returns the number there, and raises TimelineError if the log cannot be written.
    """

    def keep(recording: Path, name: str, moments: Sequence[Moment]) -> int:
        began = datetime.now(timezone.utc)
        with Timeline(log) as timeline:
            number = timeline.begin(mode, recording.name, began, recording.resolve(), made_by)
            for first in range(0, len(moments), ROWS_A_COMMIT):
                timeline.add(number, moments[first : first + ROWS_A_COMMIT])
            timeline.rename(number, name)
            timeline.end(number, began + timedelta(seconds=moments[-1].t if moments else 0.0))
        return number

    return keep
