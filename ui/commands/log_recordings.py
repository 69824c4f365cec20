"""Analysed recordings among the past conversations, so that the review plays them in step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.recordings.sound import USUAL_SOUND, SoundChoice


@dataclass
class _Kept:
    session: int
    began: datetime
    last_s: float = 0.0


class RecordingLog:
    """Writes recordings and their estimates into a log as they come; a context manager.

    What did not come to its end is not kept.

    Parameters
    ----------
    log
        None for the usual one.
    made_by
        What they are analysed by.

    Raises
    ------
    TimelineError
        If the log cannot be opened, here, or written, at any time.
    """

    def __init__(self, log: Path | None, made_by: Mapping[str, str]) -> None:
        self._made_by = made_by
        self._timeline = Timeline(log)
        self._kept: dict[int, dict[str, _Kept]] = {}

    def __enter__(self) -> RecordingLog:
        return self

    def __exit__(self, *_: object) -> None:
        for job in list(self._kept):
            self.drop(job)
        self._timeline.close()

    def add(
        self,
        job: int,
        recording: Path,
        name: str,
        mode: Mode,
        moments: Sequence[Moment],
        sound: SoundChoice = USUAL_SOUND,
    ) -> None:
        """Write some moments of one result of a recording, which the first time gets a conversation of its
        own, called ``name``.

        ``sound`` is what was read of it, and what is played beside it later.
        """
        results = self._kept.setdefault(job, {})
        if name not in results:
            began = datetime.now(timezone.utc)
            made_by = (recording.resolve(), {**self._made_by, **sound.as_logged()})
            results[name] = _Kept(self._timeline.begin(mode, recording.name, began, *made_by), began)
            self._timeline.rename(results[name].session, name)
        self._timeline.add(results[name].session, moments)
        results[name].last_s = moments[-1].t

    def end(self, job: int) -> None:
        """A recording was read to its end."""
        for kept in self._kept.pop(job, {}).values():
            self._end(kept)

    def drop(self, job: int) -> None:
        """A recording could not be read to its end: forget what was written of it."""
        for kept in self._kept.pop(job, {}).values():
            self._end(kept)
            self._timeline.delete(kept.session)

    def _end(self, kept: _Kept) -> None:
        self._timeline.end(kept.session, kept.began + timedelta(seconds=kept.last_s))
