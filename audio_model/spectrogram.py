"""The log-mel picture the voice network looks at: the same function in training and live."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from fusion.arrays import Float32Array, FloatArray

POWER_FLOOR = 1e-10
"""librosa's floor: -100 dB for full-scale sound, so that digital silence has a logarithm."""
QUIETEST_PEAK = 1e-5
"""Sound whose peak is below is not made louder than one whose peak is this."""


@dataclass(frozen=True)
class LogMelParameters:
    """What defines the picture; kept in the card of the weights.

    Parameters
    ----------
    sample_rate_hz
        Rate of the sound, Hz.
    window_s
        Length of the sound in one picture, seconds.
    n_fft, hop
        Length of a Hann-windowed frame and the step between frames, samples.
    n_mels, f_min_hz, f_max_hz
        Number of mel bands (Slaney's scale and norm, as librosa's default) and their limits, Hz.
    top_db
        What lies further below the loudest cell is raised to this distance, dB.
    """

    sample_rate_hz: int = 16_000
    window_s: float = 3.0
    n_fft: int = 512
    hop: int = 256
    n_mels: int = 64
    f_min_hz: float = 50.0
    f_max_hz: float = 8_000.0
    top_db: float = 80.0

    @property
    def n_samples(self) -> int:
        """Samples in one excerpt."""
        return round(self.window_s * self.sample_rate_hz)

    @property
    def n_frames(self) -> int:
        """Frames in the picture of one excerpt (frames are centred, the ends padded with zeros)."""
        return self.n_samples // self.hop + 1

    def to_json(self) -> dict[str, Any]:
        """Plain values for the card."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> LogMelParameters:
        """The parameters a card holds."""
        return cls(**values)


def mel_matrix(parameters: LogMelParameters) -> Float32Array:
    """Triangular mel filters, float32 (n_mels, n_fft // 2 + 1), equal to ``librosa.filters.mel``.

    librosa itself is not used live: its first import compiles for seconds.
    """
    edges_hz = _mel_to_hz(
        np.linspace(hz_to_mel(parameters.f_min_hz), hz_to_mel(parameters.f_max_hz), parameters.n_mels + 2)
    )
    bins_hz = np.linspace(0, parameters.sample_rate_hz / 2, parameters.n_fft // 2 + 1)
    lower, centre, upper = edges_hz[:-2, None], edges_hz[1:-1, None], edges_hz[2:, None]
    rising = (bins_hz - lower) / (centre - lower)
    falling = (upper - bins_hz) / (upper - centre)
    triangles = np.maximum(0, np.minimum(rising, falling))
    return (triangles * 2 / (upper - lower)).astype(np.float32)


# Slaney's Auditory Toolbox: linear below 1 kHz (15 mel), then 27 mel to a factor of 6.4.
_LINEAR_MEL_HZ = 200 / 3
_LOG_STEP = np.log(6.4) / 27


def hz_to_mel(hz: float) -> float:
    """A frequency on Slaney's mel scale."""
    return hz / _LINEAR_MEL_HZ if hz < 1000 else 15 + float(np.log(hz / 1000)) / _LOG_STEP


def _mel_to_hz(mel: FloatArray) -> FloatArray:
    return np.where(mel < 15, mel * _LINEAR_MEL_HZ, 1000 * np.exp(_LOG_STEP * (mel - 15)))


class LogMel:
    """Turns excerpts of sound into log-mel pictures.

    :class:`audio_model.torch_log_mel.TorchLogMel` is the same for batches in training.

    Examples
    --------
    >>> LogMel().decibels(np.zeros((2, 48_000), np.float32)).shape
    (2, 64, 188)
    """

    def __init__(self, parameters: LogMelParameters | None = None) -> None:
        self.parameters = parameters or LogMelParameters()
        self._hann = hann(self.parameters.n_fft)
        self._mel = mel_matrix(self.parameters)

    def decibels(self, sound: Float32Array) -> Float32Array:
        """Log-mel power in dB, float32 (n, n_mels, frames), of sound float32 (n, samples) in [-1, 1]."""
        p = self.parameters
        padded = np.pad(sound, ((0, 0), (p.n_fft // 2, p.n_fft // 2)))
        frames = np.lib.stride_tricks.sliding_window_view(padded, p.n_fft, axis=1)[:, :: p.hop]
        # In float64 with numpy before 2; scipy's, in float32, would take 12 MB and .1 s to load.
        spectrum = np.fft.rfft(frames * self._hann, axis=2).astype(np.complex64)
        power = np.square(spectrum.real) + np.square(spectrum.imag)
        mel = np.matmul(power, self._mel.T).transpose(0, 2, 1)
        result: Float32Array = 10 * np.log10(np.maximum(mel, np.float32(POWER_FLOOR)))
        return result

    def normalise(self, decibels: Float32Array) -> Float32Array:
        """Take the level out: dB (n, n_mels, frames) -> [-1, 1], 1 being each excerpt's loudest cell."""
        loudest = decibels.max(axis=(1, 2), keepdims=True)
        relative = np.maximum(decibels - loudest, -self.parameters.top_db)
        result: Float32Array = 1 + 2 * relative / self.parameters.top_db
        return result

    def __call__(self, sound: Float32Array) -> Float32Array:
        """The network's input, float32 (n, n_mels, frames) in [-1, 1], of sound float32 (n, samples)."""
        # The floor of the logarithm must not depend on the level: bring each excerpt's peak to 1 first.
        peak = np.maximum(np.abs(sound).max(axis=1, keepdims=True), np.float32(QUIETEST_PEAK))
        return self.normalise(self.decibels(sound / peak))


def hann(n: int) -> Float32Array:
    """A Hann window, float32 (n,), periodic as for a spectrum."""
    window: Float32Array = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n) / n)).astype(np.float32)
    return window
