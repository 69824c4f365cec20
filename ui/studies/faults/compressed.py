"""Eight hours of a session in minutes: real threads, fusion, log and card on a clock that does not wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic

import numpy as np
import psutil

from fusion.clock import SessionClock
from fusion.emotions import EMOTIONS
from fusion.events import TICK_S
from fusion.evidence import Evidence, Modality
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk, Chunk, VideoFrame
from fusion.log.timeline import Timeline
from fusion.log.writer import TimelineWriter
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.session.session import Session
from ui.live.assemble import Assembly, LogPart
from ui.live.state import LiveState
from ui.settings import Settings
from ui.studies.faults.flat import flatness

_SOUND = np.zeros(round(0.5 * SAMPLE_RATE_HZ), np.float32)
_PICTURE = np.zeros((48, 64, 3), np.uint8)
_SLACK_S = 1e-3
_PATIENCE_S = 10.0
_SAMPLES = 64
"""So often memory and the like are looked at."""


class CompressedClock(SessionClock):
    """Goes on by as much as somebody waits, once all sources have delivered up to then."""

    def __init__(self) -> None:
        super().__init__()
        self._t = 0.0
        self._delivered: dict[object, float] = {}
        self._changed = threading.Condition()

    def now(self) -> float:
        """Seconds since the session began."""
        return self._t

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Let so much time pass at once."""
        with self._changed:
            self._t = TICK_S * max(round((self._t + seconds) / TICK_S), round(self._t / TICK_S) + 1)
            self._changed.notify_all()
            self._changed.wait_for(lambda: event.is_set() or self._all_delivered(), _PATIENCE_S)
        return event.is_set()

    def _all_delivered(self) -> bool:
        return all(t >= self._t - _SLACK_S for t in self._delivered.values())

    def deliver(self, source: object, t: float, timeout_s: float) -> bool:
        """Whether the time ``t`` (s), up to which a source has delivered, is over within ``timeout_s``."""
        with self._changed:
            self._delivered[source] = t
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._t >= t - _SLACK_S, timeout_s)

    def end(self, source: object) -> None:
        """Wait for this source no longer."""
        with self._changed:
            self._delivered.pop(source, None)
            self._changed.notify_all()


class MadeSource(Generic[Chunk]):
    """Delivers a chunk every ``every_s`` seconds of a compressed clock.

    Parameters
    ----------
    name
        What the device is called.
    make
        Makes the chunk that begins at a time (s).
    """

    def __init__(self, name: str, every_s: float, make: Callable[[float], Chunk]) -> None:
        self.name, self.dropped = name, 0
        self._every_s = every_s
        self._make: Callable[[float], Chunk] = make
        self._t = 0.0
        self._clock: CompressedClock | None = None

    def open(self, clock: SessionClock) -> None:
        """Begin now."""
        assert isinstance(clock, CompressedClock)
        self._clock, self._t = clock, clock.now()

    def read(self, timeout_s: float) -> Chunk | None:
        """The next chunk, or None if its time has not come within ``timeout_s``."""
        assert self._clock is not None
        if not self._clock.deliver(self, self._t + self._every_s, timeout_s):
            return None
        chunk: Chunk = self._make(self._t)
        self._t += self._every_s
        return chunk

    def close(self) -> None:
        """Deliver no more."""
        if self._clock is not None:
            self._clock.end(self)
            self._clock = None


class MadeAnalyser(Generic[Chunk]):
    """Makes evidence of every chunk, of emotions that come and go."""

    def __init__(self, modality: Modality, seed: int) -> None:
        self._modality, self._rng = modality, np.random.default_rng(seed)
        self._p = np.full(len(EMOTIONS), 1 / len(EMOTIONS))

    def feed(self, chunk: Chunk) -> list[Evidence]:
        """One piece."""
        if self._rng.random() < 0.02:
            self._p = self._rng.dirichlet(np.full(len(EMOTIONS), 0.4))
        p = 0.9 * self._p + 0.1 * self._rng.dirichlet(np.ones(len(EMOTIONS)))
        return [Evidence(self._modality, chunk.t_start, chunk.t_end, p / p.sum(), 0.8)]

    def reset(self) -> None:
        """There is nothing to forget."""

    def close(self) -> None:
        """There is nothing to let go of."""


def compressed(log: Path, hours: float) -> dict[str, Any]:
    """Run a session of so many hours.

    Returns
    -------
    dict
        ``hours``, ``estimates`` made, ``logged`` and ``dropped`` of them, and ``flat`` as
        :func:`ui.studies.faults.flat.flatness` gives it: memory (MB), threads, open files, rows that wait for
        the disk.
    """
    process = psutil.Process()
    session = Session(
        (
            MadeSource("made microphone", 0.5, lambda t: AudioChunk(_SOUND, t)),
            MadeAnalyser(Modality.VOICE, 1),
        ),
        (MadeSource("made camera", 0.2, lambda t: VideoFrame(_PICTURE, t)), MadeAnalyser(Modality.FACE, 2)),
        learning=True,
        clock=CompressedClock(),
    )
    timeline = Timeline(log)
    writer = TimelineWriter(timeline, Mode.BOTH, "made", session.clock.started_at)
    writer.attach(session)
    assembly = Assembly(session, None, None, log=LogPart(timeline, writer))
    state = LiveState(assembly, Settings())
    over = threading.Event()
    times: list[float] = []
    found: list[dict[str, float]] = []
    made = 0

    def look(moment: Moment) -> None:  # on the ticker's thread: the clock stands still meanwhile
        nonlocal made
        made += 1
        if made % 10 == 0:
            state.update()
        if moment.t >= 3600 * hours * (len(found) + 1) / _SAMPLES:
            times.append(moment.t / 3600)
            found.append(
                {
                    "rss_mb": process.memory_info().rss / 2**20,
                    "threads": process.num_threads(),
                    "files": process.num_fds(),
                    "rows_waiting": float(writer.waiting),
                }
            )
        if moment.t >= 3600 * hours:
            over.set()

    session.subscribe(look)
    with session:
        over.wait()
    state.close()
    assembly.close()
    with Timeline(log) as kept:
        logged = len(kept.moments(writer.session_id))
    return {
        "hours": hours,
        "estimates": made,
        "logged": logged,
        "dropped": writer.dropped,
        "flat": flatness(times, found),
    }
