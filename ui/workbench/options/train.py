"""``attune train``: options of the commands."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from fusion.errors import UserError
from ui.commands.places import file_to_write, folder_to_fill
from ui.workbench.options.shared import DataOption, EpochsOption, JsonOption, PersonOption, SeedOption

train_app = typer.Typer(
    help="Train a model on corpora of your own or the published ones.", no_args_is_help=True
)

OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Folder for weights, card and checkpoints (runs/MODEL).", callback=folder_to_fill
    ),
]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint in --out.")]
DevicesOption = Annotated[
    int, typer.Option(min=1, help="Processes (with GPUs: GPUs) on this machine that share each batch.")
]
NodesOption = Annotated[
    int, typer.Option(min=1, help="Machines; start the command on each, with MASTER_ADDR and NODE_RANK.")
]
TeacherOption = Annotated[
    list[Path] | None,
    typer.Option("--teacher", help="Weights whose answers are learnt beside the labels; once for each."),
]


LeftOutOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--left-out",
        help="Folder of weights and cards trained without some of the corpora; once for each.",
    ),
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
    blend: Annotated[
        float,
        typer.Option(
            min=0.01,
            max=1,
            help="Keep weights this far on the way from those of --start-from to those reached.",
        ),
    ] = 1.0,
    devices: DevicesOption = 1,
    nodes: NodesOption = 1,
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
        if start_from or teacher or answers or further or blend < 1 or devices > 1 or nodes > 1:
            raise UserError(
                "--start-from, --teacher, --answers, --further, --blend, --devices and --nodes are not for "
                "the recipe resnet34-images."
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
            person=person,
        )
        return
    if imagenet or download or from_scratch:
        raise UserError("--imagenet, --download and --from-scratch are for --recipe resnet34-images.")
    from audio_model.training.plan import TrainingPlan
    from audio_model.training.settings import TrainingSettings
    from fusion.training.conduct import Conduct
    from ui.workbench.training import train_voice_model

    if (further or blend < 1) and start_from is None:
        raise UserError("--further and --blend go on from other weights; name them with --start-from.")
    usual = TrainingSettings.further() if further else TrainingSettings()
    settings = replace(
        usual,
        seed=seed,
        epochs=epochs or usual.epochs,
        start_whole=start_from is not None,
        blend=blend,
    )
    plan = TrainingPlan(start_from, tuple(teacher or ()), answers, person=person)
    train_voice_model(data, out, settings, plan, Conduct(resume, devices, nodes))


@train_app.command("voice-reader")
def train_voice_reader(data: DataOption, out: OutOption = None) -> None:
    """Fit the head of the larger voice reader to the corpora in --data, on Whisper's frozen encoder.

    Example: attune train voice-reader --data corpora --out runs/voice-reader
    """
    from ui.workbench.training import train_reader_head

    train_reader_head(data, out)


@train_app.command("face")
def train_face(
    data: DataOption,
    out: OutOption = None,
    seed: SeedOption = 0,
    epochs: EpochsOption = None,
    resume: ResumeOption = False,
    teacher: TeacherOption = None,
    devices: DevicesOption = 1,
    nodes: NodesOption = 1,
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
    blend_with: Annotated[
        Path | None,
        typer.Option(help="Weights of an earlier stage to blend with instead.", show_default=False),
    ] = None,
    corpus: Annotated[
        list[str] | None,
        typer.Option(
            help="Another corpus to learn from, found in --data: rafdb or sfew_train; once for each.",
            show_default=False,
        ),
    ] = None,
    balance: Annotated[
        float,
        typer.Option(
            min=0,
            max=1,
            help="Draw corpora and classes as often as they come (0), all alike (1), or in between.",
        ),
    ] = 0.0,
    share: Annotated[
        list[float] | None,
        typer.Option(
            help="How often a corpus is drawn instead: once for each, FER2013 first.", show_default=False
        ),
    ] = None,
    teachers_share: Annotated[
        float,
        typer.Option(min=0, max=1, help="How much of what is learnt of FER2013 the teachers say."),
    ] = 0.7,
) -> None:
    """Train the face model on FER2013 pictures with FER+ votes, and on other corpora beside it.

    Example: attune train face --data corpora --out runs/face
    """
    if blend < 1 and start_from is None and blend_with is None:
        raise UserError("--blend goes on from other weights; name them with --start-from.")
    from face_model.training.recipe import FaceTraining, Recipe
    from fusion.training.conduct import Conduct
    from ui.workbench.training import train_face_model

    usual = Recipe.last_stage() if start_from else Recipe()
    recipe = replace(
        usual,
        peak_rate=usual.peak_rate if peak_rate is None else peak_rate,
        clean_share=usual.clean_share if clean_share is None else clean_share,
        dropout=usual.dropout if dropout is None else dropout,
        blend=blend,
        balance=balance,
        shares=tuple(share or ()),
        teachers_share=teachers_share,
    )

    settings = FaceTraining(
        seed=seed,
        epochs=epochs,
        teachers=tuple(teacher or ()),
        start_from=start_from,
        recipe=recipe,
        corpora=tuple(corpus or ()),
        earlier=blend_with,
    )
    train_face_model(data, out, settings, Conduct(resume, devices, nodes))


@train_app.command("familiarity")
def train_familiarity(data: DataOption, left_out: LeftOutOption = None) -> None:
    """Fit what tells that a face or a voice is unlike those learned from, and how far it is then doubted.

    Comes after new weights of either model and before “attune train fusion”.
    What strangers are like is seen on corpora that weights have never met:
    those of --left-out, where the shipped ones have met them all.

    Example: attune train familiarity --data corpora --left-out runs/without-casia
    """
    from ui.workbench.fusion import train_what_is_familiar

    train_what_is_familiar(data, tuple(left_out or ()))


@train_app.command("face-ranges")
def train_face_ranges(
    data: DataOption,
    weights: Annotated[
        Path | None,
        typer.Option("--weights", help="Your own, in place of the shipped ones.", show_default=False),
    ] = None,
    json: JsonOption = None,
) -> None:
    """Find what lets the face network answer in eight bits, three times as fast; without it, it takes floats.

    Comes first after new weights of the face. Looks at pictures that they were trained on, and no others.

    Example: attune train face-ranges --data corpora --weights runs/face
    """
    from ui.workbench.training import find_face_ranges

    find_face_ranges(data, weights, json)


@train_app.command("second-opinion")
def train_second_opinion(data: DataOption, left_out: LeftOutOption = None, json: JsonOption = None) -> None:
    """Fit what a face's shape may say against what the network says of it, before it is called clear.

    Comes after new weights of the face and after “attune train fusion”, which
    says from when on something is called clear. What it is worth is seen on
    corpora that the weights of --left-out have never met.

    Example: attune train second-opinion --data corpora --left-out runs/without-rafdb
    """
    from ui.workbench.training import train_faces_second_opinion

    train_faces_second_opinion(data, tuple(left_out or ()), json)


@train_app.command("speaker")
def train_speaker(
    data: DataOption,
    wheel: Annotated[
        Path,
        typer.Option(help="Resemblyzer-0.1.4-py3-none-any.whl, which carries the teacher's weights."),
    ],
    out: Annotated[
        Path, typer.Option("--out", help="Folder for weights and card.", callback=folder_to_fill)
    ] = Path("runs/speaker"),
    seed: SeedOption = 0,
) -> None:
    """Train the network that tells two people's voices apart.

    Example: attune train speaker --data corpora --wheel Resemblyzer-0.1.4-py3-none-any.whl
    """
    from ui.workbench.whose import train_speaker_network

    train_speaker_network(data, wheel, out, seed)


@train_app.command("whose-voice")
def train_whose_voice(
    data: DataOption,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="File for the card, in place of the one that is used.", callback=file_to_write
        ),
    ] = None,
    cache: Annotated[
        Path, typer.Option("--cache", help="Folder that keeps what was decoded.", callback=folder_to_fill)
    ] = Path("cache"),
) -> None:
    """Fit how voice and lips tell the user's speech from the partner's, on made dialogues.

    Example: attune train whose-voice --data corpora
    """
    from ui.workbench.whose import fit_rule

    fit_rule(data, out, cache)


@train_app.command("fusion")
def train_fusion(
    data: DataOption,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for the card, in place of the one that is used.", callback=folder_to_fill
        ),
    ] = None,
    seed: SeedOption = 0,
    left_out: LeftOutOption = None,
) -> None:
    """Fit how voice and face are combined, on RAVDESS and FER2013 examples held out of both trainings.

    Calibrates each once more, sets from where on something is called clear,
    which strangers have a say in, and measures what people look and sound like
    at rest (for personal baselines).

    Example: attune train fusion --data corpora
    """
    from ui.workbench.fusion import train_fusion_rule

    train_fusion_rule(data, out, seed, tuple(left_out or ()))
