"""What telephones and codecs do to a voice, and speech made slower, faster, higher or lower by itself."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from audio_model.training.augmentation import change_rate

FloatArray = npt.NDArray[np.float32]

_FRAME, _HOP, _SEARCH = 640, 320, 160
_MU = 255.0
_BANDS_HZ = (0, 200, 400, 600, 800, 1000, 1250, 1500, 1800, 2200, 2700, 3300, 4000, 5000, 6200, 8000)
_N_FFT = 512


def stretch_time(sound: FloatArray, factor: float) -> FloatArray:
    """Speak ``factor`` times as fast at the same pitch; float32 (n,) at 16 kHz in, (n / factor,) out.

    Source: Verhelst & Roelands, "An overlap-add technique based on waveform similarity (WSOLA)", ICASSP 1993:
    frames of 40 ms, each taken up to 10 ms off its place, where it best continues the one before.
    """
    n_out = round(len(sound) / factor)
    n_frames = max(1, -(-n_out // _HOP) + 1)
    margin = _FRAME + _SEARCH
    padded = np.pad(sound, (margin, round(factor * _HOP) + 2 * margin))
    # Energy of every stretch of a frame's length, to compare shapes and not levels.
    squares = np.concatenate([[0.0], np.cumsum(np.square(padded, dtype=np.float64))])
    hann = np.hanning(_FRAME + 1)[:_FRAME].astype(np.float32)
    out = np.zeros((n_frames + 1) * _HOP, dtype=np.float32)
    at = margin - _HOP
    for k in range(n_frames):
        if k:
            place = min(margin - _HOP + round(k * _HOP * factor), len(padded) - margin - _SEARCH)
            wanted = padded[at + _HOP : at + _HOP + _FRAME]
            first = place - _SEARCH
            alike = np.correlate(padded[first : place + _SEARCH + _FRAME], wanted, mode="valid")
            starts = np.arange(first, first + len(alike))
            energy = squares[starts + _FRAME] - squares[starts]
            at = first + int(np.argmax(alike / np.sqrt(np.maximum(energy, 1e-9))))
        out[k * _HOP : k * _HOP + _FRAME] += hann * padded[at : at + _FRAME]
    return out[_HOP : _HOP + n_out]


def shift_pitch(sound: FloatArray, factor: float) -> FloatArray:
    """Pitch and formants ``factor`` times as high at the same pace; float32 (n,) in and out."""
    shifted = change_rate(stretch_time(sound, 1 / factor), factor)
    return np.pad(shifted, (0, max(0, len(sound) - len(shifted))))[: len(sound)]


def telephone(windows: Tensor, sample_rate_hz: int = 16_000) -> Tensor:
    """300-3400 Hz at 8 kHz in eight bits of mu-law (ITU-T G.711); float32 (n, samples) in and out.

    The line is driven at the level it was made for: each window's peak is brought to its limit and back.
    """
    n_samples = windows.shape[1]
    peak = windows.abs().amax(1, keepdim=True).clamp_min(1e-5)
    spectrum = torch.fft.rfft(windows / peak)
    f = torch.arange(spectrum.shape[1]) * sample_rate_hz / n_samples
    spectrum *= ((f - 200) / 100).clamp(0, 1) * ((3_600 - f) / 200).clamp(0, 1)
    n_half = n_samples // 2
    narrow = torch.fft.irfft(spectrum[:, : n_half // 2 + 1], n_half) / 2
    narrow = narrow.clamp(-1, 1)
    level = torch.log1p(_MU * narrow.abs()) / np.log1p(_MU)
    level = (level * 127).round() / 127
    narrow = narrow.sign() * torch.expm1(level * float(np.log1p(_MU))) / _MU
    spectrum = torch.fft.rfft(narrow) * 2
    wide: Tensor = torch.fft.irfft(
        torch.nn.functional.pad(spectrum, (0, n_samples // 2 + 1 - spectrum.shape[1])), n_samples
    )
    return wide * peak


def codec(windows: Tensor, fineness_db: Tensor, highest_hz: Tensor, sample_rate_hz: int = 16_000) -> Tensor:
    """What few bits leave of a sound: coarse steps in each band, holes where it is soft, no treble.

    Transform codecs (MP3, AAC, Opus at a low rate) quantise the spectrum band by band, with steps that stay a
    given distance below the band's level, and drop bands far below the loudest of the moment.

    Parameters
    ----------
    windows
        float32 (n, samples).
    fineness_db
        float32 (n,), signal over quantisation noise in each band, dB: 3 is very coarse, 20 hardly heard.
    highest_hz
        float32 (n,), nothing above it is kept, Hz.
    """
    hann = torch.hann_window(_N_FFT)
    spectrum = torch.stft(windows, _N_FFT, _N_FFT // 2, window=hann, return_complex=True)
    f = torch.arange(_N_FFT // 2 + 1) * sample_rate_hz / _N_FFT
    band = torch.bucketize(f, torch.tensor(_BANDS_HZ[1:-1], dtype=torch.float32), right=True)
    member = torch.nn.functional.one_hot(band, len(_BANDS_HZ) - 1).float()
    power = torch.einsum("nft,fb->nbt", spectrum.abs().square(), member / member.sum(0))
    # Uniform noise within a step of each of two coordinates has a power of step^2 / 6.
    step = (6 * power * 10 ** (-fineness_db / 10)[:, None, None]).sqrt().clamp_min(1e-7)[:, band]
    coarse = torch.complex((spectrum.real / step).round(), (spectrum.imag / step).round()) * step
    loudest = power.amax(1, keepdim=True)
    heard = power > loudest * 10 ** (-(20 + 2 * fineness_db) / 10)[:, None, None]
    kept = heard[:, band] & (f[None, :, None] < highest_hz[:, None, None])
    return torch.istft(coarse * kept, _N_FFT, _N_FFT // 2, window=hann, length=windows.shape[1])


class Devices:
    """Sends some of the windows of a batch through a telephone or a codec.

    Parameters
    ----------
    p_telephone, p_codec
        Shares of the windows each is done to, 0..1 (one window gets one of them at most).
    """

    def __init__(self, *, p_telephone: float = 0.08, p_codec: float = 0.2) -> None:
        self._p_telephone, self._p_codec = p_telephone, p_codec

    def sound(self, windows: Tensor, generator: torch.Generator) -> Tensor:
        """After the room and the microphone, before the picture; float32 (n, samples) in and out."""
        windows = windows.clone()
        chosen = torch.rand(len(windows), generator=generator)
        rows = (chosen < self._p_telephone).nonzero().flatten()
        if len(rows):
            windows[rows] = telephone(windows[rows])
        rows = (chosen > 1 - self._p_codec).nonzero().flatten()
        if len(rows):
            fineness_db = 3 + 15 * torch.rand(len(rows), generator=generator)
            highest_hz = 3_500 + 4_500 * torch.rand(len(rows), generator=generator)
            windows[rows] = codec(windows[rows], fineness_db, highest_hz)
        return windows
