"""What a room, a laptop and chance do to a voice, so that the network has heard it before."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional as F

from audio_model.spectrogram import LogMel


def change_rate(sound: npt.NDArray[np.float32], factor: float) -> npt.NDArray[np.float32]:
    """Play ``factor`` times as fast: pitch, formants and tempo move together, as between speakers."""
    n = int(len(sound) / factor)
    return np.interp(np.arange(n) * factor, np.arange(len(sound)), sound).astype(np.float32)


class RoomAndDevice:
    """Noise, reverberation, clipping and the device's colouring, on a batch of windows.

    Parameters
    ----------
    babble
        float32 (samples,), several people talking at once, at least twenty windows long.
    sample_rate_hz
        Rate of all sound, Hz.
    p_noise, p_reverb, p_clip, p_colour, p_band
        Shares of the windows each is done to, 0..1.
    """

    def __init__(
        self,
        babble: npt.NDArray[np.float32],
        sample_rate_hz: int = 16_000,
        *,
        p_noise: float = 0.5,
        p_reverb: float = 0.25,
        p_clip: float = 0.05,
        p_colour: float = 0.5,
        p_band: float = 0.1,
    ) -> None:
        self._babble = torch.from_numpy(babble)
        self._rate = sample_rate_hz
        self._p_noise, self._p_reverb, self._p_clip = p_noise, p_reverb, p_clip
        self._p_colour, self._p_band = p_colour, p_band

    def sound(self, windows: Tensor, generator: torch.Generator) -> Tensor:
        """Reverberation, then noise, then clipping; float32 (n, samples) in and out."""
        windows = windows.clone()
        n = len(windows)
        chosen = torch.rand(n, generator=generator)
        rows = (chosen < self._p_reverb).nonzero().flatten()
        if len(rows):
            windows[rows] = self._reverberate(windows[rows], generator)
        rows = (torch.rand(n, generator=generator) < self._p_noise).nonzero().flatten()
        if len(rows):
            windows[rows] = self._add_noise(windows[rows], generator)
        for row in (torch.rand(n, generator=generator) < self._p_clip).nonzero().flatten():
            limit = windows[row].abs().max() * (0.2 + 0.5 * torch.rand((), generator=generator))
            windows[row] = windows[row].clamp(-limit, limit)
        return windows

    def _reverberate(self, windows: Tensor, generator: torch.Generator) -> Tensor:
        """Convolve with made impulse responses: a direct sound and noise that decays over 0.1-0.7 s."""
        n, n_samples = windows.shape
        length = self._rate // 2
        t = torch.arange(length) / self._rate
        decay_s = 0.1 + 0.6 * torch.rand(n, 1, generator=generator)
        tail = torch.randn(n, length, generator=generator) * torch.exp(-math.log(1e3) * t / decay_s)
        tail = tail / tail.square().sum(1, keepdim=True).sqrt()
        direct_to_reverberant_db = -3 + 18 * torch.rand(n, 1, generator=generator)
        response = tail * 10 ** (-direct_to_reverberant_db / 20)
        response[:, 0] += 1
        n_fft = 1 << (n_samples + length - 1).bit_length()
        wet: Tensor = torch.fft.irfft(torch.fft.rfft(windows, n_fft) * torch.fft.rfft(response, n_fft), n_fft)
        return wet[:, :n_samples]

    def _add_noise(self, windows: Tensor, generator: torch.Generator) -> Tensor:
        """Add coloured noise or babble at 0-30 dB below the window's own power."""
        n, n_samples = windows.shape
        white = torch.randn(n, n_samples, generator=generator)
        spectrum = torch.fft.rfft(white)
        slope = 2 * torch.rand(n, 1, generator=generator)  # 0 white, 1 pink, 2 brown
        f = torch.arange(spectrum.shape[1]).clamp_min(20 * n_samples // self._rate)
        noise = torch.fft.irfft(spectrum * f ** (-slope / 2), n_samples)
        for row in (torch.rand(n, generator=generator) < 0.3).nonzero().flatten():
            start = int(torch.randint(len(self._babble) - n_samples, (), generator=generator))
            noise[row] = self._babble[start : start + n_samples]
        snr_db = 30 * torch.rand(n, 1, generator=generator)
        ratio = windows.square().mean(1, keepdim=True) / noise.square().mean(1, keepdim=True).clamp_min(1e-12)
        scaled: Tensor = noise * (ratio * 10 ** (-snr_db / 10)).sqrt()
        return windows + scaled

    def pictures(self, windows: Tensor, log_mel: LogMel, generator: torch.Generator) -> Tensor:
        """Normalised log-mel pictures of the windows, through devices of different colour and bandwidth."""
        peak = windows.abs().amax(dim=1, keepdim=True).clamp_min(1e-5)
        decibels = log_mel.decibels(windows / peak)
        n, n_mels, _ = decibels.shape
        knots = 6 * torch.randn(n, 1, 6, generator=generator)
        knots *= (torch.rand(n, 1, 1, generator=generator) < self._p_colour).float()
        colour = F.interpolate(knots, size=n_mels, mode="linear", align_corners=True)
        decibels = decibels + colour.transpose(1, 2)
        # A telephone or a narrow-band headset: nothing above 3.4-6 kHz.
        edges = torch.randint(int(n_mels * 0.7), int(n_mels * 0.92), (n, 1), generator=generator)
        cut = (torch.arange(n_mels) >= edges) & (torch.rand(n, 1, generator=generator) < self._p_band)
        return log_mel.normalise(decibels - 70 * cut.float().unsqueeze(2))


def mask_pictures(pictures: Tensor, generator: torch.Generator, n_masks: int = 2) -> Tensor:
    """SpecAugment: up to ``n_masks`` bands of up to 10 mels and of up to 20 frames become silence.

    Source: Park et al., "SpecAugment", Interspeech 2019.
    """
    n, n_mels, n_frames = pictures.shape
    hidden = torch.zeros(n, n_mels, n_frames, dtype=torch.bool)
    for _ in range(n_masks):
        for size, widest, axis in ((n_mels, 10, 1), (n_frames, 20, 2)):
            width = torch.randint(0, widest + 1, (n, 1), generator=generator)
            start = (torch.rand(n, 1, generator=generator) * (size - width)).long()
            place = torch.arange(size)
            band = (place >= start) & (place < start + width)
            hidden |= band.unsqueeze(3 - axis)
    return pictures.masked_fill(hidden, -1.0)
