"""What the window draws of the voice: its level, the newest spectrogram, and a word on the sound."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audio_model.quality import clipped_share, judge
from audio_model.spectrogram import LogMelParameters, hann, mel_matrix
from audio_model.voice_activity import FRAME_S, SPEECH_FROM
from fusion.arrays import Float32Array, FloatArray

VIEW_S = 6.0
SILENT_DB = -100.0
_HINT_FRAMES = round(1.5 / FRAME_S)
_QUIET_BELOW_DBFS = -55.0
_NOISY_BELOW_DB = 5.0
_CLIPPED_ABOVE = 0.005


@dataclass(frozen=True)
class VoiceView:
    """The newest sound, for the eye.

    Parameters
    ----------
    t
        End of the newest frame, seconds on the session clock.
    level_dbfs
        RMS of the newest 0.1 s, dB relative to full scale, -100 for digital silence.
    speech
        Newest probability of speech, 0..1.
    log_mel
        float32 (n_mels, n_frames), dB, oldest first, the last six seconds; -100 where nothing was heard.
    hint
        "speech heard", "quiet", "no speech", "very loud: the sound is distorted" or "noisy".
    """

    t: float
    level_dbfs: float
    speech: float
    log_mel: Float32Array
    hint: str


class SpectrumView:
    """Draws what a voice analyser hears, two columns a frame of 512 samples; one of its watchers.

    Parameters
    ----------
    parameters
        Of the picture the network looks at.
    show
        Called with each new view, and with None when everything heard is forgotten; must return at once.
    """

    def __init__(self, parameters: LogMelParameters, show: Callable[[VoiceView | None], None]) -> None:
        self._show = show
        self._hop, self._n_fft = parameters.hop, parameters.n_fft
        self._hann = hann(parameters.n_fft)
        self._mel = mel_matrix(parameters)
        n_columns = round(VIEW_S * parameters.sample_rate_hz / parameters.hop)
        self._empty = np.full((parameters.n_mels, n_columns), SILENT_DB, dtype=np.float32)
        self.reset()

    def reset(self) -> None:
        """Forget everything heard."""
        self._picture = self._empty.copy()
        self._tail = np.zeros(0, dtype=np.float32)
        self._frames: deque[Float32Array] = deque(maxlen=_HINT_FRAMES)
        self._speech: deque[float] = deque(maxlen=_HINT_FRAMES)
        self._show(None)

    def hear(self, frames: Float32Array, speech: FloatArray, t: float) -> None:
        """Take the next frames, float32 (n, 512), their probabilities of speech (n,) and their end (s)."""
        self._frames.extend(frames)
        self._speech.extend(speech)
        self._draw(frames.ravel())
        self._show(self._view(t))

    def _draw(self, sound: Float32Array) -> None:
        sound = np.concatenate([self._tail, sound])
        n_columns = (len(sound) - self._n_fft) // self._hop + 1
        if n_columns > 0:
            starts = np.arange(n_columns)[:, None] * self._hop
            columns = sound[starts + np.arange(self._n_fft)] * self._hann
            power = np.square(np.abs(np.fft.rfft(columns, axis=1))).astype(np.float32)
            decibels = 10 * np.log10(np.maximum(self._mel @ power.T, 1e-10))
            self._picture = np.concatenate([self._picture, decibels], axis=1)[:, -self._picture.shape[1] :]
            sound = sound[n_columns * self._hop :]
        self._tail = sound

    def _view(self, t: float) -> VoiceView:
        newest = np.concatenate([*self._frames][-3:])
        rms = float(np.sqrt(np.square(newest).mean()))
        level_dbfs = max(20 * np.log10(max(rms, 1e-10)), SILENT_DB)
        return VoiceView(t, level_dbfs, self._speech[-1], self._picture, self._hint(level_dbfs))

    def _hint(self, level_dbfs: float) -> str:
        frames, speech = np.stack(self._frames), np.array(self._speech)
        if clipped_share(frames.ravel()) > _CLIPPED_ABOVE:
            return "very loud: the sound is distorted"
        if speech.max() < SPEECH_FROM:
            return "quiet" if level_dbfs < _QUIET_BELOW_DBFS else "no speech"
        return "noisy" if judge(frames, speech).snr_db < _NOISY_BELOW_DB else "speech heard"
