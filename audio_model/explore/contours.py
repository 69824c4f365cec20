"""How level and pitch move over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio_model.explore.yin import yin
from fusion.arrays import BoolArray, FloatArray, Sound
from fusion.interfaces import SAMPLE_RATE_HZ

HOP = 160
"""Step between frames, samples (10 ms); frame k is centred on sample k * HOP."""
LEVEL_FRAME = 512
PITCH_FRAME = 1024
LOWEST_HZ, HIGHEST_HZ = 60.0, 1000.0
"""Where a voice's pitch is looked for: a shout reaches 900 Hz."""
SILENCE_DB = -90.0
ACTIVE_RANGE_DB = 30.0

_VOICED_FROM, _VOICED_STILL = 0.6, 0.4
"""So alike one period later a frame must be to begin a voice, and to go on with it."""
_FEWEST_FRAMES = 5
_LARGEST_STEP_ST = 1.5


@dataclass(frozen=True)
class Contours:
    """Frames of 10 ms.

    Parameters
    ----------
    times_s
        float64 (n,), seconds from the sound's beginning.
    level_db
        float64 (n,), root mean square in dB re full scale; a full-scale sine has -3.
    active
        bool (n,), within 30 dB of the loud frames: speech, in a clean recording.
    pitch_hz
        float64 (n,), NaN where there is no voice.
    """

    times_s: FloatArray
    level_db: FloatArray
    active: BoolArray
    pitch_hz: FloatArray


def contours(sound: Sound) -> Contours:
    """Level and pitch of ``sound``, float32 (n,), 16 kHz.

    The pitch is YIN's, which answers in silence too. Kept are runs that are active, go on smoothly and repeat
    themselves after one period (correlation of 0.4 or more, of 0.6 or more for 50 ms of them), within an
    octave of the median: so it agrees with pYIN, at a tenth of the time.
    """
    power = np.square(frames_of(sound, LEVEL_FRAME), dtype=np.float64).mean(axis=1)
    level_db = 10 * np.log10(np.maximum(power, 1e-12))
    active = (level_db > np.percentile(level_db, 95) - ACTIVE_RANGE_DB) & (level_db > SILENCE_DB)
    times_s = np.arange(len(level_db)) * HOP / SAMPLE_RATE_HZ
    return Contours(times_s, level_db, active, _pitch(sound, active))


def frames_of(sound: Sound, length: int) -> Sound:
    """Centred frames (n // HOP + 1, length); the ends are padded with zeros."""
    padded = np.pad(sound, length // 2)
    return np.lib.stride_tricks.sliding_window_view(padded, length)[::HOP]


def _pitch(sound: Sound, active: BoolArray) -> FloatArray:
    nothing = np.full(len(active), np.nan)
    if not active.any() or len(sound) < PITCH_FRAME:
        return nothing
    frames = frames_of(sound, PITCH_FRAME)
    candidates = yin(frames, LOWEST_HZ, HIGHEST_HZ)
    repeats = _periodicity(frames, candidates)
    voiced = _runs(active & (repeats >= _VOICED_STILL), repeats >= _VOICED_FROM, candidates)
    if not voiced.any():
        return nothing
    octaves = np.abs(np.log2(candidates / np.median(candidates[voiced])))
    return np.where(voiced & (octaves < 1), candidates, np.nan)


def _periodicity(frames: Sound, pitch_hz: FloatArray) -> FloatArray:
    """Correlation, -1..1, of each frame (n, length) with itself one period later."""
    correlation = np.zeros(len(pitch_hz))
    for k, lag in enumerate(np.round(SAMPLE_RATE_HZ / pitch_hz).astype(int)):
        first, second = frames[k, :-lag], frames[k, lag:]
        energy = float(first @ first) * float(second @ second)
        if energy > 0:
            correlation[k] = float(first @ second) / np.sqrt(energy)
    return correlation


def _runs(kept: BoolArray, surely: BoolArray, pitch_hz: FloatArray) -> BoolArray:
    """``kept`` without the runs that have fewer than five sure frames; a jump of the pitch ends a run."""
    jumps = np.abs(np.diff(12 * np.log2(pitch_hz))) >= _LARGEST_STEP_ST
    begins = kept & ~np.concatenate([[False], kept[:-1] & ~jumps])
    number = np.cumsum(begins)
    sure = np.bincount(number[kept & surely], minlength=number[-1] + 1)
    result: BoolArray = kept & (sure[number] >= _FEWEST_FRAMES)
    return result
