"""The encoder of OpenAI's Whisper, over as many frames as there is sound: never padded to thirty seconds."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

WIDTH, N_HEADS, N_LAYERS, N_MELS, N_POSITIONS = 512, 8, 6, 80, 1_500
"""Those of Whisper base."""


class Layer(nn.Module):
    """Self-attention and two dense layers, each beside a shortcut and after a norm."""

    def __init__(self, width: int = WIDTH, n_heads: int = N_HEADS) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.norm_attention = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.attended = nn.Linear(width, width)
        self.norm_dense = nn.LayerNorm(width)
        self.wider = nn.Linear(width, 4 * width)
        self.narrower = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """(n, frames, width) in and out."""
        n, n_frames, width = x.shape
        parts = self.query_key_value(self.norm_attention(x))
        parts = parts.view(n, n_frames, 3, self.n_heads, width // self.n_heads).permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(parts[0], parts[1], parts[2])
        x = x + self.attended(attended.transpose(1, 2).reshape(n, n_frames, width))
        dense: Tensor = self.narrower(F.gelu(self.wider(self.norm_dense(x))))
        return x + dense


class WhisperEncoder(nn.Module):
    """Log-mel frames, a hundred a second, to what each layer makes of them, fifty a second.

    Source: Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", ICML 2023; its
    weights are OpenAI's, under the MIT licence.

    Parameters
    ----------
    n_layers
        Layers kept, from the first on.
    """

    def __init__(self, n_layers: int = N_LAYERS) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(N_MELS, WIDTH, 3, padding=1)
        self.conv2 = nn.Conv1d(WIDTH, WIDTH, 3, stride=2, padding=1)
        self.positions = nn.Parameter(torch.zeros(N_POSITIONS, WIDTH))
        self.layers = nn.ModuleList(Layer() for _ in range(n_layers))

    def forward(self, mels: Tensor) -> list[Tensor]:
        """What comes out of each layer, float32 (n, frames / 2, 512), of mels float32 (n, 80, frames)."""
        x = F.gelu(self.conv2(F.gelu(self.conv1(mels)))).transpose(1, 2)
        x = x + self.positions[: x.shape[1]]
        outputs = []
        for layer in self.layers:
            x = layer(x)
            outputs.append(x)
        return outputs
