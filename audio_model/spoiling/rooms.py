"""Rooms computed wall by wall."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from fusion.arrays import FloatArray, Sound
from fusion.interfaces import SAMPLE_RATE_HZ

_SPEED_OF_SOUND_M_S = 343.0
_ROOM_M = (5.1, 3.9, 2.7)
_MICROPHONE_M = (1.3, 1.7, 1.2)
_RESPONSE_S = 1.0


def in_room(sound: Sound, distance_m: float, absorption: float) -> Sound:
    """Heard across a room; see :func:`room_response`."""
    from scipy.signal import fftconvolve

    wet = fftconvolve(sound, room_response(distance_m, absorption))[: len(sound)]
    return np.asarray(wet, dtype=np.float32)


@lru_cache(maxsize=8)
def room_response(distance_m: float, absorption: float) -> FloatArray:
    """Impulse response of a room of 5.1 x 3.9 x 2.7 m, float64 (samples,); the direct sound comes first.

    Source: Allen & Berkley, "Image method for efficiently simulating small-room acoustics", JASA 1979, with
    their high-pass.

    Parameters
    ----------
    distance_m
        From the talker to the microphone, m.
    absorption
        Share of a sound's energy that each wall swallows, 0..1.
    """
    from scipy.signal import butter, sosfilt

    size = np.array(_ROOM_M)
    reflected = np.sqrt(1 - absorption)
    microphone = np.array(_MICROPHONE_M)
    talker = microphone + distance_m * np.array([0.8, 0.59, 0.1]) / np.linalg.norm([0.8, 0.59, 0.1])
    reach_m = _SPEED_OF_SOUND_M_S * _RESPONSE_S
    grids = [np.arange(-int(reach_m / (2 * s)) - 1, int(reach_m / (2 * s)) + 2) for s in size]
    response = np.zeros(round(_RESPONSE_S * SAMPLE_RATE_HZ))
    for mirrored in np.ndindex(2, 2, 2):
        # Along each axis: where the image lies, and how many walls its sound has met.
        places = [
            (1 - 2 * q) * talker[a] + 2 * n * size[a] - microphone[a]
            for a, (q, n) in enumerate(zip(mirrored, grids, strict=True))
        ]
        walls = [np.abs(n - q) + np.abs(n) for q, n in zip(mirrored, grids, strict=True)]
        away_m = np.sqrt(
            places[0][:, None, None] ** 2 + places[1][None, :, None] ** 2 + places[2][None, None, :] ** 2
        )
        met = walls[0][:, None, None] + walls[1][None, :, None] + walls[2][None, None, :]
        at = np.round((away_m - distance_m) / _SPEED_OF_SOUND_M_S * SAMPLE_RATE_HZ).astype(int)
        near = at < len(response)
        np.add.at(response, at[near], (reflected ** met[near]) * distance_m / away_m[near])
    high_pass = butter(2, 80, "highpass", fs=SAMPLE_RATE_HZ, output="sos")
    return np.asarray(sosfilt(high_pass, response))
