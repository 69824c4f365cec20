"""The teacher of the speaker network: GE2E's encoder, from the wheel that carries it.

Source: Wan et al., "Generalized End-to-End Loss for Speaker Verification", ICASSP 2018; the weights are
those of Resemblyzer 0.1.4 (Apache-2.0), taken out of its wheel as numbers: none of the wheel's code is run.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from audio_model.spectrogram import LogMelParameters, mel_matrix
from fusion.arrays import Float32Array
from fusion.errors import UserError

WHEEL = "Resemblyzer-0.1.4-py3-none-any.whl"
MEMBER = "resemblyzer/pretrained.pt"
SHA256 = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"
_PARAMETERS = LogMelParameters(window_s=1.6, n_fft=400, hop=160, n_mels=40, f_min_hz=0.0)
_LEVEL_DB = -30.0
TEACHER_SAMPLES = 25_600
"""What it was taught on: 1.6 s."""


class Ge2e(nn.Module):
    """Three recurrent layers; the last state of the last one is the voice, a unit vector of 256 numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(40, 256, 3, batch_first=True)
        self.linear = nn.Linear(256, 256)
        self._hann = torch.hann_window(_PARAMETERS.n_fft)
        self._mel = torch.from_numpy(mel_matrix(_PARAMETERS))

    @staticmethod
    def from_wheel(wheel: Path) -> Ge2e:
        """The encoder with the weights that lie in the wheel.

        Raises
        ------
        UserError
            If it is not that wheel.
        """
        try:
            data = zipfile.ZipFile(wheel).read(MEMBER)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise UserError(
                f"{wheel} is not {WHEEL}; fetch it with “pip download --no-deps resemblyzer==0.1.4”."
            ) from error
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise UserError(f"The weights in {wheel} are not those of {WHEEL}; fetch it again.")
        state = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)["model_state"]
        encoder = Ge2e()
        encoder.load_state_dict({k: v for k, v in state.items() if not k.startswith("similarity")})
        return encoder.eval()

    def forward(self, sound: Tensor) -> Tensor:
        """Unit vectors float32 (n, 256) of sound float32 (n, samples) at 16 kHz."""
        level = 10 * torch.log10(sound.square().mean(1, keepdim=True).clamp_min(1e-12))
        sound = sound * 10 ** ((_LEVEL_DB - level).clamp_min(0) / 20)
        spectrum = torch.stft(
            sound,
            _PARAMETERS.n_fft,
            _PARAMETERS.hop,
            window=self._hann,
            pad_mode="constant",
            return_complex=True,
        )
        mel = self._mel @ (spectrum.real.square() + spectrum.imag.square())
        _, (state, _) = self.lstm(mel.transpose(1, 2))
        return F.normalize(torch.relu(self.linear(state[-1])), dim=1)

    def of_speaker(self, sounds: Sequence[Float32Array]) -> Float32Array:
        """One speaker's voice: the mean over stretches of TEACHER_SAMPLES, a unit vector (256,)."""
        with torch.inference_mode():
            voices = self(torch.from_numpy(np.stack(sounds)))
            return np.asarray(F.normalize(voices.mean(0), dim=0).numpy())

    def voices(self, sounds: Float32Array) -> Float32Array:
        """The voice in each sound: float32 (n, 256) of (n, samples)."""
        with torch.inference_mode():
            return np.asarray(self(torch.from_numpy(np.ascontiguousarray(sounds))).numpy())
