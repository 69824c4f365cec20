"""Cutting and padding the three-second excerpts the network hears, alike in training and live."""

from __future__ import annotations

import numpy as np

from fusion.arrays import Float32Array

_RANGE_DB, _FRAME_S = 35.0, 0.02


def pad_before(sound: Float32Array, n_samples: int) -> Float32Array:
    """The last ``n_samples`` of ``sound`` (n,), with digital silence before it where it is shorter."""
    if len(sound) >= n_samples:
        return sound[-n_samples:]
    return np.concatenate([np.zeros(n_samples - len(sound), dtype=np.float32), sound])


def slice_padded(sound: Float32Array, start: int, n_samples: int) -> Float32Array:
    """``sound[start : start + n_samples]`` where both ends may lie outside; digital silence there."""
    excerpt = np.zeros(n_samples, dtype=np.float32)
    first, last = max(start, 0), min(start + n_samples, len(sound))
    if first < last:
        excerpt[first - start : last - start] = sound[first:last]
    return excerpt


def speech_span(sound: Float32Array, sample_rate_hz: int) -> tuple[int, int]:
    """First sample that is not silence in a *clean* recording, and the one after the last; by energy alone.

    Made for corpora, where a voice detector over hours of sound would take longer than the training: the
    span reaches from the first to the last frame within 35 dB of the 95th percentile of loudness, or
    over all of a silent recording.
    """
    n = max(1, round(_FRAME_S * sample_rate_hz))
    n_frames = len(sound) // n
    if n_frames < 2:
        return 0, len(sound)
    power = np.square(sound[: n_frames * n].reshape(n_frames, n)).mean(axis=1)
    loud = np.flatnonzero(power > max(np.percentile(power, 95), 1e-10) * 10 ** (-_RANGE_DB / 10))
    if not len(loud):  # digital silence
        return 0, len(sound)
    return int(loud[0]) * n, (int(loud[-1]) + 1) * n


def clip_excerpts(sound: Float32Array, span: tuple[int, int], n_samples: int, hop: int) -> Float32Array:
    """The excerpts a clip is judged by, float32 (k, n_samples).

    One, centred on the speech ``span`` (samples), where that fits in; else as many as it takes to cover
    the span in steps of at most ``hop``.
    """
    first, last = span
    spare = last - first - n_samples
    if spare <= 0:
        return slice_padded(sound, (first + last - n_samples) // 2, n_samples)[None]
    starts = np.linspace(first, first + spare, 2 + (spare - 1) // hop).astype(int)
    return np.stack([slice_padded(sound, int(start), n_samples) for start in starts])
