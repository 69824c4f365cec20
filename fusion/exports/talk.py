"""A conversation as it is exported, and its time line in milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from fusion.events import SessionEvent
from fusion.labels.human import Label
from fusion.moment import Moment
from fusion.pauses import recording_time

if TYPE_CHECKING:
    from fusion.log.timeline import Timeline


@dataclass(frozen=True)
class Talk:
    """What is told of one conversation or recording.

    Parameters
    ----------
    moments, events
        In order of time, stamped in seconds on the session clock. Moments are gone through once: those of a
        recording may be estimated while they are written, so that hours of them are never held at once.
    name
        Its title, or its recording's name.
    source
        What it was read from.
    mode
        Which modalities took part: "both", "voice" or "face"; "" where that is not known.
    started_at
        When the session clock stood at 0, with its time zone; None where nobody knows, as of a file.
    media
        The recording; None where none was kept.
    duration_s
        Its length, seconds; 0 where it is as long as what was read of it.
    made_by
        Name -> version or digest of what made it.
    facts
        What else the log knows of the session, for the data dictionaries.
    labels
        What people said of it, in seconds of its media.
    """

    moments: Iterable[Moment]
    events: tuple[SessionEvent, ...] = ()
    name: str = ""
    source: str = ""
    mode: str = ""
    started_at: datetime | None = None
    media: Path | None = None
    duration_s: float = 0.0
    made_by: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    labels: tuple[Label, ...] = ()

    def media_time(self, t: float) -> float:
        """Where the media stands at session time ``t`` (s), seconds: a paused recording stands still."""
        return recording_time(t, self.events) if self.media is not None else t

    def media_ms(self, t: float) -> int:
        """:meth:`media_time` in whole milliseconds, never below 0."""
        return max(0, milliseconds(self.media_time(t)))

    def wall_time(self, t: float) -> datetime | None:
        """When session time ``t`` (s) was, in UTC and to the millisecond: no change of clocks moves it."""
        if self.started_at is None:
            return None
        return self.started_at.astimezone(timezone.utc) + timedelta(milliseconds=milliseconds(t))

    def end_ms(self, last_s: float) -> int:
        """Where the time line ends, media milliseconds, at least 1, if the last moment was at ``last_s``."""
        told = [last_s, *(e.t for e in self.events[-1:])]
        ends = [self.media_ms(t) for t in told] + [milliseconds(label.t_end) for label in self.labels]
        return max(1, milliseconds(self.duration_s), *ends)


def milliseconds(t: float) -> int:
    """Seconds as whole milliseconds, the nearest."""
    return round(t * 1000)


def talk_of(timeline: Timeline, session_id: int, made_by: Mapping[str, str]) -> Talk:
    """One logged conversation, its times in UTC; of its recording only the name is told, not the place.

    ``made_by`` is told beside what the log knows of what made the estimates.

    Raises
    ------
    TimelineError
        If there is no such session, or it cannot be read.
    """
    record, recording = timeline.session(session_id), timeline.recording(session_id)
    return Talk(
        moments=tuple(timeline.moments(session_id)),
        events=tuple(timeline.events(session_id)),
        name=record.title or f"session {record.id}",
        source=record.source,
        mode=record.mode.value,
        started_at=record.started_at.astimezone(timezone.utc),
        media=Path(recording.name) if recording is not None else None,
        made_by={**timeline.made_by(session_id), **made_by},
        facts={
            "id": record.id,
            "ended_at": record.ended_at.isoformat() if record.ended_at else None,
            "duration_s": record.duration_s,
            "running": record.running,
            "cut_off": record.cut_off,
            "whom": record.whom.value,
        },
    )
