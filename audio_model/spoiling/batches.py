"""What rooms, laptops, telephones and codecs do to batches of excerpts, as a training needs them: many, fast.

Each function takes and gives float32 (n, samples); what is drawn for each excerpt comes as (n, 1) or (n,).
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from fusion.interfaces import SAMPLE_RATE_HZ

_MU = 255.0
_BANDS_HZ = (0, 200, 400, 600, 800, 1000, 1250, 1500, 1800, 2200, 2700, 3300, 4000, 5000, 6200, 8000)
_N_FFT = 512


def reverberated(excerpts: Tensor, tail: Tensor, decay_s: Tensor, direct_to_reverberant_db: Tensor) -> Tensor:
    """Convolved with made impulse responses: a direct sound, and noise that decays.

    Parameters
    ----------
    excerpts
        What is heard.
    tail
        White noise (n, length of the response).
    decay_s
        (n, 1), seconds until it has fallen by 60 dB.
    direct_to_reverberant_db
        (n, 1), dB.
    """
    n_samples, length = excerpts.shape[1], tail.shape[1]
    t = torch.arange(length) / SAMPLE_RATE_HZ
    tail = tail * torch.exp(-math.log(1e3) * t / decay_s)
    tail = tail / tail.square().sum(1, keepdim=True).sqrt()
    response = tail * 10 ** (-direct_to_reverberant_db / 20)
    response[:, 0] += 1
    n_fft = 1 << (n_samples + length - 1).bit_length()
    wet: Tensor = torch.fft.irfft(torch.fft.rfft(excerpts, n_fft) * torch.fft.rfft(response, n_fft), n_fft)
    return wet[:, :n_samples]


def coloured(white: Tensor, slope: Tensor) -> Tensor:
    """White noise made to fall towards the treble: ``slope`` (n, 1) is 0 for white, 1 pink, 2 brown."""
    n_samples = white.shape[1]
    spectrum = torch.fft.rfft(white)
    f = torch.arange(spectrum.shape[1]).clamp_min(20 * n_samples // SAMPLE_RATE_HZ)
    noise: Tensor = torch.fft.irfft(spectrum * f ** (-slope / 2), n_samples)
    return noise


def mixed(excerpts: Tensor, noise: Tensor, snr_db: Tensor) -> Tensor:
    """With ``noise`` at ``snr_db`` (n, 1) below each excerpt's own power, dB."""
    ratio = excerpts.square().mean(1, keepdim=True) / noise.square().mean(1, keepdim=True).clamp_min(1e-12)
    scaled: Tensor = noise * (ratio * 10 ** (-snr_db / 10)).sqrt()
    return excerpts + scaled


def telephone(excerpts: Tensor) -> Tensor:
    """300-3400 Hz at 8 kHz in eight bits of mu-law (ITU-T G.711); float32 (n, samples) in and out.

    The line is driven at the level it was made for: each excerpt's peak is brought to its limit and back.
    """
    n_samples = excerpts.shape[1]
    peak = excerpts.abs().amax(1, keepdim=True).clamp_min(1e-5)
    spectrum = torch.fft.rfft(excerpts / peak)
    f = torch.arange(spectrum.shape[1]) * SAMPLE_RATE_HZ / n_samples
    spectrum *= ((f - 200) / 100).clamp(0, 1) * ((3_600 - f) / 200).clamp(0, 1)
    n_half = n_samples // 2
    narrow = torch.fft.irfft(spectrum[:, : n_half // 2 + 1], n_half) / 2
    narrow = narrow.clamp(-1, 1)
    level = torch.log1p(_MU * narrow.abs()) / np.log1p(_MU)
    level = (level * 127).round() / 127
    narrow = narrow.sign() * torch.expm1(level * float(np.log1p(_MU))) / _MU
    spectrum = torch.fft.rfft(narrow) * 2
    wide: Tensor = torch.fft.irfft(F.pad(spectrum, (0, n_samples // 2 + 1 - spectrum.shape[1])), n_samples)
    return wide * peak


def codec(excerpts: Tensor, fineness_db: Tensor, highest_hz: Tensor) -> Tensor:
    """What few bits leave of a sound: coarse steps in each band, holes where it is soft, no treble.

    Transform codecs (MP3, AAC, Opus at a low rate) quantise the spectrum band by band, with steps that stay a
    given distance below the band's level, and drop bands far below the loudest of the moment.

    Parameters
    ----------
    excerpts
        float32 (n, samples).
    fineness_db
        float32 (n,), signal over quantisation noise in each band, dB: 3 is very coarse, 20 hardly heard.
    highest_hz
        float32 (n,), nothing above it is kept, Hz.
    """
    hann = torch.hann_window(_N_FFT)
    spectrum = torch.stft(excerpts, _N_FFT, _N_FFT // 2, window=hann, return_complex=True)
    f = torch.arange(_N_FFT // 2 + 1) * SAMPLE_RATE_HZ / _N_FFT
    band = torch.bucketize(f, torch.tensor(_BANDS_HZ[1:-1], dtype=torch.float32), right=True)
    member = F.one_hot(band, len(_BANDS_HZ) - 1).float()
    power = torch.einsum("nft,fb->nbt", spectrum.abs().square(), member / member.sum(0))
    # Uniform noise within a step of each of two coordinates has a power of step^2 / 6.
    step = (6 * power * 10 ** (-fineness_db / 10)[:, None, None]).sqrt().clamp_min(1e-7)[:, band]
    coarse = torch.complex((spectrum.real / step).round(), (spectrum.imag / step).round()) * step
    loudest = power.amax(1, keepdim=True)
    heard = power > loudest * 10 ** (-(20 + 2 * fineness_db) / 10)[:, None, None]
    kept = heard[:, band] & (f[None, :, None] < highest_hz[:, None, None])
    return torch.istft(coarse * kept, _N_FFT, _N_FFT // 2, window=hann, length=excerpts.shape[1])
