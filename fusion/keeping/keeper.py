"""The thread that keeps a session's sound and picture, and never holds the session up."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Collection
from typing import Protocol

from fusion.events import SessionEvent
from fusion.evidence import Modality
from fusion.interfaces import AudioChunk, VideoFrame
from fusion.keeping.cutting import Cutter, Name
from fusion.keeping.what import Keep
from fusion.mode import Mode

log = logging.getLogger(__name__)

MOST_WAITING = 2_000
"""Chunks and pictures, about a minute of sound."""
PICTURES_WAITING = 24
"""With more than this in the queue no further picture is put there."""
SHORTEST_STEP_S = 0.06
"""Pictures closer than this are not kept: about 15 a second are."""


class Kept(Protocol):
    """What is kept of: a session."""

    @property
    def mode(self) -> Mode:
        """Which modalities are used now."""
        ...

    def subscribe_events(self, callback: Callable[[SessionEvent], None]) -> Callable[[], None]:
        """Be called with each event; what is returned ends it."""
        ...

    def subscribe_chunks(self, callback: Callable[[AudioChunk | VideoFrame], None]) -> Callable[[], None]:
        """Be called with all that is heard and seen; what is returned ends it."""
        ...


class Keeper:
    """Keeps sound and picture of a session from now on, until :meth:`close`.

    What comes waits in a bounded queue; when the disk or the processor is too slow, pictures are left out
    first, and all that is left out is counted. When a file cannot be written, keeping ends and the session
    goes on.

    Parameters
    ----------
    session
        Running or about to.
    what
        All, or the last seconds at each bookmark.
    name
        Says where a file lies; see :data:`fusion.keeping.cutting.Name`.
    modalities
        What the session can hear and see.
    """

    def __init__(self, session: Kept, what: Keep, name: Name, modalities: Collection[Modality]) -> None:
        self.what = what
        self.modalities = frozenset(modalities)
        self.refused = ""
        """Why nothing more is kept, "" while all is well."""
        self.pictures_lost = 0
        """Pictures left out because they could not be written in time."""
        self.sound_lost = 0
        """Chunks of sound left out likewise."""
        self._last_picture_t = float("-inf")
        # Its bound is kept where chunks are put in: events are few, and a pause must never be lost.
        self._queue: queue.SimpleQueue[AudioChunk | VideoFrame | SessionEvent | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._cutter = Cutter(what, name, modalities, session.mode)
        self._thread = threading.Thread(target=self._run, name="attune-keeper")
        self._thread.start()
        self._detach = (session.subscribe_events(self._tell), session.subscribe_chunks(self._take))

    @property
    def going_on(self) -> bool:
        """Whether what is heard and seen now is kept, or would be at a bookmark."""
        return not self.refused and not self._closing.is_set()

    def close(self) -> None:
        """Write what waits, finish the files and join the thread; harmless when called twice."""
        if self._closing.is_set():
            return
        for detach in self._detach:
            detach()
        self._closing.set()
        self._queue.put(None)
        self._thread.join()

    def _tell(self, event: SessionEvent) -> None:
        self._queue.put(event)

    def _take(self, chunk: AudioChunk | VideoFrame) -> None:
        """Called on the threads that listen and look; returns at once."""
        if self.refused:
            return
        if isinstance(chunk, VideoFrame):
            if 0 <= chunk.t_start - self._last_picture_t < SHORTEST_STEP_S:
                return
            if self._queue.qsize() > PICTURES_WAITING:
                self.pictures_lost += 1
                return
            self._last_picture_t = chunk.t_start
        elif self._queue.qsize() > MOST_WAITING:
            self.sound_lost += 1
            return
        self._queue.put(chunk)

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            if self.refused:
                continue
            self._try(item)
        if not self.refused:
            self._try(None)

    def _try(self, item: AudioChunk | VideoFrame | SessionEvent | None) -> None:
        """Hand it over, or the end with None."""
        try:
            if item is None:
                self._cutter.close()
            elif isinstance(item, SessionEvent):
                self._cutter.tell(item)
            else:
                self._cutter.take(item)
        except Exception as error:  # keeping ends, the session does not
            fault = None if isinstance(error, OSError) else error
            log.warning("sound and picture are no longer kept: %s", error, exc_info=fault)
            self._cutter.abandon()
            self.refused = (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
