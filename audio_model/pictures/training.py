"""``attune train voice --recipe resnet34-images``: a network for photographs learns to read spectrograms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from audio_model.corpora.clips import CORPORA
from audio_model.pictures.classifier import PictureClassifier, normalised
from audio_model.pictures.data import (
    EpochOfPictures,
    emotions_of,
    part_by_speaker,
    readable,
)
from audio_model.pictures.drawing import PICTURE, SIDE_PX, DrawnClip, draw_pictures, find_pictures
from audio_model.pictures.resnet34 import ResNet34
from audio_model.training.augmentation import mask_pictures
from fusion.calibration import VectorScaling, fit_calibration, safe_log
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.provenance import commit, made_now
from fusion.stored_model import digest_of, save_card
from fusion.study.metrics import Predictions, score
from fusion.study.pictures import confusion_picture
from fusion.training.conduct import Conduct
from fusion.training.record import told_apart
from fusion.training.running import Run, fit
from fusion.training.schedule import one_cycle
from fusion.training.seeds import step_seed
from fusion.training.sharing import dealt_out, process_share

RECIPE = "resnet34-images"
WEIGHTS_NAME, CARD_NAME = "pictures.safetensors", "pictures.card.json"
FEWEST_PICTURES = 100


@dataclass(frozen=True)
class PictureSettings:
    """Numbers of a run.

    Parameters
    ----------
    seed
        What every draw and the new layer depend on.
    epochs, batch_size
        Length of the run.
    learning_rate, weight_decay, warm_up
        Peak of the one-cycle schedule, AdamW's decay, share of the run spent rising to the peak.
    body_share
        The pretrained layers learn at this share of the learning rate.
    label_smoothing
        Share of each target spread evenly.
    start
        ``chance``, or the SHA-256 of ImageNet's weights.
    """

    seed: int = 0
    epochs: int = 12
    batch_size: int = 32
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    warm_up: float = 0.2
    body_share: float = 0.2
    label_smoothing: float = 0.1
    start: str = "chance"

    def to_json(self) -> dict[str, Any]:
        """Plain values for the card."""
        return asdict(self)


class PictureTraining(lightning.LightningModule):  # type: ignore[misc]
    """Fine-tunes a ResNet-34 whose last layer is new.

    Parameters
    ----------
    pictures
        Those trained on.
    network
        With ImageNet's 1000 answers or any other number; the last layer is replaced.
    settings
        Every number of the run.
    """

    def __init__(self, pictures: Sequence[DrawnClip], network: ResNet34, settings: PictureSettings) -> None:
        super().__init__()
        self._pictures, self.settings = pictures, settings
        torch.manual_seed(settings.seed)
        network.fc = nn.Linear(network.fc.in_features, len(emotions_of(pictures)))
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def train_dataloader(self) -> DataLoader[tuple[Tensor, Tensor]]:
        """The pictures of the current epoch (the trainer asks anew for each)."""
        pictures = EpochOfPictures(self._pictures, seed=self.settings.seed, epoch=self.current_epoch)
        return dealt_out(pictures, len(pictures), self.settings.batch_size, process_share(self))

    def training_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> Tensor:
        """Loss of one batch, with bands and moments hidden."""
        pictures, labels = batch
        # Seeded by the step, so that a run taken up again goes on as it would have.
        seed = step_seed(self.settings.seed, self.current_epoch, batch_index)
        generator = torch.Generator().manual_seed(seed)
        shown = mask_pictures(torch.ones(len(pictures), *pictures.shape[2:]), generator).clamp_min(0)
        pictures = normalised(pictures * shown[:, None].to(pictures.device))
        loss = F.cross_entropy(self.network(pictures), labels, label_smoothing=self.settings.label_smoothing)
        self.log("loss", loss, on_step=False, on_epoch=True, batch_size=len(labels))
        return loss

    def configure_optimizers(self) -> Any:
        """AdamW on a one-cycle schedule; what was learnt before is changed more slowly than what is new."""
        s = self.settings
        new = list(self.network.fc.parameters())
        body = [p for name, p in self.network.named_parameters() if not name.startswith("fc.")]
        rates = [s.learning_rate * (1.0 if s.start == "chance" else s.body_share), s.learning_rate]
        groups, n_steps = [{"params": body}, {"params": new}], int(self.trainer.estimated_stepping_batches)
        cycle = one_cycle(groups, rates, n_steps, warm_up=s.warm_up, weight_decay=s.weight_decay)
        return cycle.a_step_a_batch()


def pictures_in(
    data: Path, out: Path, person: str | None = None, left_out: list[str] | None = None
) -> list[DrawnClip]:
    """The pictures of ``data``; where it holds clips, they are drawn into ``out``/pictures first.

    Pictures that were not drawn so are named in ``left_out``, as for :func:`find_pictures`.

    Raises
    ------
    UserError
        If ``data`` holds neither, or only pictures of others, or ``person``, which is for clips in plain
        folders, is given with pictures.
    """
    if any(data.glob("*/*.png")):
        if person is not None:
            raise UserError(
                "Who speaks in drawn pictures stands beside them; give --person to “attune spectrograms”."
            )
        return find_pictures(data, left_out)
    draw_pictures(data, out / "pictures", person=person)
    return find_pictures(out / "pictures")


def train_on_pictures(
    data: Path,
    out: Path,
    network: ResNet34,
    settings: PictureSettings,
    conduct: Conduct = Conduct(),
    *,
    fewest: int = FEWEST_PICTURES,
    tell: Callable[[str], None] = lambda sentence: None,
    person: str | None = None,
) -> Path:
    """Train on pictures, calibrate and measure on other speakers, and write weights, card and confusions.

    Parameters
    ----------
    data
        Folder of pictures that ``attune spectrograms`` wrote, or of clips.
    out
        Takes ``pictures.safetensors``, ``pictures.card.json``, ``confusion.png``, checkpoints and log.
    network
        To begin with; of ImageNet's weights or of chance.
    settings
        Numbers of the run.
    conduct
        Whether it goes on with an earlier run.
    fewest
        Fewer pictures to train on are refused.
    tell
        Takes sentences for the user: files left out.
    person
        Of clips in plain folders, who speaks, as for :func:`audio_model.corpora.folders.find_corpora`.

    Returns
    -------
    Path
        Of the weights.

    Raises
    ------
    UserError
        If there is nothing to train on, or a run of other settings would be resumed.
    """
    left_out: list[str] = []
    pictures, unreadable = readable(pictures_in(data, out, person, left_out))
    for sentence in left_out + unreadable:
        tell(sentence)
    parts = part_by_speaker(pictures)
    n_emotions = len(emotions_of(parts["train"]))
    if n_emotions < 2:
        raise UserError(f"{data} needs pictures of two emotions or more by speakers that are trained on.")
    if len(parts["train"]) < fewest:
        raise UserError(
            f"{data} holds only {len(parts['train'])} pictures to train on; at least {fewest} are needed."
        )
    module = PictureTraining(parts["train"], network, settings)
    trained_on = (f"{p.corpus} {p.speaker} {p.path.name} {p.emotion.value}" for p in parts["train"])
    fit(
        module,
        Run(
            name="the voice",
            out=out,
            seed=settings.seed,
            epochs=settings.epochs,
            batch_size=settings.batch_size,
            settings=asdict(settings) | {"pictures": told_apart(trained_on)},
            conduct=conduct,
        ),
    )
    weights = out / WEIGHTS_NAME
    trained = module.network.eval()
    save_file({name: value.contiguous() for name, value in trained.state_dict().items()}, weights)
    save_card(_card(trained, settings, parts, weights, unreadable, out), out / CARD_NAME)
    return weights


def _card(
    network: ResNet34,
    settings: PictureSettings,
    parts: dict[str, list[DrawnClip]],
    weights: Path,
    unreadable: Sequence[str],
    out: Path,
) -> dict[str, Any]:
    """Fit the calibration, measure the held-out speakers, and write all of it down."""
    emotions = emotions_of(parts["train"])
    corpora = sorted({p.corpus for p in parts["train"]})
    card: dict[str, Any] = {
        "name": "Spectrogram pictures",
        "recipe": RECIPE,
        "emotions": [emotion.value for emotion in emotions],
        "picture": {**PICTURE.to_json(), "side_px": SIDE_PX},
        "calibration": VectorScaling.identity(len(emotions)).to_json(),
    }
    digest = digest_of(weights)
    calibrating = [p for p in parts["calibration"] if p.emotion in emotions]
    if calibrating:
        uncalibrated = PictureClassifier(network, card, digest)
        targets = np.eye(len(emotions))[[emotions.index(p.emotion) for p in calibrating]]
        groups = [f"{p.corpus} {p.speaker}" for p in calibrating]
        log_p = safe_log(uncalibrated.class_probabilities(calibrating))
        card["calibration"] = fit_calibration(log_p, targets, groups).calibration.to_json()
    classifier = PictureClassifier(network, card, digest)
    tested = {corpus: [p for p in parts["test"] if p.corpus == corpus] for corpus in corpora}
    metrics = {corpus: _figures(classifier, corpus, clips) for corpus, clips in tested.items() if clips}
    for corpus, figures in metrics.items():
        name = "confusion.png" if len(corpora) == 1 else f"confusion_{corpus}.png"
        names = [emotion.value for emotion in EMOTIONS]
        confusion_picture(figures["confusion"], names, out / name, figures["protocol"])
    return {
        **card,
        "parameters": sum(p.numel() for p in network.parameters()),
        "seed": settings.seed,
        "commit": commit(),
        "made": made_now(),
        "weights_sha256": digest,
        "licence": "; ".join(
            f"{name}: {CORPORA[name].licence if name in CORPORA else 'the own of the user'}"
            for name in corpora
        ),
        "training": settings.to_json(),
        "split": {
            corpus: {
                part: sorted({p.speaker for p in found if p.corpus == corpus})
                for part, found in parts.items()
            }
            for corpus in corpora
        },
        "pictures": {part: len(found) for part, found in parts.items()},
        "unreadable": len(unreadable),
        "metrics": metrics,
        "limits": [
            "Says how a voice sounds, not what a person feels. Not for judging people at work or at school.",
            "Accuracy on speech unlike the clips trained on is not known.",
        ],
    }


def _figures(classifier: PictureClassifier, corpus: str, tested: Sequence[DrawnClip]) -> dict[str, Any]:
    """What it reaches on clips of a corpus that were held out."""
    labels = np.array([p.emotion.position for p in tested], dtype=np.int64)
    unseen = True if all(p.speaker_known for p in tested) else None
    who = "files" if unseen is None else "speakers"
    protocol = f"{corpus}, {len({p.speaker for p in tested})} {who} held out"
    notes = ("Each file counts as a speaker: who speaks is not known.",) if unseen is None else ()
    answers = classifier.probabilities(tested)
    return score(Predictions(answers, labels, protocol, unseen, classifier.sha256, notes))
