"""The seams between devices, analysers and the session: chunks, sources, device states."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeVar

import numpy as np

from fusion.arrays import Float32Array, Uint8Array
from fusion.clock import SessionClock
from fusion.errors import UserError
from fusion.evidence import Evidence, Modality

SAMPLE_RATE_HZ = 16_000
"""Every AudioChunk is mono at this rate."""


@dataclass(frozen=True)
class AudioChunk:
    """Consecutive sound: float32 (n,), mono, 16 kHz, in [-1, 1]; ``t_start`` is its first moment (s).

    Raises
    ------
    ValueError
        If the samples are of another shape or type, or the time is no number.
    """

    samples: Float32Array
    t_start: float

    def __post_init__(self) -> None:
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise ValueError(f"sound is float32 (n,), got {self.samples.dtype} {self.samples.shape}")
        if not math.isfinite(self.t_start):
            raise ValueError(f"sound begins at a time in seconds, got {self.t_start}")

    @property
    def t_end(self) -> float:
        """Time just after the last sample, seconds on the session clock."""
        return self.t_start + len(self.samples) / SAMPLE_RATE_HZ


@dataclass(frozen=True)
class VideoFrame:
    """One picture: uint8 (height, width, 3), RGB; ``t_start`` is when it was taken, session seconds.

    ``covered`` tells in a few words what lies over a good part of what was to be seen, "" for nothing.

    Raises
    ------
    ValueError
        If the picture is of another shape or type, or the time is no number.
    """

    image: Uint8Array
    t_start: float
    covered: str = ""

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise ValueError(
                f"a picture is uint8 (height, width, 3), got {self.image.dtype} {self.image.shape}"
            )
        if not math.isfinite(self.t_start):
            raise ValueError(f"a picture is taken at a time in seconds, got {self.t_start}")

    @property
    def t_end(self) -> float:
        """Same as ``t_start``: a frame is a moment."""
        return self.t_start


Chunk = TypeVar("Chunk", AudioChunk, VideoFrame)
Chunk_in = TypeVar("Chunk_in", AudioChunk, VideoFrame, contravariant=True)
Seen = TypeVar("Seen")
Chunk_out = TypeVar("Chunk_out", AudioChunk, VideoFrame, covariant=True)


class Analyser(Protocol[Chunk_in]):
    """Turns one modality's chunks into evidence; no threads, no devices, no wall clock.

    The same chunks in the same order give the same evidence, to the last digit.
    """

    def feed(self, chunk: Chunk_in) -> list[Evidence]:
        """Take the next chunk; return the evidence it completed (often none)."""
        ...

    def reset(self) -> None:
        """Forget everything heard or seen, as after a gap or a pause."""
        ...

    def close(self) -> None:
        """Let go of whatever it holds and join its threads; harmless when called twice."""
        ...


class HalvedAnalyser(Analyser[Chunk_in], Protocol[Chunk_in, Seen]):
    """An analyser whose ``feed`` is one half after the other, which may each run on a thread of its own."""

    def see(self, chunk: Chunk_in) -> Seen:
        """Take the next chunk; return what the second half needs of it."""
        ...

    def read(self, seen: Sequence[Seen]) -> list[list[Evidence]]:
        """The evidence that each of these completes; they follow those read before."""
        ...


class DeviceState(str, Enum):
    """How a microphone, camera or recording stands."""

    OFF = "off"
    STARTING = "starting"
    LIVE = "live"
    STALLED = "stalled"
    LOST = "lost"
    DENIED = "denied"
    BUSY = "busy"
    ENDED = "ended"


@dataclass(frozen=True)
class DeviceStatus:
    """How one modality's device stands.

    Parameters
    ----------
    modality
        Whose device it is.
    name
        The device's own name ("" in logs of the first version).
    state
        How it stands.
    sentence
        For the user; empty while all is well.
    dropped
        Chunks or frames that were passed over since it was opened.
    """

    modality: Modality
    name: str
    state: DeviceState
    sentence: str = ""
    dropped: int = 0


class DeviceError(UserError):
    """A device or recording cannot deliver; the text is one plain sentence for the user, with the remedy."""

    def __init__(self, sentence: str, state: DeviceState = DeviceState.LOST) -> None:
        super().__init__(sentence)
        self.state = state


class EndOfStreamError(Exception):
    """A recording has been read to its end."""


class Source(Protocol[Chunk_out]):
    """Delivers one modality's chunks: a microphone, a camera, or one track of a recording.

    ``open``, ``read`` and ``close`` are called from one thread (the session's worker of that modality).
    """

    @property
    def name(self) -> str:
        """What to call it in the window, e.g. the device's own name."""
        ...

    @property
    def dropped(self) -> int:
        """Chunks or frames lost since ``open`` because nobody fetched them in time."""
        ...

    def open(self, clock: SessionClock) -> None:
        """Start delivering, stamped on ``clock``. Raises DeviceError."""
        ...

    def read(self, timeout_s: float) -> Chunk_out | None:
        """The next chunk, or None if none came within ``timeout_s``. Raises DeviceError, EndOfStreamError."""
        ...

    def close(self) -> None:
        """Let go of the device and join every thread; harmless when not open."""
        ...
