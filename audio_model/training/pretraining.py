"""Learning what speech looks like without labels: masked patches of the picture are to be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import lightning
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from audio_model.corpora.waveforms import Waveforms
from audio_model.network import VoiceNetwork
from audio_model.spectrogram import LogMelParameters
from audio_model.torch_log_mel import TorchLogMel
from audio_model.training.augmentation import DrawnRooms
from audio_model.training.module import one_cycle_of
from audio_model.training.plan import TrainingPlan
from audio_model.training.sampling import Item, excerpts_of, made_babble
from audio_model.training.settings import TrainingSettings
from audio_model.training.train import WEIGHTS_NAME, find_parted, parts_to_train_on, run_of
from fusion.training.conduct import Conduct
from fusion.training.running import fit
from fusion.training.seeds import step_seed
from fusion.training.sharing import dealt_out, process_share

_PATCH = 16
"""Mels and frames of a patch: what one place of the network's last maps sees of its own."""
_HIDDEN = 0.5


def hide_patches(pictures: Tensor, hidden: Tensor) -> Tensor:
    """Pictures float32 (n, mels, frames) whose patches in ``hidden`` bool (n, rows, columns) are emptied."""
    whole = hidden.repeat_interleave(_PATCH, 1).repeat_interleave(_PATCH, 2)
    return pictures.masked_fill(whole[:, : pictures.shape[1], : pictures.shape[2]], 0.0)


def patches_of(pictures: Tensor) -> Tensor:
    """Pictures (n, mels, frames), padded to whole patches -> (n, patch pixels, rows, columns)."""
    missing = [-size % _PATCH for size in pictures.shape[1:]]
    padded = F.pad(pictures, (0, missing[1], 0, missing[0]))
    rows, columns = padded.shape[1] // _PATCH, padded.shape[2] // _PATCH
    patches = F.unfold(padded.unsqueeze(1), _PATCH, stride=_PATCH)
    return patches.reshape(len(pictures), -1, rows, columns)


class PatchFilling(lightning.LightningModule):  # type: ignore[misc]
    """Trains a VoiceNetwork's convolutions to guess the hidden half of each picture from the rest.

    Source: He et al., "Masked Autoencoders Are Scalable Vision Learners", CVPR 2022, here with convolutions.

    Parameters
    ----------
    corpora
        Clips heard; their labels are not looked at, except to draw them evenly.
    settings
        Numbers of the run.
    features
        The picture's parameters.
    """

    def __init__(
        self, corpora: Sequence[Waveforms], settings: TrainingSettings, features: LogMelParameters
    ) -> None:
        super().__init__()
        self._corpora, self.settings = corpora, settings
        self._log_mel = TorchLogMel(features)
        self._rooms = DrawnRooms(made_babble(corpora[0], settings.seed))
        self.network = VoiceNetwork(settings.widths, settings.embedding, settings.dropout)
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.filling = nn.Conv2d(settings.widths[-1], _PATCH * _PATCH, 1)

    def train_dataloader(self) -> DataLoader[Item]:
        """The excerpts of the current epoch."""
        varied = replace(self.settings, augmented=True, wider=False, twice=())
        excerpts = excerpts_of(self._corpora, varied, self._log_mel.parameters.n_samples, self.current_epoch)
        return dealt_out(excerpts, len(excerpts), self.settings.batch_size, process_share(self))

    def training_step(self, batch: Item, batch_index: int) -> Tensor:
        """Mean squared error over the hidden patches of one batch, in units of the picture squared."""
        seed = step_seed(self.settings.seed, self.current_epoch, batch_index)
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            pictures = self._rooms.pictures(self._rooms.sound(batch[0], generator), self._log_mel, generator)
            wanted = patches_of(pictures)
            hidden = torch.rand(wanted.shape[0], *wanted.shape[2:], generator=generator) < _HIDDEN
        guessed = self.filling(self.network.maps(hide_patches(pictures, hidden))).float()
        loss: Tensor = (guessed - wanted).square().mean(1)[hidden].mean()
        self.log("loss", loss, on_step=False, on_epoch=True, batch_size=len(pictures))
        return loss

    def configure_optimizers(self) -> Any:
        """As for the training with labels."""
        return one_cycle_of(self.settings, self, int(self.trainer.estimated_stepping_batches))


def pretrain(
    data: Path,
    out: Path,
    settings: TrainingSettings,
    plan: TrainingPlan,
    conduct: Conduct,
) -> Path:
    """Fill patches of the plan's clips under ``data`` whose speakers neither calibrate nor test.

    Parameters
    ----------
    data, out, settings, conduct
        As for :func:`audio_model.training.train.train`.
    plan
        Its corpora and their splits; it begins from chance and has no teachers.

    Returns
    -------
    Path
        Weights of the convolutions, to be given as ``start_from``.

    Raises
    ------
    UserError
        As :func:`audio_model.training.train.train`.
    """
    parts = parts_to_train_on(*find_parted(data, plan.splits, conduct.cache or out / "cache"), plan.only)
    lightning.seed_everything(settings.seed, verbose=False)
    module = PatchFilling(parts, settings, LogMelParameters())
    fit(module, run_of(settings, out, conduct, parts))
    kept = {
        k: v.contiguous() for k, v in module.network.state_dict().items() if k.startswith(("stem", "stages"))
    }
    save_file(kept, out / WEIGHTS_NAME)
    return out / WEIGHTS_NAME
