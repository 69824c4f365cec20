"""Too loud, too soft, cut short."""

from __future__ import annotations

import numpy as np

from audio_model.spoiling.noise import Span
from fusion.arrays import Sound


def clipped(sound: Sound, span: Span, share: float) -> Sound:
    """Driven so hard that this share (0..1) of the speech's samples is at the converter's limit."""
    loud = float(np.percentile(np.abs(sound[span[0] : span[1]]), 100 * (1 - share)))
    driven: Sound = np.clip(sound / max(loud, 1e-6), -1, 1).astype(np.float32)
    return driven


def at_level(sound: Sound, peak_db: float) -> Sound:
    """The loudest sample at this level, dB re full scale (0 at most), in sixteen bits."""
    peak = max(float(np.abs(sound).max()), 1e-9)
    scaled = sound / peak * 10 ** (peak_db / 20)
    steps = np.round(np.clip(scaled, -1, 32767 / 32768) * 32768)
    return np.asarray(steps / 32768, dtype=np.float32)


def silent_after(sound: Sound, first: int) -> Sound:
    """Silence from sample ``first`` on."""
    heard = sound.copy()
    heard[first:] = 0
    return heard
