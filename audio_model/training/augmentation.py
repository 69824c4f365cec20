"""What rooms, microphones, telephones and chance do to a voice, so that the network has heard it before."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from audio_model.spoiling.batches import codec, coloured, mixed, reverberated, telephone
from audio_model.torch_log_mel import TorchLogMel
from fusion.arrays import Float32Array
from fusion.interfaces import SAMPLE_RATE_HZ


class DrawnRooms:
    """Noise, reverberation, clipping and the microphone's colouring, drawn for each excerpt of a batch.

    Parameters
    ----------
    babble
        float32 (samples,), several people talking at once, at least twenty excerpts long.
    p_noise, p_reverb, p_clip, p_colour, p_band
        Shares of the excerpts each is done to, 0..1.
    """

    def __init__(
        self,
        babble: Float32Array,
        *,
        p_noise: float = 0.5,
        p_reverb: float = 0.25,
        p_clip: float = 0.05,
        p_colour: float = 0.5,
        p_band: float = 0.1,
    ) -> None:
        self._babble = torch.from_numpy(babble)
        self._p_noise, self._p_reverb, self._p_clip = p_noise, p_reverb, p_clip
        self._p_colour, self._p_band = p_colour, p_band

    def sound(self, excerpts: Tensor, generator: torch.Generator) -> Tensor:
        """Reverberation, then noise, then clipping; float32 (n, samples) in and out."""
        excerpts = excerpts.clone()
        n = len(excerpts)
        chosen = torch.rand(n, generator=generator)
        rows = (chosen < self._p_reverb).nonzero().flatten()
        if len(rows):
            excerpts[rows] = self._reverberate(excerpts[rows], generator)
        rows = (torch.rand(n, generator=generator) < self._p_noise).nonzero().flatten()
        if len(rows):
            excerpts[rows] = self._add_noise(excerpts[rows], generator)
        for row in (torch.rand(n, generator=generator) < self._p_clip).nonzero().flatten():
            limit = excerpts[row].abs().max() * (0.2 + 0.5 * torch.rand((), generator=generator))
            excerpts[row] = excerpts[row].clamp(-limit, limit)
        return excerpts

    def _reverberate(self, excerpts: Tensor, generator: torch.Generator) -> Tensor:
        """Rooms whose sound decays over 0.1-0.7 s."""
        n = len(excerpts)
        decay_s = 0.1 + 0.6 * torch.rand(n, 1, generator=generator)
        tail = torch.randn(n, SAMPLE_RATE_HZ // 2, generator=generator)
        return reverberated(excerpts, tail, decay_s, -3 + 18 * torch.rand(n, 1, generator=generator))

    def _add_noise(self, excerpts: Tensor, generator: torch.Generator) -> Tensor:
        """Add coloured noise or babble at 0-30 dB below the excerpt's own power."""
        n, n_samples = excerpts.shape
        white = torch.randn(n, n_samples, generator=generator)
        noise = coloured(white, 2 * torch.rand(n, 1, generator=generator))
        for row in (torch.rand(n, generator=generator) < 0.3).nonzero().flatten():
            start = int(torch.randint(len(self._babble) - n_samples, (), generator=generator))
            noise[row] = self._babble[start : start + n_samples]
        return mixed(excerpts, noise, 30 * torch.rand(n, 1, generator=generator))

    def pictures(self, excerpts: Tensor, log_mel: TorchLogMel, generator: torch.Generator) -> Tensor:
        """Normalised log-mel pictures of the excerpts, through devices of different colour and bandwidth."""
        peak = excerpts.abs().amax(dim=1, keepdim=True).clamp_min(1e-5)
        decibels = log_mel.decibels(excerpts / peak)
        n, n_mels, _ = decibels.shape
        knots = 6 * torch.randn(n, 1, 6, generator=generator)
        knots *= (torch.rand(n, 1, 1, generator=generator) < self._p_colour).float()
        colour = F.interpolate(knots, size=n_mels, mode="linear", align_corners=True)
        decibels = decibels + colour.transpose(1, 2)
        # A telephone or a narrow-band headset: nothing above 3.4-6 kHz.
        edges = torch.randint(int(n_mels * 0.7), int(n_mels * 0.92), (n, 1), generator=generator)
        cut = (torch.arange(n_mels) >= edges) & (torch.rand(n, 1, generator=generator) < self._p_band)
        return log_mel.normalise(decibels - 70 * cut.float().unsqueeze(2))


class DrawnTelephones:
    """Sends some of the excerpts of a batch through a telephone or a codec.

    Parameters
    ----------
    p_telephone, p_codec
        Shares of the excerpts each is done to, 0..1 (one excerpt gets one of them at most).
    """

    def __init__(self, *, p_telephone: float = 0.08, p_codec: float = 0.2) -> None:
        self._p_telephone, self._p_codec = p_telephone, p_codec

    def sound(self, excerpts: Tensor, generator: torch.Generator) -> Tensor:
        """After the room and the microphone, before the picture; float32 (n, samples) in and out."""
        excerpts = excerpts.clone()
        chosen = torch.rand(len(excerpts), generator=generator)
        rows = (chosen < self._p_telephone).nonzero().flatten()
        if len(rows):
            excerpts[rows] = telephone(excerpts[rows])
        rows = (chosen > 1 - self._p_codec).nonzero().flatten()
        if len(rows):
            fineness_db = 3 + 15 * torch.rand(len(rows), generator=generator)
            highest_hz = 3_500 + 4_500 * torch.rand(len(rows), generator=generator)
            excerpts[rows] = codec(excerpts[rows], fineness_db, highest_hz)
        return excerpts


def mask_pictures(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """SpecAugment: up to two bands of up to 10 mels and of up to 20 frames become silence.

    Source: Park et al., "SpecAugment", Interspeech 2019.
    """
    n, n_mels, n_frames = pictures.shape
    hidden = torch.zeros(n, n_mels, n_frames, dtype=torch.bool)
    for _ in range(2):
        for size, widest, axis in ((n_mels, 10, 1), (n_frames, 20, 2)):
            width = torch.randint(0, widest + 1, (n, 1), generator=generator)
            start = (torch.rand(n, 1, generator=generator) * (size - width)).long()
            place = torch.arange(size)
            band = (place >= start) & (place < start + width)
            hidden |= band.unsqueeze(3 - axis)
    return pictures.masked_fill(hidden, -1.0)
