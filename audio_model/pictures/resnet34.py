"""ResNet-34 with the parameter names and shapes of torchvision's, and its weights from ImageNet."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from audio_model.imagenet import IMAGENET_URL
from fusion.errors import UserError

IMAGENET_CLASSES = 1000


class BasicBlock(nn.Module):
    """Two 3x3 convolutions beside a shortcut. Source: He et al., CVPR 2016."""

    def __init__(self, n_in: int, n_out: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(n_in, n_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(n_out)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(n_out, n_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(n_out)
        self.downsample: nn.Module | None = None
        if stride != 1 or n_in != n_out:
            self.downsample = nn.Sequential(
                nn.Conv2d(n_in, n_out, 1, stride, bias=False), nn.BatchNorm2d(n_out)
            )

    def forward(self, x: Tensor) -> Tensor:
        """(n, n_in, height, width) -> (n, n_out, height / stride, width / stride)."""
        shortcut = x if self.downsample is None else self.downsample(x)
        h = self.relu(self.bn1(self.conv1(x)))
        out: Tensor = self.relu(self.bn2(self.conv2(h)) + shortcut)
        return out


class ResNet34(nn.Module):
    """Pictures float32 (n, 3, height, width), normalised -> logits (n, n_classes).

    Parameters
    ----------
    n_classes
        Answers; 1000 for ImageNet's.
    """

    def __init__(self, n_classes: int = IMAGENET_CLASSES) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = _layer(64, 64, 3, 1)
        self.layer2 = _layer(64, 128, 4, 2)
        self.layer3 = _layer(128, 256, 6, 2)
        self.layer4 = _layer(256, 512, 3, 2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, n_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, pictures: Tensor) -> Tensor:
        """Logits of pictures."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(pictures))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        logits: Tensor = self.fc(self.avgpool(x).flatten(1))
        return logits


def _layer(n_in: int, n_out: int, n_blocks: int, stride: int) -> nn.Sequential:
    first = BasicBlock(n_in, n_out, stride)
    return nn.Sequential(first, *(BasicBlock(n_out, n_out, 1) for _ in range(n_blocks - 1)))


def load_imagenet(path: Path) -> ResNet34:
    """The network with ImageNet's weights from a file as torchvision publishes it.

    Nothing in the file is run: only tensors are taken from it.

    Raises
    ------
    UserError
        If there is no such file, or it does not hold ResNet-34's weights.
    """
    if not path.is_file():
        raise UserError(f"There is no file {path}; get it with --download, or name another with --imagenet.")
    remedy = f"download it anew from {IMAGENET_URL}, or use --download."
    network = ResNet34()
    expected = {name: value.shape for name, value in network.state_dict().items()}
    try:
        kept = torch.load(path, map_location="cpu", weights_only=True)
        found = {name: value.shape for name, value in kept.items()}
    except Exception as error:  # torch names a dozen kinds, pickle's among them
        raise UserError(f"{path} cannot be read as weights of torch; {remedy}") from error
    # Older files do not count the batches their norms have seen.
    needed = {
        n: shape for n, shape in expected.items() if n in found or not n.endswith("num_batches_tracked")
    }
    if found != needed:
        wrong = sorted(set(found.items()) ^ set(needed.items()))[0][0]
        raise UserError(f"{path} does not hold the weights of a ResNet-34 (see “{wrong}”); {remedy}")
    network.load_state_dict(kept, strict=False)
    return network
