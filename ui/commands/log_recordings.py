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
    mode, made_by
        How they are analysed, and by what.

    Raises
    ------
    TimelineError
        If the log cannot be opened, here, or written, at any time.
    """

    def __init__(self, log: Path | None, mode: Mode, made_by: Mapping[str, str]) -> None:
        self._mode, self._made_by = mode, made_by
        self._timeline = Timeline(log)
        self._kept: dict[int, _Kept] = {}

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
        moments: Sequence[Moment],
        sound: SoundChoice = USUAL_SOUND,
    ) -> None:
        """Write some moments of a recording, which the first time gets a conversation called ``name``.

        ``sound`` is what was read of it, and what is played beside it later.
        """
        if job not in self._kept:
            began = datetime.now(timezone.utc)
            made_by = (recording.resolve(), {**self._made_by, **sound.as_logged()})
            kept = _Kept(self._timeline.begin(self._mode, recording.name, began, *made_by), began)
            self._timeline.rename(kept.session, name)
            self._kept[job] = kept
        self._timeline.add(self._kept[job].session, moments)
        self._kept[job].last_s = moments[-1].t

    def end(self, job: int) -> None:
        """A recording was read to its end."""
        self._ended(job)

    def drop(self, job: int) -> None:
        """A recording could not be read to its end: forget what was written of it."""
        session = self._ended(job)
        if session is not None:
            self._timeline.delete(session)

    def _ended(self, job: int) -> int | None:
        kept = self._kept.pop(job, None)
        if kept is None:
            return None
        self._timeline.end(kept.session, kept.began + timedelta(seconds=kept.last_s))
        return kept.session
