"""The user's voice learnt while they talk, in a session in which nobody else is meant to be heard."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from audio_model.speakers.voiceprint import (
    ENOUGH_SPEECH_S,
    HOP_FRAMES,
    LEAST_SPEECH,
    WINDOW_FRAMES,
    Voiceprint,
)
from audio_model.voice_activity import FRAME_S, SPEECH_FROM
from fusion.arrays import Float32Array

if TYPE_CHECKING:
    from audio_model.speakers.model import SpeakerModel

MOST_VOICES = 240
"""So many seconds of speech, each begun a quarter of a second after the one before, are listened to: a minute
or so tells what an hour does."""


class VoiceLearner:
    """A :class:`audio_model.analyser.Listener` that keeps voices, and of the sound the newest second only.

    Parameters
    ----------
    model
        Hears voices.
    """

    def __init__(self, model: SpeakerModel) -> None:
        self._model = model
        self._voices: list[Float32Array] = []
        self._speech_s = 0.0
        self.reset()

    def reset(self) -> None:
        """Forget the newest second, as after a gap; what was learnt stays."""
        self._frames: deque[Float32Array] = deque(maxlen=WINDOW_FRAMES)
        self._speech: deque[bool] = deque(maxlen=WINDOW_FRAMES)
        self._waiting = 0

    def hear(self, frame: Float32Array, speech: float, t_end: float) -> None:
        """Take the next frame (512,) and its probability of speech; after a missed one a second begins."""
        if math.isnan(speech):
            self.reset()
            return
        if len(self._voices) >= MOST_VOICES:
            return
        self._frames.append(frame)
        self._speech.append(speech >= SPEECH_FROM)
        self._speech_s += FRAME_S * self._speech[-1]
        self._waiting += 1
        if len(self._frames) < WINDOW_FRAMES or self._waiting < HOP_FRAMES:
            return
        self._waiting = 0
        if np.mean(self._speech) >= LEAST_SPEECH:
            self._voices.append(self._model.voices(np.concatenate(self._frames)[None])[0])

    def take(self, made_at: str) -> Voiceprint | None:
        """Hand out what was learnt, and begin anew; None where too little was said so far.

        Parameters
        ----------
        made_at
            ISO 8601.
        """
        from audio_model.speakers.model import middle_of

        if self._speech_s < ENOUGH_SPEECH_S or not self._voices:
            return None
        voices, self._voices, self._speech_s = self._voices, [], 0.0
        return Voiceprint(middle_of(np.stack(voices))[None], self._model.sha256, made_at)
