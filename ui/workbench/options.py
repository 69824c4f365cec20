"""The workbench's part of the command line: ``attune train``, ``evaluate`` and ``bench``."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from fusion.errors import UserError

train_app = typer.Typer(
    help="Train a model on corpora of your own or the published ones.", no_args_is_help=True
)
evaluate_app = typer.Typer(help="Measure a model on labelled data.", no_args_is_help=True)
bench_app = typer.Typer(help="Measure this machine: times and the skew between sound and picture.")

DataOption = Annotated[
    Path, typer.Option("--data", help="Folder that holds the corpora (or the one asked for).")
]
JsonOption = Annotated[
    Path | None, typer.Option("--json", help="Also write the figures to this file.", show_default=False)
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Folder for weights, card and checkpoints (runs/MODEL).")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Seed of all that is drawn by chance.")]
EpochsOption = Annotated[int | None, typer.Option("--epochs", min=1, help="Passes over the data.")]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint in --out.")]
TeacherOption = Annotated[
    list[Path] | None,
    typer.Option("--teacher", help="Weights whose answers are learnt beside the labels; once for each."),
]
WeightsOption = Annotated[
    Path | None, typer.Option("--weights", help="Weights to measure in place of the shipped ones.")
]


class VoiceRecipe(str, Enum):
    """Values of ``train voice --recipe``."""

    ATTUNE = "attune"
    RESNET34 = "resnet34-images"


@train_app.command("voice")
def train_voice(
    data: DataOption,
    out: OutOption = None,
    seed: SeedOption = 0,
    epochs: EpochsOption = None,
    resume: ResumeOption = False,
    start_from: Annotated[
        Path | None,
        typer.Option("--start-from", help="Weights to begin with, in place of chance."),
    ] = None,
    teacher: TeacherOption = None,
    devices: Annotated[
        int, typer.Option(min=1, help="Processes (with GPUs: GPUs) on this machine that share each batch.")
    ] = 1,
    nodes: Annotated[
        int, typer.Option(min=1, help="Machines; start the command on each, with MASTER_ADDR and NODE_RANK.")
    ] = 1,
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

    Example: attune train voice --recipe resnet34-images --data pictures --download
    """
    if recipe is VoiceRecipe.RESNET34:
        if start_from or teacher or devices > 1 or nodes > 1:
            raise UserError(
                "--start-from, --teacher, --devices and --nodes are not for the recipe resnet34-images."
            )
        from ui.workbench.pictures import train_picture_model

        train_picture_model(
            data,
            out or Path("runs/pictures"),
            seed=seed,
            epochs=epochs,
            resume=resume,
            imagenet=imagenet,
            download=download,
            from_scratch=from_scratch,
        )
        return
    if imagenet or download or from_scratch:
        raise UserError("--imagenet, --download and --from-scratch are for --recipe resnet34-images.")
    from audio_model.training.plan import Plan
    from audio_model.training.settings import TrainingSettings
    from ui.workbench.models import train_model

    usual = TrainingSettings(seed=seed, start_whole=start_from is not None)
    settings = replace(usual, epochs=epochs or usual.epochs)
    plan = Plan(start_from, tuple(teacher or ()))
    train_model("voice", data, out, settings=settings, plan=plan, resume=resume, devices=devices, nodes=nodes)


@train_app.command("face")
def train_face(
    data: DataOption,
    out: OutOption = None,
    seed: SeedOption = 0,
    epochs: EpochsOption = None,
    resume: ResumeOption = False,
    teacher: TeacherOption = None,
    start_from: Annotated[
        Path | None,
        typer.Option(
            "--start-from",
            help="Trained weights to go on from: with a short last stage, unless told otherwise.",
            show_default=False,
        ),
    ] = None,
    peak_rate: Annotated[
        float | None, typer.Option(min=1e-6, help="Highest learning rate.", show_default=False)
    ] = None,
    clean_share: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Share of the crops left unspoilt.", show_default=False),
    ] = None,
    dropout: Annotated[
        float | None,
        typer.Option(min=0, max=0.9, help="Share of features silenced in training.", show_default=False),
    ] = None,
    blend: Annotated[
        float,
        typer.Option(
            min=0.01,
            max=1,
            help="Keep weights this far on the way from those of --start-from to those reached.",
        ),
    ] = 1.0,
) -> None:
    """Train the face model on FER2013 pictures with FER+ votes.

    Example: attune train face --data corpora --out runs/face
    """
    from face_model.training.dataset import Recipe
    from ui.workbench.models import train_model

    usual = Recipe.last_stage() if start_from else Recipe()
    recipe = replace(
        usual,
        peak_rate=usual.peak_rate if peak_rate is None else peak_rate,
        clean_share=usual.clean_share if clean_share is None else clean_share,
        dropout=usual.dropout if dropout is None else dropout,
        blend=blend,
    )

    train_model(
        "face",
        data,
        out,
        seed=seed,
        epochs=epochs,
        resume=resume,
        teachers=teacher or (),
        start_from=start_from,
        recipe=recipe,
    )


