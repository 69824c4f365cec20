"""What of a window of sound is left to judge the partner by, once the user's own speech is taken out."""

from __future__ import annotations

from audio_model.voice_activity import SPEECH_FROM
from fusion.arrays import BoolArray, FloatArray

KEPT_FROM = 0.5
"""Speech that is the partner's with less probability than this is cut out."""


def keep_partner(speech: FloatArray, partner: FloatArray) -> tuple[BoolArray, float]:
    """Which frames stay, bool (n,), and how surely their speech is the partner's, 0..1.

    Parameters
    ----------
    speech
        Each frame's probability of speech, (n,).
    partner
        Each frame's probability that its speech is the partner's, (n,).
    """
    is_speech = speech >= SPEECH_FROM
    kept = ~is_speech | (partner >= KEPT_FROM)
    left = kept & is_speech
    return kept, float(partner[left].mean()) if left.any() else 0.0
