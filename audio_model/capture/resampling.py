"""Streaming resampling to 16 kHz that keeps account of when each sample was taken."""

from __future__ import annotations

import numpy as np

from fusion.arrays import Float32Array
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk


class StampedResampler:
    """Blocks at a device's rate in, chunks at 16 kHz out, each stamped with its first sample's time.

    soxr aligns its output with its input and holds back what its filter has not seen enough of. So output
    sample ``j`` belongs to input sample ``j * rate / 16000`` whenever it comes out, and its time is
    reckoned from the newest stamp: nothing of the filter's delay gets into it.

    Parameters
    ----------
    rate_hz
        The device's rate.
    """

    def __init__(self, rate_hz: float) -> None:
        import soxr

        self._rate_hz = rate_hz
        self._stream = (
            None
            if rate_hz == SAMPLE_RATE_HZ
            else soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32", quality="HQ")
        )
        self._n_in = 0
        self._n_out = 0
        self._origin_s = 0.0
        self._pending: list[Float32Array] = []
        self._n_pending = 0

    def put(self, samples: Float32Array, t_start: float) -> None:
        """Take the next block, float32 (n,), whose first sample was taken at ``t_start`` (s)."""
        self._origin_s = t_start - self._n_in / self._rate_hz
        self._n_in += len(samples)
        out = samples if self._stream is None else self._stream.resample_chunk(samples)
        if len(out):
            self._pending.append(np.asarray(out, dtype=np.float32))
            self._n_pending += len(out)

    def take(self, n_least: int) -> AudioChunk | None:
        """All that has come out, as one chunk, if it is ``n_least`` samples or more; else None."""
        if self._n_pending < n_least:
            return None
        samples = np.clip(np.concatenate(self._pending), -1.0, 1.0)
        chunk = AudioChunk(samples, self._origin_s + self._n_out / SAMPLE_RATE_HZ)
        self._n_out += len(samples)
        self._pending, self._n_pending = [], 0
        return chunk
