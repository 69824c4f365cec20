"""The speaker network: a small time-delay network whose answer says who speaks, not what or how."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from audio_model.network import AttentiveStatistics


class Delay(nn.Module):
    """One dilated convolution over time beside a shortcut."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation, bias=False)
        self.norm = nn.BatchNorm1d(width)

    def forward(self, x: Tensor) -> Tensor:
        """(n, width, frames) -> the same shape."""
        return x + torch.relu(self.norm(self.conv(x)))


class SpeakerNetwork(nn.Module):
    """Log-mel picture (n, 64, frames) -> a unit vector (n, embedding) for each.

    Parameters
    ----------
    n_mels
        Bands of the picture.
    width
        Channels of every layer.
    embedding
        Length of the vector.
    dilations
        One layer each, in steps of 32 ms.
    """

    def __init__(
        self,
        n_mels: int = 64,
        width: int = 128,
        embedding: int = 128,
        dilations: tuple[int, ...] = (1, 1, 2, 3),
    ) -> None:
        super().__init__()
        self.width, self.n_embedding = width, embedding
        self.stem = nn.Sequential(
            nn.Conv1d(n_mels, width, 5, stride=2, padding=2, bias=False), nn.BatchNorm1d(width), nn.ReLU()
        )
        self.delays = nn.Sequential(*(Delay(width, d) for d in dilations))
        self.pool = AttentiveStatistics(width)
        self.head = nn.Sequential(nn.BatchNorm1d(2 * width), nn.Linear(2 * width, embedding))

    def forward(self, pictures: Tensor) -> Tensor:
        """Unit vectors float32 (n, embedding) of pictures float32 (n, n_mels, frames)."""
        return F.normalize(self.head(self.pool(self.delays(self.stem(pictures)))), dim=1)
