"""The microphone as a source of stamped 16 kHz chunks."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from audio_model.capture import portaudio
from audio_model.capture.portaudio import MicrophoneInfo, list_microphones, refresh_devices
from audio_model.capture.stamping import BlockStamper
from fusion.arrays import Float32Array
from fusion.clock import SessionClock
from fusion.downmix import Downmix
from fusion.interfaces import AudioChunk, DeviceError, DeviceState

__all__ = ["MicrophoneCapture", "MicrophoneInfo", "list_microphones", "refresh_devices"]

FIRST_SOUND_S = 3.0
"""A stream that is open and has not called back once for so long is opened anew, seconds.

PortAudio on an idle monitor of PulseAudio calls first when the stream is closed; it tells of no error.
"""

_RING_S, _SHORTEST_BLOCK_S = 10.0, 0.005
_REMEMBERED_S = 5.0


@dataclass(frozen=True)
class _Block:
    """What the PortAudio callback leaves behind: mono sound, and both clocks at that moment (s)."""

    samples: Float32Array
    adc_s: float
    stream_now_s: float
    session_now_s: float
    after_loss: bool


class MicrophoneCapture:
    """A microphone, opened at its own rate, resampled to 16 kHz mono and stamped on the session clock.

    Parameters
    ----------
    device
        PortAudio index, or a name (the whole or a distinctive part of it); None for the system's default.

    Notes
    -----
    The device's clock is its count of samples: it has no jitter, and the line fitted against the session
    clock takes out the callback's. A stamp is when the first sample was at the converter, as far as the
    driver tells; what it does not know (the converter, a sound server) remains as a constant latency.
    """

    def __init__(self, device: int | str | None = None) -> None:
        self._device = device
        self._name = "the default microphone" if device is None else f"{device}"
        self._stream: Any = None
        self._lost = False
        self._dropped = 0
        self._blocks: queue.Queue[_Block | None] = queue.Queue()
        self._clock: SessionClock | None = None
        self._stamper: BlockStamper | None = None
        self._downmix = Downmix(1.0)
        self._rate_hz = 0.0
        self._latency_s = 0.0
        self._apart: deque[tuple[float, float]] = deque()
        """When blocks came, and how far the two clocks were apart then (s)."""
        self._loss = threading.Event()
        self._called_back = False
        self._opened_at = 0.0

    @property
    def name(self) -> str:
        """The device's own name once it was opened."""
        return self._name

    @property
    def dropped(self) -> int:
        """Blocks lost since ``open``: overflows the driver reports, and those nobody fetched in time."""
        return self._dropped

    def open(self, clock: SessionClock) -> None:
        """Start recording. Raises DeviceError: none found, busy, not allowed, or no PortAudio."""
        self.close()
        if self._lost:
            refresh_devices()
        info = portaudio.find_microphone(self._device)
        self._name = str(info["name"])
        if isinstance(self._device, int):  # PortAudio's numbers change when devices come and go, names do not
            self._device = self._name
        self._rate_hz = float(info["default_samplerate"])
        self._blocks = queue.Queue(maxsize=round(_RING_S / _SHORTEST_BLOCK_S))
        self._dropped = 0
        self._loss.clear()
        self._clock = clock
        self._stamper = BlockStamper(self._rate_hz)
        self._downmix = Downmix(self._rate_hz)
        self._called_back = False
        self._apart.clear()
        self._stream = portaudio.open_input(info, self._on_sound, self._on_finished)
        self._opened_at = clock.now()
        self._latency_s = float(self._stream.latency)
        self._lost = False

    def _on_sound(self, indata: Float32Array, frames: int, times: Any, status: Any) -> None:
        """PortAudio's thread: copy and leave. An exception here would end the stream without a word."""
        clock = self._clock
        if clock is None:
            return
        self._called_back = True
        if status.input_overflow:
            self._dropped += 1
            self._loss.set()
        block = _Block(
            self._downmix.mono(indata).copy(),
            times.inputBufferAdcTime,
            times.currentTime,
            clock.now(),
            self._loss.is_set(),
        )
        try:
            self._blocks.put_nowait(block)
            self._loss.clear()
        except queue.Full:
            self._dropped += 1
            self._loss.set()

    def _on_finished(self) -> None:
        """PortAudio's thread: the stream has ended, by ``close`` or by itself."""
        try:
            self._blocks.put_nowait(None)
        except queue.Full:
            self._dropped += 1  # read() finds the stream inactive once it has emptied the ring

    def read(self, timeout_s: float) -> AudioChunk | None:
        """The next 32 ms or so, or None. Raises DeviceError when the device is gone."""
        if self._stream is None:
            raise DeviceError("The microphone is not open.", DeviceState.OFF)
        deadline = time.monotonic() + timeout_s
        while True:
            chunk = self._stamper.take() if self._stamper else None
            if chunk is not None:
                return chunk
            try:
                block = self._blocks.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                if self._stream.active:
                    self._open_anew_if_mute()
                    return None
                block = None
            if block is None:
                self._lost = True
                raise DeviceError(
                    f"The microphone “{self._name}” is gone; plug it in again or pick another one.",
                    DeviceState.LOST,
                )
            self._take(block)

    def _open_anew_if_mute(self) -> None:
        """Open the stream again if it has never called back. Raises DeviceError."""
        clock = self._clock
        if not self._called_back and clock is not None and clock.now() - self._opened_at > FIRST_SOUND_S:
            self.open(clock)

    def _take(self, block: _Block) -> None:
        """Say when a block began and hand it on."""
        duration_s = len(block.samples) / self._rate_hz
        # The first sample is at least as old as the block is long, and not much older than what PortAudio
        # was asked to buffer; sound servers are known to claim both nothing and a quarter of a second.
        claimed_s = block.stream_now_s - block.adc_s
        age_s = min(max(claimed_s, duration_s), duration_s + self._latency_s)
        earliest = block.session_now_s - self._waited_s(block) - max(claimed_s, duration_s)
        if self._stamper is not None:
            self._stamper.put(block.samples, block.session_now_s - age_s, block.after_loss, earliest)

    def _waited_s(self, block: _Block) -> float:
        """How long PortAudio's thread waited for its turn in Python before it could tell the session's time.

        Then the clocks seem further apart than they are. A sleep of the machine does set them apart; what was
        remembered from before is forgotten with it.
        """
        apart = block.session_now_s - block.stream_now_s
        self._apart.append((block.session_now_s, apart))
        while block.session_now_s - self._apart[0][0] > _REMEMBERED_S:
            self._apart.popleft()
        return apart - min(apart for _, apart in self._apart)

    def close(self) -> None:
        """Let go of the device; PortAudio joins its thread."""
        stream, self._stream = self._stream, None
        if stream is not None:
            portaudio.close_input(stream)
        self._clock = None
        self._stamper = None
