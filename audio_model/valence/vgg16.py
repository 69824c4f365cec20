"""VGG16 with torchvision's parameter names, so that its ImageNet weights fit, and pictures for it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from audio_model.imagenet import IMAGENET_MEAN, IMAGENET_STD, download_imagenet, imagenet_cache
from fusion.errors import UserError

WEIGHTS_NAME = "vgg16-397923af.pth"
WEIGHTS_URL = f"https://download.pytorch.org/models/{WEIGHTS_NAME}"
SHA256_START = "397923af"
_CHANNELS = (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0)
"""Channels of the convolutions in order; 0 is a maximum over 2 x 2."""
SIDE = 224
N_FEATURES = 512


class Vgg16(nn.Module):
    """Configuration D of Simonyan & Zisserman (2015), "Very deep convolutional networks".

    Parameters
    ----------
    classifier
        Whether the three fully connected layers (nine tenths of the parameters) are there too.
    """

    def __init__(self, classifier: bool = True) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        n_in = 3
        for n_out in _CHANNELS:
            if n_out:
                layers += [nn.Conv2d(n_in, n_out, 3, padding=1), nn.ReLU(inplace=True)]
                n_in = n_out
            else:
                layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(7)
        if classifier:
            self.classifier = nn.Sequential(
                nn.Linear(N_FEATURES * 7 * 7, 4096),
                nn.ReLU(inplace=True),
                nn.Dropout(),
                nn.Linear(4096, 4096),
                nn.ReLU(inplace=True),
                nn.Dropout(),
                nn.Linear(4096, 1000),
            )

    def embed(self, pictures: Tensor) -> Tensor:
        """Mean over the last feature maps, (n, 512), of normalised pictures (n, 3, 224, 224)."""
        maps: Tensor = self.features(pictures)
        return maps.mean(dim=(2, 3))

    def forward(self, pictures: Tensor) -> Tensor:
        """ImageNet's logits (n, 1000) of normalised pictures (n, 3, height, width)."""
        logits: Tensor = self.classifier(self.avgpool(self.features(pictures)).flatten(1))
        return logits


def to_pictures(log_mel: Tensor) -> Tensor:
    """Log-mel in [-1, 1], (n, mels, frames), as ImageNet's networks expect pictures: (n, 3, 224, 224)."""
    grey = F.interpolate((log_mel.unsqueeze(1) + 1) / 2, (SIDE, SIDE), mode="bilinear", antialias=True)
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (IMAGENET_MEAN, IMAGENET_STD))
    return (grey - mean) / std


def load_features(weights: Path) -> Vgg16:
    """VGG16 without its classifier, in evaluation mode, from torchvision's ``vgg16-397923af.pth``.

    Raises
    ------
    UserError
        If the file holds no VGG16.
    """
    network = Vgg16(classifier=False)
    try:
        state = torch.load(weights, map_location="cpu", weights_only=True)
        network.load_state_dict({name: v for name, v in state.items() if name.startswith("features.")})
    except (OSError, RuntimeError, AttributeError, EOFError, pickle.UnpicklingError) as error:
        raise UserError(f"{weights} holds no weights of VGG16; give torchvision's {WEIGHTS_NAME}.") from error
    return network.eval()


def find_weights(
    file: Path | None,
    download: bool,
    progress: Callable[[int, int | None], None] = lambda done, total: None,
) -> Path | None:
    """The file of ImageNet weights: the one given, one fetched earlier, one fetched now, or None.

    Nothing is fetched unless ``download`` says so.

    Parameters
    ----------
    file
        As torchvision publishes it.
    download
        Fetch it where it is not kept from an earlier time, and check it against the digest in its name.
    progress
        Called with the bytes fetched so far, and all of them.

    Raises
    ------
    UserError
        If the file given is missing, or the weights cannot be fetched.
    """
    if file is not None:
        if not file.is_file():
            raise UserError(f"There is no file {file}; give torchvision's {WEIGHTS_NAME}.")
        return file
    kept = imagenet_cache().with_name(WEIGHTS_NAME)
    if download:
        return download_imagenet(kept, WEIGHTS_URL, SHA256_START, progress)
    return kept if kept.is_file() else None
