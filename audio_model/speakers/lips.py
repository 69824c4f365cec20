"""What a mouth says of who speaks: it moves, and in step with the sound, or it rests."""

from __future__ import annotations

import math
import threading
from collections import deque

import numpy as np

from audio_model.speakers.vectors import correlation
from audio_model.voice_activity import FRAME_S
from fusion.arrays import Float32Array, FloatArray

LIPS_WINDOW_S = 1.5
"""A mouth is judged by so many of the last seconds."""
_LEAST_LOOKS = 6
_STILL = 0.004
_KEPT_LOOKS = 120


class Lips:
    """The recent past of one mouth; told and asked from different threads."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, float]] = deque(maxlen=_KEPT_LOOKS)
        self._person = 0
        self._lock = threading.Lock()

    def look(self, t: float, opening: float, person: int = 0) -> None:
        """At ``t`` (s) the mouth was so far open, as :class:`face_model.reading.Mouth` tells.

        Another ``person`` is another mouth: what the one before did is forgotten.
        """
        with self._lock:
            if person != self._person or (self._looks and t <= self._looks[-1][0]):
                self._looks.clear()
            self._person = person
            self._looks.append((t, opening))

    def between(self, t_start: float, t_end: float) -> FloatArray:
        """Times and openings, (n, 2), of the looks in that span, s."""
        with self._lock:
            looks = [look for look in self._looks if t_start < look[0] <= t_end]
        return np.array(looks, dtype=np.float64).reshape(-1, 2)


class Loudness:
    """How loud the last 1.5 s were, frame by frame."""

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=round(LIPS_WINDOW_S / FRAME_S))

    def hear(self, frame: Float32Array, *, missed: bool = False) -> None:
        """Take the next frame, (512,); how loud one was that was missed nobody knows."""
        level = 10 * math.log10(float(np.square(frame).mean()) + 1e-8)
        self._levels.append(math.nan if missed else level)

    def beside(self, looks: FloatArray, t_end: float) -> FloatArray | None:
        """:func:`lip_features` of a mouth's looks (n, 2) beside what was heard; the newest frame ends at
        ``t_end`` (s).
        """
        times = t_end + FRAME_S * (np.arange(-len(self._levels), 0) + 0.5)
        levels = np.array(self._levels)
        heard = ~np.isnan(levels)
        if not heard.all():  # what a mouth did while nothing was heard goes with nothing
            frames = np.floor((looks[:, 0] - t_end) / FRAME_S).astype(int)
            looks = looks[heard[np.clip(frames, -len(heard), -1)]]
        return lip_features(looks, times[heard], levels[heard])


def lip_features(looks: FloatArray, times: FloatArray, loudness: FloatArray) -> FloatArray | None:
    """How much the mouth moves, and how far that goes with the sound; (2,), or None where it was hardly seen.

    Parameters
    ----------
    looks
        (n, 2), times (s) and openings.
    times, loudness
        (m,), middles (s) and levels (dB) of the sound's frames in the same span.

    Returns
    -------
    numpy.ndarray
        The logarithm of the mean change of the opening a look, and the largest correlation of opening and
        loudness (a mouth opens from a tenth of a second before what is heard to a fifth after it), -1..1.
    """
    if len(looks) < _LEAST_LOOKS or np.ptp(looks[:, 0]) < 0.5 * LIPS_WINDOW_S or len(times) < 2:
        return None
    opening = looks[:, 1]
    lags = (-0.2, -0.1, 0.0, 0.1)
    in_step = max(correlation(opening, np.interp(looks[:, 0] + lag, times, loudness)) for lag in lags)
    return np.array([movement(opening), in_step])


def movement(opening: FloatArray) -> float:
    """The logarithm of the mean change of a mouth's opening (n,) from look to look; two of them at least."""
    return float(np.log(_STILL + np.abs(np.diff(opening)).mean()))
