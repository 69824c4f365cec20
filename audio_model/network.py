"""The voice network: a small residual CNN over the log-mel picture with attentive pooling over time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from audio_model.classes import VOICE_CLASSES
from audio_model.voice_graph import VoiceGraph


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions beside a shortcut; ``stride`` 2 halves both axes."""

    def __init__(self, n_in: int, n_out: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(n_in, n_out, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(n_out)
        self.conv2 = nn.Conv2d(n_out, n_out, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(n_out)
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or n_in != n_out:
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(stride, ceil_mode=True) if stride != 1 else nn.Identity(),
                nn.Conv2d(n_in, n_out, 1, bias=False),
                nn.BatchNorm2d(n_out),
            )

    def forward(self, x: Tensor) -> Tensor:
        """(n, n_in, mels, frames) -> (n, n_out, mels / stride, frames / stride)."""
        h = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.norm2(self.conv2(h)) + self.shortcut(x))


class AttentiveStatistics(nn.Module):
    """Mean and spread over time, each frame weighted by how telling the network finds it."""

    def __init__(self, n_features: int) -> None:
        super().__init__()
        self.score = nn.Sequential(nn.Conv1d(n_features, 64, 1), nn.Tanh(), nn.Conv1d(64, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(n, features, frames) -> (n, 2 * features)."""
        weights = torch.softmax(self.score(x).float(), dim=2)
        x = x.float()
        mean = (weights * x).sum(2)
        variance = (weights * x.square()).sum(2) - mean.square()
        return torch.cat([mean, variance.clamp_min(1e-5).sqrt()], dim=1)


class MeanOverTime(nn.Module):
    """The plain mean over time, every frame alike: what attentive pooling is compared with."""

    def forward(self, x: Tensor) -> Tensor:
        """(n, features, frames) -> (n, features)."""
        return x.float().mean(2)


class VoiceNetwork(nn.Module):
    """Log-mel picture (n, 64, 188) -> logits (n, 8) in the order of VOICE_CLASSES.

    Parameters
    ----------
    widths
        Channels of the stem and of the three stages after it; each stage halves both axes.
    embedding
        Width of the layer before the last.
    dropout
        Share of the pooled features left out in training, 0..1.
    pooling
        ``attentive`` (mean and spread, weighted by attention) or ``mean``.

    Raises
    ------
    ValueError
        If there is no such pooling.
    """

    def __init__(
        self,
        widths: Sequence[int] = (32, 64, 128, 160),
        embedding: int = 128,
        dropout: float = 0.3,
        pooling: str = "attentive",
    ) -> None:
        super().__init__()
        if pooling not in ("attentive", "mean"):
            raise ValueError(f"There is no pooling “{pooling}”; use attentive or mean.")
        self.stem = nn.Sequential(
            nn.Conv2d(1, widths[0], 5, 2, 2, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()
        )
        stages: list[nn.Module] = [ResidualBlock(widths[0], widths[0], 1)]
        stages += [ResidualBlock(a, b, 2) for a, b in pairwise(widths)]
        self.stages = nn.Sequential(*stages)
        # Four rows of frequency are left; keep them apart (low and high bands mean different things).
        self.n_rows = 4
        self.squeeze = nn.Sequential(
            nn.Conv1d(widths[-1] * self.n_rows, widths[-1], 1, bias=False),
            nn.BatchNorm1d(widths[-1]),
            nn.ReLU(),
        )
        attentive = pooling == "attentive"
        self.pool: nn.Module = AttentiveStatistics(widths[-1]) if attentive else MeanOverTime()
        n_pooled = widths[-1] * (2 if attentive else 1)
        self.n_features = embedding
        self.head = nn.Sequential(
            nn.BatchNorm1d(n_pooled),
            nn.Dropout(dropout),
            nn.Linear(n_pooled, embedding),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(embedding, len(VOICE_CLASSES)),
        )

    def maps(self, pictures: Tensor) -> Tensor:
        """Feature maps (n, widths[-1], n_mels / 16, frames / 16) of pictures float32 (n, n_mels, frames)."""
        x = pictures.unsqueeze(1).contiguous(memory_format=torch.channels_last)
        maps: Tensor = self.stages(self.stem(x))
        return maps

    def features(self, pictures: Tensor) -> Tensor:
        """What the last layer judges by, float32 (n, embedding), of pictures float32 (n, n_mels, frames)."""
        x = self.maps(pictures)
        x = F.adaptive_avg_pool2d(x, (self.n_rows, x.shape[3])) if x.shape[2] != self.n_rows else x
        features: Tensor = self.head[:-1](self.pool(self.squeeze(x.flatten(1, 2))).float())
        return features

    def judged(self, features: Tensor) -> Tensor:
        """Logits float32 (n, 8) of :meth:`features`."""
        logits: Tensor = self.head[-1](features)
        return logits.float()

    def forward(self, pictures: Tensor) -> Tensor:
        """Logits float32 (n, 8) of pictures float32 (n, n_mels, frames)."""
        return self.judged(self.features(pictures))


def network_of(graph: VoiceGraph) -> VoiceNetwork:
    """The network that answers by ``graph``, to be trained further or to teach; in evaluation mode."""
    network = VoiceNetwork(**graph.settings)
    tensors = {name: torch.from_numpy(value.copy()) for name, value in graph.tensors.items()}
    # Counters of the norms are not kept where they are not needed.
    missing, unexpected = network.load_state_dict(tensors, strict=False)
    if unexpected or any(not name.endswith("num_batches_tracked") for name in missing):
        raise ValueError("these weights are not of such a network")
    return network.eval()
