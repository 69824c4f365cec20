"""Waiting for what a source of sound gives."""

from __future__ import annotations

import numpy as np

from fusion.clock import SessionClock
from fusion.interfaces import AudioChunk, Source

PATIENCE_S = 20.0


def any_chunk(source: Source[AudioChunk], clock: SessionClock) -> AudioChunk:
    """The next chunk, whatever is in it."""
    return loud(source, clock, above=-1.0)


def loud(source: Source[AudioChunk], clock: SessionClock, above: float = 0.1) -> AudioChunk:
    """The next chunk in which something sounds."""
    while clock.now() < PATIENCE_S:
        chunk = source.read(0.1)
        if chunk is not None and np.abs(chunk.samples).max() > above:
            return chunk
    raise AssertionError("nothing was heard")
