"""A worker with a scripted device, on a clock that only the script moves."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from fusion.clock import SessionClock
from fusion.evidence import Evidence, Modality
from fusion.interfaces import AudioChunk, DeviceState, DeviceStatus
from fusion.session.worker import StreamWorker

PATIENCE_S = 10.0


class HandClock(SessionClock):
    t = 0.0

    def now(self) -> float:
        return self.t


class Script:
    """A device that delivers one item of its script a read: a chunk, None after some silence, or a fault.

    A number is that many seconds without sound; a callable is called. At the script's end the worker ends.
    """

    def __init__(self, *items: object, name: str = "mic", takes_s: float = 0.0) -> None:
        self.name, self.dropped = name, 0
        self.items = list(items)
        self.takes_s = takes_s
        self.did: list[str] = []
        self.clock = HandClock()
        self.at_the_end: Callable[[], None] = lambda: None

    def open(self, clock: SessionClock) -> None:
        assert isinstance(clock, HandClock)
        self.clock = clock
        self.did.append("open")
        clock.t += self.takes_s

    def read(self, timeout_s: float) -> AudioChunk | None:
        assert 0 < timeout_s < 1  # it must soon see what is wanted of it
        if not self.items:
            self.at_the_end()
            return None
        item = self.items.pop(0)
        if isinstance(item, Exception):
            raise item
        if isinstance(item, float):
            self.clock.t += item
            return None
        if callable(item):
            item()
            return None
        assert isinstance(item, AudioChunk)
        return item

    def close(self) -> None:
        self.did.append("close")


class Hearing:
    """Says its count of chunks since it was last told to forget; an empty chunk is too much for it."""

    def __init__(self) -> None:
        self.heard = 0
        self.resets = 0
        self.closed = 0
        self.while_hearing: Callable[[], None] = lambda: None

    def feed(self, chunk: AudioChunk) -> list[Evidence]:
        if not len(chunk.samples):
            raise RuntimeError("a bad chunk")
        self.heard += 1
        self.while_hearing()
        return [Evidence(Modality.VOICE, 0.0, float(self.heard), np.full(7, 1 / 7), 1.0)] * 2

    def reset(self) -> None:
        self.heard = 0
        self.resets += 1

    def close(self) -> None:
        self.closed += 1


class Impatient(threading.Condition):
    """Notes how long a pause would be, and does not make it; waits without limit are real."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def wait_for(self, predicate: Callable[[], bool], timeout: float | None = None) -> bool:
        if timeout is None:
            return super().wait_for(predicate, PATIENCE_S)
        self.pauses.append(timeout)
        return predicate()


class Desk:
    """A worker whose every word is kept, with the time on the clock."""

    def __init__(self, source: Script) -> None:
        self.source, self.hearing, self.clock = source, Hearing(), HandClock()
        self.evidence: list[float] = []
        self.statuses: list[DeviceStatus] = []
        self.told_at: list[float] = []
        self.read: list[AudioChunk] = []
        self.waiting = threading.Semaphore(0)
        self.worker: StreamWorker[AudioChunk] = StreamWorker(
            Modality.VOICE, source, self.hearing, self.clock, self.take, self.note, self.read.append
        )
        self.pausing = self.worker._changed = Impatient()
        source.at_the_end = self.worker.begin_to_stop

    def take(self, piece: Evidence) -> None:
        self.evidence.append(piece.t_end)

    def note(self, status: DeviceStatus) -> None:
        self.statuses.append(status)
        self.told_at.append(self.clock.t)
        if status.state in (DeviceState.OFF, DeviceState.ENDED):
            self.waiting.release()

    def run(self, wanted: bool = True) -> None:
        """From the start to the end of the script."""
        self.worker.start(wanted)
        self.end()

    def end(self) -> None:
        self.worker._thread.join(PATIENCE_S)
        self.worker.stop()

    @property
    def states(self) -> list[DeviceState]:
        return [status.state for status in self.statuses]
