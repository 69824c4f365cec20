"""Pieces of speech as long as a short word: "yes", "no", "fine" are what people say."""

from __future__ import annotations

import numpy as np

from fusion.arrays import Float32Array
from fusion.interfaces import SAMPLE_RATE_HZ

_WORD_S = (0.3, 0.8)
"""How long a short word is, seconds."""
_FADE = 160
"""Samples over which a word that was cut out rises and falls: a hard edge would be heard as a click."""


def cut_word(speech: Float32Array, rng: np.random.Generator) -> Float32Array:
    """A piece of ``speech`` as long as a short word, float32 (samples,), softly begun and ended.

    All of the speech where that is shorter.

    Parameters
    ----------
    speech
        float32 (n,) at 16 kHz.
    rng
        Where it is cut, and how long it is.

    Notes
    -----
    The loudest of three places is taken: a pause between words is none.
    """
    n = min(len(speech), round(rng.uniform(*_WORD_S) * SAMPLE_RATE_HZ))
    starts = rng.integers(0, len(speech) - n + 1, 3)
    start = max(starts, key=lambda at: float(np.square(speech[at : at + n]).sum()))
    word = speech[start : start + n].copy()
    fade = min(_FADE, n // 2)
    ramp = np.linspace(0, 1, fade, endpoint=False, dtype=np.float32)
    word[:fade] *= ramp
    word[n - fade :] *= ramp[::-1]
    return word
