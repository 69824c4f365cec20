"""One training step of the voice network, its averaged twin, and the schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import lightning
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.swa_utils import update_bn
from torch.utils.data import DataLoader

from audio_model.corpora.waveforms import Waveforms
from audio_model.network import VoiceNetwork
from audio_model.spectrogram import LogMelParameters
from audio_model.torch_log_mel import TorchLogMel
from audio_model.training.augmentation import DrawnRooms, DrawnTelephones, mask_pictures
from audio_model.training.sampling import Item, class_mask, excerpts_of, made_babble
from audio_model.training.settings import TrainingSettings
from fusion.arrays import Float32Array
from fusion.errors import UserError
from fusion.training.schedule import decayed_apart, moving_average, one_cycle
from fusion.training.seeds import step_seed
from fusion.training.sharing import dealt_out, process_share

_MASKED = -30.0
"""Logit of a class the corpus does not have."""
_BEFORE_POOLING = ("stem.", "stages.", "squeeze.")


def masked_cross_entropy(logits: Tensor, targets: Tensor, masks: Tensor, smoothing: float) -> Tensor:
    """Mean cross-entropy over the classes each row's corpus has.

    Parameters
    ----------
    logits, targets
        float (n, 8); targets sum to 1 and are 0 outside the mask.
    masks
        bool (n, 8).
    smoothing
        Share of each target spread evenly over the classes of its mask, 0..1.
    """
    log_p = torch.log_softmax(logits.masked_fill(~masks, _MASKED), dim=1)
    even = masks.float() / masks.sum(1, keepdim=True)
    return -((1 - smoothing) * targets + smoothing * even).mul(log_p).sum(1).mean()


def take_over(network: VoiceNetwork, beginning: Mapping[str, Tensor], *, whole: bool) -> None:
    """Give ``network`` the layers of ``beginning``: the ``whole``, or those that come before the pooling.

    Raises
    ------
    UserError
        If the two have other widths.
    """
    own = network.state_dict()
    taken = {n: value for n, value in beginning.items() if whole or n.startswith(_BEFORE_POOLING)}
    if any(name not in own or own[name].shape != value.shape for name, value in taken.items()) or not taken:
        raise UserError("The weights to start from are of a network of another shape; train anew.")
    network.load_state_dict(taken, strict=False)


def blend(network: nn.Module, beginning: Mapping[str, Tensor], share: float) -> None:
    """Move ``network`` back towards ``beginning``, until it is ``share`` of the way from there.

    Source: Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022 (WiSE-FT).
    """
    blended = {
        name: torch.lerp(beginning[name], value, share) if value.is_floating_point() else value
        for name, value in network.state_dict().items()
    }
    network.load_state_dict(blended)


class VoiceTraining(lightning.LightningModule):  # type: ignore[misc]
    """Trains a VoiceNetwork; ``averaged`` is what is kept.

    Parameters
    ----------
    corpora
        The clips trained on.
    settings
        Every number of the run.
    features
        The picture's parameters.
    beginning
        Weights of another network of the same widths, whose layers are taken over; None for none.
    teachers
        Networks whose mean answer is learnt beside the labels (Hinton et al., "Distilling the Knowledge in
        a Neural Network", 2015).
    answers
        Of each corpus the answers to its clips, float32 (clips, 8), learnt likewise; NaN where there is none.
    """

    def __init__(
        self,
        corpora: Sequence[Waveforms],
        settings: TrainingSettings,
        features: LogMelParameters,
        *,
        beginning: Mapping[str, Tensor] | None = None,
        teachers: Sequence[VoiceNetwork] = (),
        answers: Sequence[Float32Array] = (),
    ) -> None:
        super().__init__()
        self._corpora, self.settings = corpora, settings
        self._log_mel = TorchLogMel(features)
        self.network = VoiceNetwork(settings.widths, settings.embedding, settings.dropout, settings.pooling)
        self._beginning = dict(beginning) if beginning and settings.blend < 1 else {}
        if beginning:
            take_over(self.network, beginning, whole=settings.start_whole)
        # A tuple is not a module: the teachers are neither trained nor saved.
        self._teachers = tuple(teacher.eval().requires_grad_(False) for teacher in teachers)
        self._answers = tuple(torch.from_numpy(of_corpus) for of_corpus in answers)
        self._present = torch.from_numpy(np.stack([class_mask(corpus) for corpus in corpora]))
        self.habits = nn.Parameter(torch.zeros(self._present.shape), requires_grad=settings.habits)
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.averaged = moving_average(self.network, settings.ema_decay)
        self._rooms = DrawnRooms(made_babble(corpora[0], settings.seed))
        self._telephones = DrawnTelephones()

    def train_dataloader(self) -> DataLoader[Item]:
        """The excerpts of the current epoch (the trainer asks anew for each)."""
        n_samples = self._log_mel.parameters.n_samples
        excerpts = excerpts_of(self._corpora, self.settings, n_samples, self.current_epoch)
        return dealt_out(excerpts, len(excerpts), self.settings.batch_size, process_share(self))

    def training_step(self, batch: Item, batch_index: int) -> Tensor:
        """Augmented loss of one batch."""
        sound, labels, masks, sources = batch
        # Seeded by the step, dropout too, so that a run taken up again goes on as it would have.
        seed = step_seed(self.settings.seed, self.current_epoch, batch_index, self.global_rank)
        torch.manual_seed(seed)
        generator = torch.Generator().manual_seed(seed)
        # Augmented on the CPU wherever the network is: the draws do not depend on the device.
        pictures = self._augmented(sound.cpu(), generator).to(self.device)
        targets = F.one_hot(labels, masks.shape[1]).float()
        if self._teachers or self._answers:
            share = self.settings.teaching
            targets = (1 - share) * targets + share * self._taught(pictures, targets, masks, sources)
        habits = self.centred_habits()[sources[:, 0]]
        if torch.rand((), generator=generator) < self.settings.p_mixup:
            pictures, targets, masks, habits = self._mix(pictures, targets, masks, habits, generator)
        logits = self.network(pictures) + habits
        loss = masked_cross_entropy(logits, targets, masks, self.settings.label_smoothing)
        self.log("loss", loss, on_step=False, on_epoch=True, batch_size=len(sound), sync_dist=True)
        return loss

    def centred_habits(self) -> Tensor:
        """What is added to each corpus's logits, less the mean over those with the class; (corpora, 8).

        So a habit says only how a corpus differs from the others, and the answer without is all corpora's.
        """
        present = self._present.to(self.habits)
        mean = (self.habits * present).sum(0) / present.sum(0).clamp_min(1)
        return (self.habits - mean) * present

    @torch.no_grad()
    def _taught(self, pictures: Tensor, labels: Tensor, masks: Tensor, sources: Tensor) -> Tensor:
        """The mean answer of the teachers, and of who was asked before, within each row's classes; (n, 8).

        Nobody's answer is the label itself.
        """
        teachers = [teacher.to(pictures.device) for teacher in self._teachers]
        answers = [torch.softmax(t(pictures).masked_fill(~masks, _MASKED), dim=1) for t in teachers]
        if self._answers:
            told = torch.stack([self._answers[c][i] for c, i in sources.tolist()]).to(labels)
            told = told * masks
            told = told / told.sum(1, keepdim=True)
            answers.append(torch.where(told.isnan(), labels, told))
        return torch.stack(answers).mean(0)

    @torch.no_grad()
    def _augmented(self, sound: Tensor, generator: torch.Generator) -> Tensor:
        if not self.settings.augmented:
            return self._log_mel(sound)
        sound = self._rooms.sound(sound, generator)
        if self.settings.wider:
            sound = self._telephones.sound(sound, generator)
        pictures = self._rooms.pictures(sound, self._log_mel, generator)
        return mask_pictures(pictures, generator)

    def settled_network(self) -> VoiceNetwork:
        """The averaged network, its batch norms' statistics taken anew: averaged ones lag behind."""
        generator = torch.Generator().manual_seed(self.settings.seed)
        pictures = (self._augmented(sound, generator) for sound, *_ in self.train_dataloader())
        if self._beginning:
            blend(self.averaged.module, self._beginning, self.settings.blend)
        update_bn(pictures, self.averaged.module)
        return cast(VoiceNetwork, self.averaged.module.eval())

    def _mix(
        self, pictures: Tensor, targets: Tensor, masks: Tensor, habits: Tensor, generator: torch.Generator
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Mixup with the batch in another order; a mixed row may be any class either corpus has."""
        order = torch.randperm(len(pictures), generator=generator)
        seed = int(torch.randint(2**31, (), generator=generator))
        alpha = self.settings.mixup_alpha
        share = torch.from_numpy(np.random.default_rng(seed).beta(alpha, alpha, len(pictures))).to(pictures)
        share = share[:, None]
        return (
            share[..., None] * pictures + (1 - share[..., None]) * pictures[order],
            share * targets + (1 - share) * targets[order],
            masks | masks[order],
            share * habits + (1 - share) * habits[order],
        )

    def on_train_batch_end(self, outputs: Any, batch: Any, batch_idx: int) -> None:
        """Let the averaged twin follow."""
        self.averaged.update_parameters(self.network)

    def configure_optimizers(self) -> Any:
        """AdamW on a one-cycle schedule, a step a batch."""
        learnt = nn.ModuleDict({"network": self.network})
        if self.settings.habits:
            learnt.register_parameter("habits", self.habits)
        return one_cycle_of(self.settings, learnt, int(self.trainer.estimated_stepping_batches))


def one_cycle_of(settings: TrainingSettings, network: nn.Module, n_steps: int) -> Any:
    """The schedule of a run of ``n_steps``, see :func:`fusion.training.schedule.one_cycle`."""
    return one_cycle(
        decayed_apart(network, settings.weight_decay),
        settings.learning_rate,
        n_steps,
        warm_up=settings.warm_up,
        div_factor=20,
        final_div_factor=100,
    ).a_step_a_batch()
