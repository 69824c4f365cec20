"""``attune train voice`` and ``train voice-reader``."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from fusion.errors import UserError
from ui.commands.telling import say
from ui.workbench.needs import require_folder, require_training
from ui.workbench.options import (
    DataOption,
    OutOption,
    PersonOption,
)
from ui.workbench.training import Training


class VoiceRecipe(str, Enum):
    """Values of ``train voice --recipe``."""

    ATTUNE = "attune"
    RESNET34 = "resnet34-images"


def train_voice(
    training: Training,
    start_from: Annotated[
        Path | None,
        typer.Option("--start-from", help="Weights to begin with, in place of chance."),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            help="Answers to single clips, as “attune train voice-reader” writes, learnt beside the labels."
        ),
    ] = None,
    further: Annotated[
        bool,
        typer.Option(
            "--further",
            help="A short run from --start-from on more corpora: short words are cut out of the clips, and "
            "each corpus's habits allowed for.",
        ),
    ] = False,
    person: PersonOption = None,
    recipe: Annotated[
        VoiceRecipe,
        typer.Option(help="Attune's own network, or a ResNet-34 on pictures of “attune spectrograms”."),
    ] = VoiceRecipe.ATTUNE,
    imagenet: Annotated[
        Path | None,
        typer.Option("--imagenet", help="resnet34-images: begin with ImageNet's weights in this file."),
    ] = None,
    download: Annotated[
        bool,
        typer.Option("--download", help="resnet34-images: fetch those weights from pytorch.org (83 MB)."),
    ] = False,
    from_scratch: Annotated[
        bool, typer.Option("--from-scratch", help="resnet34-images: begin from chance.")
    ] = False,
) -> None:
    """Train the voice model on RAVDESS and the other corpora found beside it.

    Example: attune train voice --data corpora --out runs/voice

    Example: attune train voice --data my_clips --person '-(s[0-9]+)-' --out runs/mine

    Example: attune train voice --recipe resnet34-images --data pictures --download
    """
    if recipe is VoiceRecipe.RESNET34:
        shared = training.teacher or training.blend < 1 or training.devices > 1 or training.nodes > 1
        if start_from or answers or further or shared:
            raise UserError(
                "--start-from, --teacher, --answers, --further, --blend, --devices and --nodes are not for "
                "the recipe resnet34-images."
            )
        from ui.workbench.pictures import train_picture_model

        train_picture_model(
            training,
            imagenet=imagenet,
            download=download,
            from_scratch=from_scratch,
            person=person,
        )
        return
    if imagenet or download or from_scratch:
        raise UserError("--imagenet, --download and --from-scratch are for --recipe resnet34-images.")
    if (further or training.blend < 1) and start_from is None:
        raise UserError("--further and --blend go on from other weights; name them with --start-from.")
    require_folder(training.data)
    require_training()
    from dataclasses import replace

    from audio_model.training.plan import TrainingPlan
    from audio_model.training.settings import TrainingSettings
    from audio_model.training.train import train

    usual = TrainingSettings.further() if further else TrainingSettings()
    settings = replace(
        usual,
        seed=training.seed,
        epochs=training.epochs or usual.epochs,
        start_whole=start_from is not None,
        blend=training.blend,
    )
    plan = TrainingPlan(start_from, tuple(training.teacher or ()), answers, person=person)
    with training.folder("voice") as folder:
        weights = train(training.data, folder, settings, plan, training.conduct, tell=say)
    say(f"The weights are in {weights}; “attune evaluate voice --weights” measures them.")


def train_voice_reader(data: DataOption, out: OutOption = None) -> None:
    """Fit the head of the larger voice reader to the corpora in --data, on Whisper's frozen encoder.

    Example: attune train voice-reader --data corpora --out runs/voice-reader
    """
    require_folder(data)
    require_training()
    from audio_model.training.reader import train_reader

    say(f"The head is in {train_reader(data, out or Path('runs/voice-reader'))}.")