@train_app.command("fusion")
def train_fusion(
    data: DataOption,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the card, in place of the one that is used.")
    ] = None,
    seed: SeedOption = 0,
) -> None:
    """Fit how voice and face are combined, on RAVDESS and FER2013 examples held out of both trainings.

    Calibrates each once more, and measures what people look and sound like at rest (for personal baselines).

    Example: attune train fusion --data corpora
    """
    from ui.workbench.models import train_fusion_rule

    train_fusion_rule(data, out, seed)


@evaluate_app.command("voice")
def evaluate_voice(
    data: DataOption,
    corpus: Annotated[
        str, typer.Option(help="ravdess, emodb, nemo, ased, or folders (one sub-folder an emotion).")
    ] = "folders",
    protocol: Annotated[
        str | None,
        typer.Option(
            help="Train and judge anew, in place of a corpus (hours; taken up where it was cut off): "
            "ravdess-5fold, ravdess-random, sentences, cross-corpus or ablation."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for a protocol's runs.")] = Path("runs/protocols"),
    json: JsonOption = None,
    weights: WeightsOption = None,
    noise: Annotated[bool, typer.Option("--noise", help="Also in noise at 20, 10, 5 and 0 dB.")] = False,
    conditions: Annotated[
        bool, typer.Option("--conditions", help="Also in noise, rooms, over telephones and codecs.")
    ] = False,
    quality: Annotated[
        bool, typer.Option("--quality", help="Instead: does the reported quality tell right from wrong?")
    ] = False,
    pictures: Annotated[
        Path | None, typer.Option("--pictures", help="Folder for pictures of the results.")
    ] = None,
) -> None:
    """Measure the voice model.

    Example: attune evaluate voice --corpus folders --data my_clips
    """
    if protocol:
        from ui.workbench.voice_protocols import evaluate_voice_protocol

        evaluate_voice_protocol(protocol, data, out, json)
        return
    from ui.workbench.voice import try_quality, try_voice

    if quality:
        try_quality(corpus, data, json, weights)
        return
    try_voice(corpus, data, json, weights, noise=noise, conditions=conditions, pictures=pictures)


@evaluate_app.command("face")
def evaluate_face(
    data: DataOption,
    protocol: Annotated[
        str,
        typer.Option(
            "--protocol", "--corpus", help="ferplus, fer2013, or folders (a sub-folder an emotion)."
        ),
    ] = "folders",
    json: JsonOption = None,
    weights: WeightsOption = None,
    pictures: Annotated[
        Path | None, typer.Option("--pictures", help="Also draw the figures into this folder (PNG).")
    ] = None,
    degradations: Annotated[
        bool,
        typer.Option("--degradations", help="Also degrade the pictures in twelve ways and three strengths."),
    ] = False,
    share: Annotated[
        float | None,
        typer.Option(
            "--share",
            min=0.001,
            max=1,
            help="Share of the pictures that are degraded (all unless given); drawn by chance.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Measure the face model.

    Example: attune evaluate face --protocol folders --data my_pictures --pictures figures
    """
    from ui.workbench.face import evaluate_face_model

    if share is not None and not degradations:
        raise UserError("--share says how many pictures to degrade; give --degradations too.")
    shown = (1.0 if share is None else share) if degradations else None
    evaluate_face_model(protocol, data, json, weights, pictures=pictures, share=shown)


@evaluate_app.command("fusion")
def evaluate_fusion(
    data: DataOption,
    protocol: Annotated[
        str,
        typer.Option(
            help="human-votes (votes on CREMA-D's clips), pairs (unseen voices with unseen faces) or "
            "recordings (your own, one sub-folder an emotion)."
        ),
    ] = "human-votes",
    json: JsonOption = None,
) -> None:
    """Compare Attune's way to combine voice and face with others.

    Example: attune evaluate fusion --protocol human-votes --data corpora
    """
    from ui.workbench.models import evaluate_rules

    evaluate_rules(protocol, data, json)


@evaluate_app.command("baseline")
def evaluate_baseline(data: DataOption, json: JsonOption = None) -> None:
    """Measure what allowing for a person's ordinary voice gains, on unseen RAVDESS actors.

    Example: attune evaluate baseline --data corpora
    """
    from ui.workbench.models import evaluate_baselines

    evaluate_baselines(data, json)


@bench_app.command()
def skew(
    out: Annotated[Path | None, typer.Option(help="Also write the report to this file.")] = None,
) -> None:
    """Measure the time between a flash and a beep that happened together, as a file and through devices."""
    from ui.workbench.models import bench_skew

    bench_skew(out)


@bench_app.command()
def lag(data: DataOption, json: JsonOption = None) -> None:
    """Measure how long after a change of emotion the label changes, on unseen voices and faces.

    Example: attune bench lag --data corpora
    """
    from ui.workbench.models import bench_lag

    bench_lag(data, json)


@bench_app.command()
def speed(json: JsonOption = None) -> None:
    """Measure how long each stage of the pipeline takes on this machine, on one core."""
    from ui.workbench.models import bench_speed

    bench_speed(json)
