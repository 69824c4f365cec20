"""One source of the computer's sound server, as a source of stamped 16 kHz chunks."""

from __future__ import annotations

import queue
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

from audio_model.capture.stamping import BlockStamper
from fusion.arrays import Float32Array
from fusion.clock import SessionClock
from fusion.downmix import Downmix
from fusion.interfaces import AudioChunk, DeviceError, DeviceState

FIRST_SOUND_S = 3.0
"""A recorder from which nothing at all has come for so long, silence neither, is started anew (seconds).

A loudspeaker that has been idle may take two seconds until its monitor delivers; one may also never do so.
"""

_RING_BLOCKS = 1000
_ON_THE_WAY_S = 0.1
"""What comes to be read may have been taken so much earlier, beside the latency that the server tells."""
_SILENCE = 1e-5


@dataclass(frozen=True)
class _Block:
    """Sound, float32 (n, channels), when its last sample was heard or played (session seconds), and for how
    long its first one may have lain unread (s).
    """

    samples: Float32Array
    t_end: float
    unread_s: float
    after_loss: bool


class ServerStream(ABC):
    """What a recorder of the server's brings, stamped; which source that is its heirs find.

    Parameters
    ----------
    name
        What it is called until it was opened.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._id = ""
        self._recorder: Any = None
        self._clock: SessionClock | None = None
        self._blocks: queue.Queue[_Block] = queue.Queue()
        self._stamper = BlockStamper(1.0)
        self._downmix = Downmix(1.0)
        self._dropped = 0
        self._lost_some = False
        self._heard_at = self._sounded_at = 0.0

    @property
    def name(self) -> str:
        """The device's own name once it was opened."""
        return self._name

    @property
    def dropped(self) -> int:
        """Blocks lost since ``open`` because nobody fetched them in time."""
        return self._dropped

    def open(self, clock: SessionClock) -> None:
        """Begin to listen. Raises DeviceError: no sound server, no such device, not possible here."""
        self.close()
        self._id, self._name = self._find()
        self._clock, self._dropped = clock, 0
        self._start()

    def read(self, timeout_s: float) -> AudioChunk | None:
        """The next 32 ms or so, or None. Raises DeviceError when the device is gone."""
        if self._clock is None:
            raise DeviceError(f"“{self._name}” is not listened to: start it first.", DeviceState.OFF)
        deadline = time.monotonic() + timeout_s
        while (chunk := self._stamper.take()) is None:
            try:
                block = self._blocks.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self._look_after(self._clock.now())
                return None
            self._take(block)
        self._look_after(self._clock.now())
        return chunk

    def close(self) -> None:
        """Listen no more; harmless when not open."""
        recorder, self._recorder = self._recorder, None
        self._clock = None
        if recorder is not None:
            recorder.close()

    @abstractmethod
    def _find(self) -> tuple[str, str]:
        """The server's name of what is meant, and the one for people. Raises DeviceError."""

    @abstractmethod
    def _record(self, id: str) -> Any:
        """A recorder of that, which calls :meth:`_on_block`. Raises DeviceError."""

    @abstractmethod
    def _gone(self) -> str:
        """The sentence on that it can be heard no more."""

    def _look_after(self, now: float) -> None:
        """Start a recorder anew from which nothing comes. Raises DeviceError where it is gone."""
        if self._recorder.is_lost:
            raise DeviceError(self._gone(), DeviceState.LOST)
        if now - self._heard_at > FIRST_SOUND_S:
            self._start()

    def _start(self) -> None:
        assert self._clock is not None
        if self._recorder is not None:
            self._recorder.close()
        self._heard_at = self._sounded_at = self._clock.now()
        self._blocks = queue.Queue(maxsize=_RING_BLOCKS)
        self._lost_some = False
        self._recorder = self._record(self._id)
        self._stamper = BlockStamper(self._recorder.rate_hz)
        self._downmix = Downmix(self._recorder.rate_hz)

    def _on_block(self, samples: Float32Array, latency_s: float, unread_s: float) -> None:
        """The recorder's thread: stamp and leave."""
        if (clock := self._clock) is None:
            return
        try:
            self._blocks.put_nowait(_Block(samples, clock.now() - latency_s, unread_s, self._lost_some))
            self._lost_some = False
        except queue.Full:
            self._dropped += 1
            self._lost_some = True

    def _take(self, block: _Block) -> None:
        assert self._clock is not None
        self._heard_at = self._clock.now()
        mono = self._downmix.mono(block.samples)
        if np.abs(mono).max() > _SILENCE:
            self._sounded_at = self._heard_at
        duration_s = len(mono) / self._recorder.rate_hz
        earliest = block.t_end - block.unread_s - _ON_THE_WAY_S
        self._stamper.put(mono, block.t_end - duration_s, block.after_loss, earliest)
