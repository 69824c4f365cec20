"""Noise beside a voice: white, pink, and other voices."""

from __future__ import annotations

import numpy as np

from fusion.arrays import FloatArray, RealArray, Sound
from fusion.interfaces import SAMPLE_RATE_HZ

Span = tuple[int, int]
"""First sample of the speech, and the one after its last."""


def at_ratio(sound: Sound, span: Span, noise: FloatArray, snr_db: float) -> Sound:
    """The sound with ``noise`` (n,) at ``snr_db`` below the power of its speech, dB."""
    speech_power = float(np.square(sound[span[0] : span[1]]).mean())
    ratio = speech_power / max(float(np.square(noise).mean()), 1e-20) * 10 ** (-snr_db / 10)
    noisy: Sound = (sound + noise * np.sqrt(ratio)).astype(np.float32)
    return noisy


def pink(n_samples: int, rng: np.random.Generator) -> FloatArray:
    """Noise of equal power in each octave above 20 Hz; float64 (n_samples,)."""
    spectrum = np.fft.rfft(rng.standard_normal(n_samples))
    lowest = max(1, 20 * n_samples // SAMPLE_RATE_HZ)
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), lowest)), n_samples)


def with_hiss(sound: Sound, share: float, rng: np.random.Generator) -> Sound:
    """White noise of this share of the sound's peak."""
    size = share * float(np.abs(sound).max(initial=0.0))
    return (sound + size * rng.standard_normal(len(sound))).astype(np.float32)


def add_voice(babble: RealArray, voice: RealArray, at: int, least: float) -> int:
    """Lay ``voice`` into ``babble`` in place, as loud as every other voice.

    Parameters
    ----------
    babble
        (n,).
    voice
        (m,); what lies outside of the babble is left out.
    at
        Where it begins, samples; may be negative.
    least
        A voice of a lower root mean square is not made louder than this would be.

    Returns
    -------
    int
        Where the next voice may begin.
    """
    first, last = max(at, 0), min(at + len(voice), len(babble))
    if first < last:
        loudness = max(float(np.sqrt(np.square(voice).mean())), least)
        babble[first:last] += voice[first - at : last - at] / loudness
    return at + max(len(voice), 1)
