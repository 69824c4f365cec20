"""The thread that writes a live session into the timeline."""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from fusion.clock import SessionClock
from fusion.events import Conversation, SessionEvent
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.log.errors import GoneError, RowError, TimelineError
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.whom import Whom

log = logging.getLogger(__name__)

QUEUE_ROWS = 6_000  # ten minutes of estimates
_RETRY_S = 1.0
_TRIES_AT_THE_END = 3
_DISKS_FAULT = (TimelineError, OSError, MemoryError)
"""What may pass if it is tried again; whatever else is raised is the fault of a row, as is a RowError."""


class TimelineWriter:
    """Logs a session's estimates and events from :meth:`attach` to :meth:`close`.

    Rows wait in a bounded queue; while the disk refuses them they are kept and tried again, at the end a few
    times more; ``refused`` is a sentence on why the log takes none ("" while it does). What was written is
    counted in ``stored``, what could not be kept or written in ``dropped``. A row that can never be written
    (its own fault, not the disk's) is told of in the program's log, counted in ``rejected``, and holds up no
    other.
    ``missing_from`` and ``missing_until`` say from when to when (s) rows of either kind are missing;
    ``unended`` that even the session's end could not be written, ``gone`` that this is because the file was
    moved or deleted.

    Parameters
    ----------
    timeline
        Where to write; stays open.
    mode, source
        What the log says of the session.
    started_at
        Wall time of the session clock's zero; None for now.
    recording
        The file that is played, where one is: kept so that it can be found again when looking back.
    made_by
        What makes the estimates, name -> version or digest.
    whom
        Whom they are about.
    """

    def __init__(
        self,
        timeline: Timeline,
        mode: Mode,
        source: str,
        started_at: datetime | None = None,
        recording: Path | None = None,
        made_by: Mapping[str, str] | None = None,
        whom: Whom = Whom.OTHER,
    ) -> None:
        self.stored = self.dropped = self.rejected = 0
        self.refused = ""
        self.missing_from, self.missing_until = math.inf, -math.inf
        self.unended = self.gone = False
        self._clock = SessionClock()  # whatever the computer's clock is set to meanwhile
        self._began = started_at or self._clock.started_at
        self._all_ended_s: float | None = None
        """When what is played was over, session time; None while it is not."""
        self.session_id = timeline.begin(mode, source, started_at, recording, made_by, whom)
        self._timeline = timeline
        self._queue: queue.Queue[Moment | SessionEvent | None] = queue.Queue(QUEUE_ROWS)
        self._closing = threading.Event()
        self._detach: list[Callable[[], None]] = []
        self._thread = threading.Thread(target=self._run, name="attune-timeline")
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many rows wait in the queue."""
        return self._queue.qsize()

    def attach(self, session: Conversation) -> None:
        """Log all that the session says from now on."""
        self._detach = [session.subscribe(self.put), session.subscribe_events(self.put)]

    def put(self, row: Moment | SessionEvent) -> None:
        """Hand over a row; returns at once."""
        if isinstance(row, Moment):
            self._all_ended_s = None
        elif isinstance(status := getattr(row, "payload", None), DeviceStatus) and (
            status.state is DeviceState.ENDED
        ):
            self._all_ended_s = row.t  # unless the other one still gives moments
        try:
            self._queue.put_nowait(row)
        except queue.Full:
            self._drop([row])

    def close(self) -> None:
        """Write what waits, mark the session as ended, join the thread; harmless when called twice."""
        if self._closing.is_set():
            return
        for detach in self._detach:
            detach()
        self._closing.set()
        self._queue.put(None)
        self._thread.join()

    def __enter__(self) -> TimelineWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        waiting: list[Moment | SessionEvent] = []
        while self._gather(waiting):
            if not self._write(waiting):
                # Nobody waits for this thread yet; close() cuts the pause short.
                self._closing.wait(_RETRY_S)
        for attempt in range(_TRIES_AT_THE_END):
            if self._write(waiting, last=True):
                return
            if attempt + 1 < _TRIES_AT_THE_END:
                time.sleep(_RETRY_S)
        self._drop(waiting)
        self.unended = True
        log.error("the last %d rows of session %d are not in the timeline", len(waiting), self.session_id)

    def _gather(self, waiting: list[Moment | SessionEvent]) -> bool:
        """Add to the list all that has come; False once the end has."""
        try:
            row = self._queue.get(timeout=_RETRY_S if waiting else None)
            while row is not None:
                waiting.append(row)
                row = self._queue.get_nowait()
        except queue.Empty:
            return True
        return False

    def _write(self, waiting: list[Moment | SessionEvent], last: bool = False) -> bool:
        """Commit the rows and empty the list; leave them in it if the disk refuses."""
        try:
            try:
                self._timeline.add(self.session_id, waiting)
                self.stored += len(waiting)
                waiting.clear()
            except Exception as error:
                if _is_the_disks(error):
                    raise
                self._write_singly(waiting)
            if last:
                self._timeline.end(self.session_id, self._ended())
        except Exception as error:  # a thread that died here would leave close() waiting for ever
            if not self.refused:  # once, not at every try: the program's log may lie on the same full disk
                log.warning(
                    "the timeline could not be written: %s",
                    error,
                    exc_info=None if isinstance(error, TimelineError) else error,
                )
            self.refused, self.gone = str(error) or type(error).__name__, isinstance(error, GoneError)
            surplus = len(waiting) - QUEUE_ROWS
            if surplus > 0:
                self._drop(waiting[:surplus])
                del waiting[:surplus]
            return False
        self.refused, self.gone = "", False
        return True

    def _ended(self) -> datetime:
        """When it was over; the window may stay open long after what it played."""
        if self._all_ended_s is not None:
            return self._began + timedelta(seconds=self._all_ended_s)
        return self._clock.started_at + timedelta(seconds=self._clock.now())

    def _write_singly(self, waiting: list[Moment | SessionEvent]) -> None:
        """Commit row by row, leaving out those that the database rejects."""
        while waiting:
            try:
                self._timeline.add(self.session_id, waiting[:1])
                self.stored += 1
            except Exception as error:
                if _is_the_disks(error):
                    raise
                self.rejected += 1
                self._note_missing(waiting[:1])
                log.warning(
                    "the timeline rejected a row of %s s (%s); %d so far", waiting[0].t, error, self.rejected
                )
            del waiting[0]

    def _drop(self, rows: Sequence[Moment | SessionEvent]) -> None:
        """Count rows that could not be kept or written."""
        self.dropped += len(rows)
        self._note_missing(rows)

    def _note_missing(self, rows: Sequence[Moment | SessionEvent]) -> None:
        times = [row.t for row in rows if isinstance(row.t, float) and math.isfinite(row.t)]
        self.missing_from = min(self.missing_from, *times, math.inf)
        self.missing_until = max(self.missing_until, *times, -math.inf)


def _is_the_disks(error: Exception) -> bool:
    """Whether the same row may be taken when it is tried again."""
    return isinstance(error, _DISKS_FAULT) and not isinstance(error, RowError)
