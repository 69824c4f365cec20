"""Decoded sound of a recording: which track and side of it, one channel, 16 kHz, stamped without a drift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
import soxr

from fusion.arrays import AnyArray, Float32Array
from fusion.downmix import Downmix
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk
from fusion.side import Side

CHUNK_SAMPLES = 1024
"""Samples in an AudioChunk (64 ms); the last one before a gap or the end may be shorter."""


@dataclass(frozen=True)
class SoundChoice:
    """Which sound of a recording is the partner's.

    Parameters
    ----------
    track
        Number of the sound track, 1 for the first; None for the one that a player would choose.
    side
        Which channel of a pair; None for both.
    """

    track: int | None = None
    side: Side | None = None

    def as_logged(self) -> dict[str, str]:
        """What is otherwise than a player would choose, name -> value, as a log keeps it."""
        chosen = {"sound track": self.track, "sound side": None if self.side is None else self.side.value}
        return {name: str(value) for name, value in chosen.items() if value is not None}

    @classmethod
    def from_log(cls, logged: Mapping[str, str]) -> SoundChoice:
        """What :meth:`as_logged` gave; what cannot be understood is as a player would choose."""
        track, side = logged.get("sound track", ""), logged.get("sound side", "")
        known = side in {s.value for s in Side}
        chosen = int(track) if track.isdecimal() and int(track) >= 1 else None
        return cls(chosen, Side(side) if known else None)


USUAL_SOUND = SoundChoice()
"""What a player would choose, all of it."""


class SoundRun:
    """Sound without a gap: resampled to 16 kHz, stamped by counting samples from its first moment.

    Parameters
    ----------
    t_start
        Its first moment, seconds.
    rate_hz
        Samples a second of what is fed.
    at_once
        So many samples are resampled together, to the same digit: a decoder gives them in small parts.
    """

    def __init__(self, t_start: float, rate_hz: int, side: Side | None = None, at_once: int = 1) -> None:
        self.rate_hz = rate_hz
        self._at_once = at_once
        self._parts: list[Float32Array] = []
        self._resampled_until = 0
        self._t_start = t_start
        self._heard = 0
        self._given = 0
        self._pending = np.zeros(0, np.float32)
        same = rate_hz == SAMPLE_RATE_HZ
        self.downmix = Downmix(rate_hz, side)
        self._resampler = None if same else soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")

    @property
    def t_end(self) -> float:
        """Time just after the last sample heard, seconds."""
        return self._t_start + self._heard / self.rate_hz

    def feed(self, channels: Float32Array) -> Iterator[AudioChunk]:
        """Take what follows, float32 (n, channels); the chunks it completed."""
        samples = self.downmix.mono(channels)
        self._heard += len(samples)
        self._parts.append(samples)
        if self._heard - self._resampled_until < self._at_once:
            return
        self._resample(last=False)
        while len(self._pending) >= CHUNK_SAMPLES:
            yield self._take(CHUNK_SAMPLES)

    def flush(self) -> Iterator[AudioChunk]:
        """What is left at a gap or the end."""
        self._resample(last=True)
        while len(self._pending):
            yield self._take(CHUNK_SAMPLES)

    def _take(self, n: int) -> AudioChunk:
        chunk = AudioChunk(self._pending[:n].copy(), self._t_start + self._given / SAMPLE_RATE_HZ)
        self._pending = self._pending[n:]
        self._given += len(chunk.samples)
        return chunk

    def _resample(self, *, last: bool) -> None:
        """Take in what was fed since."""
        samples = np.concatenate([np.zeros(0, np.float32), *self._parts])
        self._parts, self._resampled_until = [], self._heard
        if self._resampler is not None:
            samples = np.asarray(self._resampler.resample_chunk(samples, last=last), np.float32)
        self._pending = np.concatenate([self._pending, samples])


def channels_of(frame: av.AudioFrame) -> Float32Array:
    """A frame, float32 (n, channels), full scale at 1."""
    if frame.format.name == "fltp" and len(frame.planes) == 1:  # as most voices are kept: lent, not copied
        lent: Any = frame.planes[0]
        heard: Float32Array = np.frombuffer(lent, np.float32, frame.samples)[:, None]
        return heard if np.isfinite(heard).all() else np.nan_to_num(heard)
    samples: AnyArray = frame.to_ndarray()
    if not frame.format.is_planar:
        samples = samples.reshape(-1, len(frame.layout.channels)).T
    if samples.dtype == np.uint8:
        samples = (samples.astype(np.float32) - 128) / 128
    elif np.issubdtype(samples.dtype, np.integer):
        samples = samples / 2.0 ** (8 * samples.dtype.itemsize - 1)
    if samples.dtype.kind == "f" and not np.isfinite(samples).all():
        samples = np.nan_to_num(samples)
    return np.asarray(samples.T, np.float32)
