"""Trains the speaker network: who of the corpora's speakers talks, and how GE2E's encoder hears them.

Neither alone would do. The encoder knows thousands of voices, but a change of mood changes them for it and
it takes too long; the corpora hold few speakers, each in many moods. Speakers played faster or slower count
as further ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from audio_model.corpora.split import part_of_speaker
from audio_model.corpora.waveforms import Waveforms
from audio_model.speakers.model import WINDOW_SAMPLES
from audio_model.speakers.network import SpeakerNetwork
from audio_model.spectrogram import LogMelParameters
from audio_model.spoiling.batches import coloured, mixed, reverberated
from audio_model.spoiling.pace import change_rate
from audio_model.torch_log_mel import TorchLogMel
from audio_model.training.ge2e import TEACHER_SAMPLES, Ge2e
from fusion.arrays import Sound


@dataclass(frozen=True)
class SpeakerTraining:
    """Numbers of the run.

    Parameters
    ----------
    seed
        Of everything drawn.
    steps, batch
        Steps of the optimiser, and excerpts in each.
    clips_each
        Most clips of one speaker.
    heard_each
        Clips of each speaker that the encoder hears.
    paces
        How fast each clip is played; every pace makes another speaker of it.
    excerpts_each
        Excerpts drawn of each speaker at each pace.
    margin, scale
        Of the additive angular margin (Deng et al., "ArcFace", CVPR 2019).
    teaching
        Weight of what the encoder says.
    peak_rate
        Highest learning rate.
    """

    seed: int = 0
    steps: int = 450
    batch: int = 64
    clips_each: int = 60
    heard_each: int = 12
    paces: tuple[float, ...] = (1.0, 0.9, 1.11)
    excerpts_each: int = 56
    margin: float = 0.15
    scale: float = 20.0
    teaching: float = 8.0
    peak_rate: float = 3e-3


@dataclass(frozen=True)
class Lesson:
    """One clip at one pace: its sound, whose it is, and how the encoder hears that speaker in many moods."""

    sound: Sound
    speaker: int
    heard: Sound


def lessons_of(
    corpora: Sequence[Waveforms], settings: SpeakerTraining, teacher: Ge2e, tell: Callable[[int], None]
) -> list[Lesson]:
    """Every clip that is trained on at every pace; the encoder is asked about each speaker at each pace."""
    rng = np.random.default_rng(settings.seed)
    lessons: list[Lesson] = []
    n_speakers = 0
    for waveforms in corpora:
        speakers = sorted({clip.speaker for clip in waveforms.clips})
        corpus = waveforms.clips[0].corpus
        for speaker in speakers:
            if part_of_speaker(corpus, speaker, speakers) != "train":
                continue
            own = [i for i, clip in enumerate(waveforms.clips) if clip.speaker == speaker]
            chosen = [int(i) for i in rng.permutation(own)[: settings.clips_each]]
            said = [waveforms.sound(i)[slice(*waveforms.spans[i])] for i in chosen]
            for pace in settings.paces:
                sounds = [change_rate(sound, pace) for sound in said]
                heard = teacher.of_speaker(
                    [excerpt(sound, TEACHER_SAMPLES, rng) for sound in sounds[: settings.heard_each]]
                )
                lessons += [Lesson(sound, n_speakers, heard) for sound in sounds]
                n_speakers += 1
            tell(n_speakers)
    return lessons


def excerpt(sound: Sound, n_samples: int, rng: np.random.Generator) -> Sound:
    """A stretch of the sound at a place drawn; a shorter one is repeated."""
    if len(sound) < n_samples:
        sound = np.tile(sound, -(-n_samples // max(len(sound), 1)))
    first = int(rng.integers(0, len(sound) - n_samples + 1))
    return sound[first : first + n_samples]


def spoilt(sound: Tensor, draw: torch.Generator) -> Tensor:
    """Excerpts float32 (n, samples) as rooms and noise leave them; a quarter stays as it is."""
    n, n_samples = sound.shape

    def between(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(n, 1, generator=draw)

    sound = sound / sound.square().mean(1, keepdim=True).sqrt().clamp_min(1e-5) * 0.05
    tail = torch.randn(n, 6400, generator=draw)
    wet = reverberated(sound, tail, between(0.15, 0.7), between(-3.0, 12.0))
    sound = torch.where(torch.rand(n, 1, generator=draw) < 0.5, wet, sound)
    noise = coloured(torch.randn(n, n_samples, generator=draw), between(0.0, 1.5))
    noisy = mixed(sound, noise, between(4.0, 30.0))
    return torch.where(torch.rand(n, 1, generator=draw) < 0.6, noisy, sound)


class Telling(nn.Module):
    """The two heads the network is taught through; they are thrown away."""

    def __init__(self, embedding: int, n_speakers: int) -> None:
        super().__init__()
        self.speakers = nn.Parameter(torch.randn(n_speakers, embedding) / math.sqrt(embedding))
        self.encoder = nn.Linear(embedding, 256)

    def loss(self, voices: Tensor, speakers: Tensor, heard: Tensor, settings: SpeakerTraining) -> Tensor:
        """Of unit vectors (n, embedding), whose they are (n,), and what the encoder heard (n, 256)."""
        cosine = voices @ F.normalize(self.speakers, dim=1).T
        own = F.one_hot(speakers, cosine.shape[1]).bool()
        angle = torch.acos(cosine.clamp(-1 + 1e-6, 1 - 1e-6))
        logits = settings.scale * torch.where(own, torch.cos(angle + settings.margin), cosine)
        taught = 1 - F.cosine_similarity(self.encoder(voices), heard, dim=1)
        return F.cross_entropy(logits, speakers) + settings.teaching * taught.mean()


@dataclass(frozen=True, eq=False)
class Pictures:
    """What the network is taught on, drawn once.

    Parameters
    ----------
    pictures
        Float16 (n, mels, frames).
    speakers
        Whose each is, (n,).
    heard
        How the encoder hears each speaker, float32 (speakers, 256).
    """

    pictures: Tensor
    speakers: Tensor
    heard: Tensor


def draw_pictures(
    lessons: Sequence[Lesson], settings: SpeakerTraining, features: LogMelParameters
) -> Pictures:
    """As many excerpts of each speaker, each spoilt in its own way."""
    rng, draw = np.random.default_rng(settings.seed), torch.Generator().manual_seed(settings.seed)
    log_mel = TorchLogMel(features)
    n_speakers = max(lesson.speaker for lesson in lessons) + 1
    of_speaker = [[lesson for lesson in lessons if lesson.speaker == k] for k in range(n_speakers)]
    speakers = np.repeat(np.arange(n_speakers), settings.excerpts_each)
    parts = []
    for first in range(0, len(speakers), settings.batch):
        drawn = [
            excerpt(of_speaker[k][int(rng.integers(len(of_speaker[k])))].sound, WINDOW_SAMPLES, rng)
            for k in speakers[first : first + settings.batch]
        ]
        with torch.inference_mode():
            parts.append(log_mel(spoilt(torch.from_numpy(np.stack(drawn)), draw)).half())
    heard = torch.from_numpy(np.stack([clips[0].heard for clips in of_speaker]))
    return Pictures(torch.cat(parts), torch.from_numpy(speakers), heard)


def train_speakers(
    taught: Pictures, settings: SpeakerTraining, n_mels: int, tell: Callable[[int, float], None]
) -> SpeakerNetwork:
    """The network after ``settings.steps`` steps, in evaluation mode; ``tell`` is handed step and loss."""
    torch.manual_seed(settings.seed)
    draw = torch.Generator().manual_seed(settings.seed)
    network = SpeakerNetwork(n_mels)
    heads = Telling(network.n_embedding, len(taught.heard))
    optimiser = torch.optim.AdamW([*network.parameters(), *heads.parameters()], lr=settings.peak_rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.peak_rate, total_steps=settings.steps, pct_start=0.15
    )
    network.train()
    for step in range(settings.steps):
        drawn = torch.randint(len(taught.pictures), (settings.batch,), generator=draw)
        speakers = taught.speakers[drawn]
        voices = network(taught.pictures[drawn].float())
        loss = heads.loss(voices, speakers, taught.heard[speakers], settings)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        tell(step, loss.item())
    return network.eval()
