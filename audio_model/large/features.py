"""What the large reader makes of an excerpt: the mean and spread of two layers over the time of its sound."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from audio_model.excerpts import slice_padded, speech_span
from audio_model.large.encoder import N_MELS, WIDTH, WhisperEncoder
from audio_model.spectrogram import LogMelParameters, mel_matrix
from fusion.arrays import Float32Array

LAYERS = (2, 3)
"""Layers whose outputs are used, counted from 1. Later ones know more of the words and less of the voice."""
N_FEATURES = len(LAYERS) * 2 * WIDTH

_MEL = LogMelParameters(n_fft=400, hop=160, n_mels=N_MELS, f_min_hz=0.0)
"""Whisper's own picture of sound."""
_RANGE = 8.0
"""What lies further below the loudest cell is raised to this distance, powers of ten."""
_MARGIN_S = 0.05
"""Kept before the first sound and after the last one, seconds."""
_FEWEST_SAMPLES = 1_600


class WhisperMel:
    """Excerpts of sound to Whisper's log-mel frames, the level taken out first."""

    def __init__(self) -> None:
        self._hann = torch.hann_window(_MEL.n_fft)
        self._mel = torch.from_numpy(mel_matrix(_MEL))

    def __call__(self, sound: Tensor) -> Tensor:
        """float32 (n, 80, samples / 160) of sound float32 (n, samples)."""
        peak = sound.abs().amax(dim=1, keepdim=True).clamp_min(1e-5)
        spectrum = torch.stft(
            sound / peak, _MEL.n_fft, _MEL.hop, window=self._hann, center=True, return_complex=True
        )[..., :-1]
        log = torch.log10((self._mel @ spectrum.abs().square()).clamp_min(1e-10))
        return (torch.maximum(log, log.amax(dim=(1, 2), keepdim=True) - _RANGE) + 4) / 4


class Describer:
    """Excerpts to features, from the first sound in them to the last: silence is not listened to.

    Parameters
    ----------
    encoder
        In evaluation mode, with as many layers as are used.
    """

    def __init__(self, encoder: WhisperEncoder) -> None:
        self._encoder, self._mel = encoder, WhisperMel()

    def __call__(self, excerpts: Float32Array) -> Float32Array:
        """Features float32 (n, 2048) of excerpts float32 (n, samples) at 16 kHz."""
        found = [np.zeros((0, N_FEATURES), np.float32)]
        with torch.inference_mode():
            for excerpt in excerpts:
                outputs = self._encoder(self._mel(torch.from_numpy(sounding_part(excerpt))[None]))
                used = torch.cat([outputs[layer - 1].float() for layer in LAYERS], dim=0)
                pooled = torch.cat([used.mean(1), used.std(1, unbiased=False)], dim=1)
                found.append(pooled.reshape(1, -1).numpy())
        return np.concatenate(found)


def sounding_part(excerpt: Float32Array) -> Float32Array:
    """``excerpt`` without the silence before and after its sound, a twentieth of a second left; (n,)."""
    rate = _MEL.sample_rate_hz
    first, last = speech_span(excerpt, rate)
    margin = round(_MARGIN_S * rate)
    start, stop = max(first - margin, 0), min(last + margin, len(excerpt))
    return slice_padded(excerpt, start, max(stop - start, _FEWEST_SAMPLES))
