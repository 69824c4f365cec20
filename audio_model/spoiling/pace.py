"""The same words faster, slower, higher or lower."""

from __future__ import annotations

import numpy as np

from fusion.arrays import Sound

_FRAME, _HOP, _SEARCH = 640, 320, 160


def change_rate(sound: Sound, factor: float) -> Sound:
    """Play ``factor`` times as fast: pitch, formants and tempo move together, as between speakers."""
    n = int(len(sound) / factor)
    return np.interp(np.arange(n) * factor, np.arange(len(sound)), sound).astype(np.float32)


def stretch_time(sound: Sound, factor: float) -> Sound:
    """Speak ``factor`` times as fast at the same pitch; float32 (n,) at 16 kHz in, (n / factor,) out.

    Source: Verhelst & Roelands, "An overlap-add technique based on waveform similarity (WSOLA)", ICASSP 1993:
    frames of 40 ms, each taken up to 10 ms off its place, where it best continues the one before.
    """
    n_out = round(len(sound) / factor)
    n_frames = max(1, -(-n_out // _HOP) + 1)
    margin = _FRAME + _SEARCH
    padded = np.pad(sound, (margin, round(factor * _HOP) + 2 * margin))
    # Energy of every stretch of a frame's length, to compare shapes and not levels.
    squares = np.concatenate([[0.0], np.cumsum(np.square(padded, dtype=np.float64))])
    hann = np.hanning(_FRAME + 1)[:_FRAME].astype(np.float32)
    out = np.zeros((n_frames + 1) * _HOP, dtype=np.float32)
    at = margin - _HOP
    for k in range(n_frames):
        if k:
            place = min(margin - _HOP + round(k * _HOP * factor), len(padded) - margin - _SEARCH)
            wanted = padded[at + _HOP : at + _HOP + _FRAME]
            first = place - _SEARCH
            alike = np.correlate(padded[first : place + _SEARCH + _FRAME], wanted, mode="valid")
            starts = np.arange(first, first + len(alike))
            energy = squares[starts + _FRAME] - squares[starts]
            at = first + int(np.argmax(alike / np.sqrt(np.maximum(energy, 1e-9))))
        out[k * _HOP : k * _HOP + _FRAME] += hann * padded[at : at + _FRAME]
    return out[_HOP : _HOP + n_out]


def shift_pitch(sound: Sound, factor: float) -> Sound:
    """Pitch and formants ``factor`` times as high at the same pace; float32 (n,) in and out."""
    shifted = change_rate(stretch_time(sound, 1 / factor), factor)
    return np.pad(shifted, (0, max(0, len(sound) - len(shifted))))[: len(sound)]
