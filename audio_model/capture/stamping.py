"""Blocks from a device to stamped 16 kHz chunks: one account of time for whatever delivers sound."""

from __future__ import annotations

from audio_model.capture.resampling import StampedResampler
from fusion.arrays import Float32Array
from fusion.clock import DeviceTimeMapper
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk

CHUNK_S = 0.032
"""Chunks are at least this long, seconds; one is delivered as soon as it is full."""

_JUMP_S = 0.1
"""A block this far from where the one before it ended is not its continuation, seconds."""


class BlockStamper:
    """Keeps the device's clock, its count of samples, in step with the session's.

    The count has no jitter, and the line fitted against the session clock takes out that of the deliveries.

    Parameters
    ----------
    rate_hz
        The device's rate.
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._mapper = DeviceTimeMapper()
        self._resampler: StampedResampler | None = None
        self._device_s = 0.0
        self._expected_s = 0.0

    def put(
        self,
        samples: Float32Array,
        t_start: float,
        after_loss: bool = False,
        earliest: float | None = None,
    ) -> None:
        """Take the next block, float32 (n,), whose first sample was taken at about ``t_start`` (s).

        ``after_loss`` says that something is missing before it: the account starts afresh. Where it may have
        been taken at ``earliest`` (s) and only been handed over late, as on a busy machine, it goes on where
        the one before ended, if it can.
        """
        if after_loss:
            self._mapper = DeviceTimeMapper()
        elif earliest is not None and self._resampler and t_start - self._expected_s > _JUMP_S:
            t_start = min(t_start, max(earliest, self._expected_s))
        duration_s = len(samples) / self._rate_hz
        t_start = self._mapper.observe(self._device_s, t_start)
        self._device_s += duration_s
        if self._resampler is None or after_loss or abs(t_start - self._expected_s) > _JUMP_S:
            self._resampler = StampedResampler(self._rate_hz)
        self._expected_s = t_start + duration_s
        self._resampler.put(samples, t_start)

    def take(self) -> AudioChunk | None:
        """The next chunk, or None if there is not enough for one."""
        return self._resampler.take(round(CHUNK_S * SAMPLE_RATE_HZ)) if self._resampler else None
