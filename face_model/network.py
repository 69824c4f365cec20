"""The small convolutional network that reads an expression from one aligned grey crop."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from face_model.classes import FERPLUS_CLASSES
from fusion.emotions import EMOTIONS

WIDTHS: tuple[int, ...] = (32, 64, 128, 224)
"""Channels of the stem and of each stage, unless told."""


class Logits(NamedTuple):
    """Unnormalised log-probabilities of both heads.

    Parameters
    ----------
    votes
        (n, 8), FER+ classes: the seven emotions in Attune's order, then contempt.
    labels
        (n, 7), FER2013's single label, in Attune's order.
    """

    votes: Tensor
    labels: Tensor


class _Residual(nn.Module):
    """Two 3x3 convolutions around a shortcut; the first may halve the picture."""

    def __init__(self, channels_in: int, channels: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False),
            nn.BatchNorm2d(channels),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or channels_in != channels:
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(stride) if stride > 1 else nn.Identity(),
                nn.Conv2d(channels_in, channels, 1, bias=False),
                nn.BatchNorm2d(channels),
            )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.body(x) + self.shortcut(x))


class ExpressionNetwork(nn.Module):
    """Residual network over a 48x48 grey crop, with two heads on one trunk.

    Parameters
    ----------
    widths
        Channels of the stem and of each stage; the stem and the first stage work at half the crop's
        resolution, every further stage halves it again.
    blocks
        Residual blocks in each stage.
    dropout
        Share of features silenced before the heads, in training.
    """

    def __init__(
        self,
        widths: tuple[int, ...] = WIDTHS,
        blocks: tuple[int, ...] = (1, 2, 2),
        dropout: float = 0.3,
    ) -> None:
        super().__init__()
        self.settings: dict[str, Any] = {"widths": list(widths), "blocks": list(blocks), "dropout": dropout}
        channels, *stages = widths
        layers: list[nn.Module] = [
            nn.Conv2d(1, channels, 5, 2, 2, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
        ]
        for number, (width, depth) in enumerate(zip(stages, blocks, strict=True)):
            for block in range(depth):
                stride = 2 if block == 0 and number > 0 else 1
                layers.append(_Residual(channels, width, stride))
                channels = width
        self.trunk = nn.Sequential(*layers)
        self.dropout = nn.Dropout(dropout)
        self.votes = nn.Linear(channels, len(FERPLUS_CLASSES))
        self.labels = nn.Linear(channels, len(EMOTIONS))

    def forward(self, crops: Tensor) -> Logits:
        """Logits of crops (n, 48, 48), any real type, grey levels 0..255."""
        return self.judged(self.features(crops))

    def features(self, crops: Tensor) -> Tensor:
        """What both heads judge by, float (n, widths[-1]), of crops as in :meth:`forward`."""
        features: Tensor = self.trunk(_standardised(crops)).float().mean(dim=(2, 3))
        return features

    def judged(self, features: Tensor) -> Logits:
        """What both heads say of :meth:`features`."""
        features = self.dropout(features)
        return Logits(self.votes(features), self.labels(features))


def fused(network: ExpressionNetwork) -> ExpressionNetwork:
    """The network for answering only: every norm folded into the convolution before it, a fifth faster.

    Changes ``network`` itself; the answers stay the same to rounding.
    """
    network.eval()
    for layers in network.modules():
        if not isinstance(layers, nn.Sequential):
            continue
        for i, (first, second) in enumerate(pairwise(layers)):
            if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
                layers[i], layers[i + 1] = fuse_conv_bn_eval(first, second), nn.Identity()
    return network


def _standardised(crops: Tensor) -> Tensor:
    """Each crop with mean 0 and spread 1, so that exposure and contrast do not matter; float (n, 1, h, w)."""
    x = crops.float().unsqueeze(1)
    mean = x.mean(dim=(2, 3), keepdim=True)
    # One grey level of spread at least: a black picture stays near zero instead of becoming noise.
    spread = (x - mean).square().mean(dim=(2, 3), keepdim=True).sqrt().clamp(min=1.0)
    return ((x - mean) / spread).contiguous(memory_format=torch.channels_last)
