"""The pitch candidates of YIN (de Cheveigné & Kawahara 2002), frame by frame."""

from __future__ import annotations

import numpy as np

from fusion.arrays import Float32Array, FloatArray, IntArray
from fusion.interfaces import SAMPLE_RATE_HZ

_TROUGH = 0.1
"""A dip below this is a period; where there is none, the deepest is taken."""
_AT_ONCE = 512


def yin(frames: Float32Array, lowest_hz: float, highest_hz: float) -> FloatArray:
    """The likeliest pitch of each frame, Hz, float64 (n,), in silence too.

    As ``librosa.yin`` finds it, but for rounding; librosa compiles for some 20 s when it is first used.

    Parameters
    ----------
    frames
        float32 (n, length), 16 kHz.
    lowest_hz, highest_hz
        Where it is looked for; two periods of the lowest are to fit into a frame.
    """
    found = np.empty(len(frames))
    for first in range(0, len(frames), _AT_ONCE):  # a minute at once takes hundreds of megabytes
        block = frames[first : first + _AT_ONCE].astype(np.float64)
        found[first : first + _AT_ONCE] = _of_block(block, lowest_hz, highest_hz)
    return found


def _of_block(frames: FloatArray, lowest_hz: float, highest_hz: float) -> FloatArray:
    shortest = int(np.floor(SAMPLE_RATE_HZ / highest_hz))
    longest = min(int(np.ceil(SAMPLE_RATE_HZ / lowest_hz)), frames.shape[1] - 1)
    unlike = _normalised_difference(frames, longest)[:, shortest - 1 :]
    dip = np.zeros(unlike.shape, dtype=bool)
    dip[:, 0] = unlike[:, 0] < unlike[:, 1]
    dip[:, 1:-1] = (unlike[:, 1:-1] < unlike[:, :-2]) & (unlike[:, 1:-1] <= unlike[:, 2:])
    dip[:, -1] = unlike[:, -1] < unlike[:, -2]
    deep = dip & (unlike < _TROUGH)
    place = np.where(deep.any(axis=1), deep.argmax(axis=1), unlike.argmin(axis=1))
    pitch_hz: FloatArray = SAMPLE_RATE_HZ / (shortest + place + _to_the_bottom(unlike, place))
    return pitch_hz


def _normalised_difference(frames: FloatArray, longest: int) -> FloatArray:
    """How unlike itself each frame is after lags of 1..longest samples, over its mean up to that lag."""
    spectrum = np.fft.rfft(frames, 2 * frames.shape[1])
    alike = np.fft.irfft(np.square(np.abs(spectrum)))[:, : longest + 1]
    passed = np.cumsum(np.square(frames[:, :longest]), axis=1)
    difference = 2 * (alike[:, :1] - alike[:, 1:]) - passed
    mean = np.cumsum(difference, axis=1) / np.arange(1, longest + 1)
    normalised: FloatArray = difference / (mean + np.finfo(np.float32).tiny)
    return normalised


def _to_the_bottom(unlike: FloatArray, place: IntArray) -> FloatArray:
    """From each frame's sample at ``place`` to the lowest point of the parabola around it, -1..1."""
    rows, inside = np.arange(len(place)), np.clip(place, 1, unlike.shape[1] - 2)
    before, at, after = (unlike[rows, inside + step] for step in (-1, 0, 1))
    bend, slope = before + after - 2 * at, (after - before) / 2
    known = (inside == place) & (np.abs(slope) < np.abs(bend))
    return np.where(known, -slope / np.where(known, bend, 1.0), 0.0)
