"""The log-mel picture of batches in training: the same as :class:`audio_model.spectrogram.LogMel`."""

from __future__ import annotations

import torch

from audio_model.spectrogram import POWER_FLOOR, QUIETEST_PEAK, LogMelParameters, mel_matrix


class TorchLogMel:
    """Turns excerpts of sound into log-mel pictures.

    Examples
    --------
    >>> log_mel = TorchLogMel()
    >>> log_mel.decibels(torch.zeros(2, 48_000)).shape
    torch.Size([2, 64, 188])
    """

    def __init__(self, parameters: LogMelParameters | None = None) -> None:
        self.parameters = parameters or LogMelParameters()
        self._hann = torch.hann_window(self.parameters.n_fft)
        self._mel = torch.from_numpy(mel_matrix(self.parameters))

    def decibels(self, sound: torch.Tensor) -> torch.Tensor:
        """Log-mel power in dB, float32 (n, n_mels, frames), of sound float32 (n, samples) in [-1, 1]."""
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
        return 10 * torch.log10(mel.clamp_min(POWER_FLOOR))

    def normalise(self, decibels: torch.Tensor) -> torch.Tensor:
        """Take the level out: dB (n, n_mels, frames) -> [-1, 1], 1 being each excerpt's loudest cell."""
        loudest = decibels.amax(dim=(1, 2), keepdim=True)
        relative = torch.clamp_min(decibels - loudest, -self.parameters.top_db)
        return 1 + 2 * relative / self.parameters.top_db

    def __call__(self, sound: torch.Tensor) -> torch.Tensor:
        """The network's input, float32 (n, n_mels, frames) in [-1, 1], of sound float32 (n, samples)."""
        # The floor of the logarithm must not depend on the level: bring each excerpt's peak to 1 first.
        peak = sound.abs().amax(dim=1, keepdim=True).clamp_min(QUIETEST_PEAK)
        return self.normalise(self.decibels(sound / peak))
