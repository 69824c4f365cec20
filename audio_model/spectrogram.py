"""The log-mel picture the voice network looks at: the same function in training and live."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import torch

_POWER_FLOOR = 1e-10
"""librosa's floor: -100 dB for full-scale sound, so that digital silence has a logarithm."""


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


def mel_matrix(parameters: LogMelParameters) -> npt.NDArray[np.float32]:
    """Triangular mel filters, float32 (n_mels, n_fft // 2 + 1), equal to ``librosa.filters.mel``.

    librosa itself is not used live: its first import compiles for seconds.
    """
    edges_hz = _mel_to_hz(
        np.linspace(_hz_to_mel(parameters.f_min_hz), _hz_to_mel(parameters.f_max_hz), parameters.n_mels + 2)
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


def _hz_to_mel(hz: float) -> float:
    return hz / _LINEAR_MEL_HZ if hz < 1000 else 15 + float(np.log(hz / 1000)) / _LOG_STEP


def _mel_to_hz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.where(mel < 15, mel * _LINEAR_MEL_HZ, 1000 * np.exp(_LOG_STEP * (mel - 15)))


class LogMel:
    """Turns excerpts of sound into log-mel pictures.

    Examples
    --------
    >>> log_mel = LogMel()
    >>> log_mel.decibels(torch.zeros(2, 48_000)).shape
    torch.Size([2, 64, 188])
    """

    def __init__(self, parameters: LogMelParameters | None = None) -> None:
        import torch

        self.parameters = parameters or LogMelParameters()
        self._hann = torch.hann_window(self.parameters.n_fft)
        self._mel = torch.from_numpy(mel_matrix(self.parameters))

    def decibels(self, sound: torch.Tensor) -> torch.Tensor:
        """Log-mel power in dB, float32 (n, n_mels, frames), of sound float32 (n, samples) in [-1, 1]."""
        import torch

        p = self.parameters
        spectrum = torch.stft(
            sound,
            p.n_fft,
            p.hop,
            window=self._hann.to(sound.device),
            center=True,
            pad_mode="constant",
            return_complex=True,
        )
        power = spectrum.real.square() + spectrum.imag.square()
        mel = self._mel.to(sound.device) @ power
        return 10 * torch.log10(mel.clamp_min(_POWER_FLOOR))

    def normalise(self, decibels: torch.Tensor) -> torch.Tensor:
        """Take the level out: dB (n, n_mels, frames) -> [-1, 1], 1 being each excerpt's loudest cell."""
        import torch

        loudest = decibels.amax(dim=(1, 2), keepdim=True)
        relative = torch.clamp_min(decibels - loudest, -self.parameters.top_db)
        return 1 + 2 * relative / self.parameters.top_db

    def __call__(self, sound: torch.Tensor) -> torch.Tensor:
        """The network's input, float32 (n, n_mels, frames) in [-1, 1], of sound float32 (n, samples)."""
        # The floor of the logarithm must not depend on the level: bring each excerpt's peak to 1 first.
        peak = sound.abs().amax(dim=1, keepdim=True).clamp_min(1e-5)
        return self.normalise(self.decibels(sound / peak))
