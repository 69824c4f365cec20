"""``attune evaluate``: options of the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fusion.errors import UserError
from ui.commands.places import file_to_write, folder_to_fill
from ui.commands.together import refuse_both
from ui.workbench.options.shared import DataOption, JsonOption, PersonOption, PicturesOption

evaluate_app = typer.Typer(help="Measure a model on labelled data.", no_args_is_help=True)

WeightsOption = Annotated[
    Path | None, typer.Option("--weights", help="Weights to measure in place of the shipped ones.")
]

BaselineOption = Annotated[
    str | None,
    typer.Option(
        help="Measure what is shown live, not the network alone: of strangers (none), where each person is "
        "known by their other neutral files (neutral), or got to know file by file, unlabelled (running)."
    ),
]

AnswersOption = Annotated[
    Path | None,
    typer.Option(
        "--answers",
        help="Also write what was answered to each file, and how surely, to this table (CSV).",
        callback=file_to_write,
        show_default=False,
    ),
]


@evaluate_app.command("voice")
def evaluate_voice(
    data: DataOption,
    corpus: Annotated[
        str,
        typer.Option(
            help="ravdess, emodb, nemo, ased, emovo, casia, crema-d, tess, or folders (one sub-folder an "
            "emotion)."
        ),
    ] = "folders",
    protocol: Annotated[
        str | None,
        typer.Option(
            help="Train and judge anew, in place of a corpus (hours; taken up where it was cut off): "
            "ravdess-5fold, ravdess-random, sentences, cross-corpus or ablation."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for a protocol's runs.", callback=folder_to_fill)] = Path(
        "runs/protocols"
    ),
    json: JsonOption = None,
    weights: WeightsOption = None,
    noise: Annotated[bool, typer.Option("--noise", help="Also in noise at 20, 10, 5 and 0 dB.")] = False,
    conditions: Annotated[
        bool, typer.Option("--conditions", help="Also in noise, rooms, over telephones and codecs.")
    ] = False,
    quality: Annotated[
        bool, typer.Option("--quality", help="Instead: does the reported quality tell right from wrong?")
    ] = False,
    words: Annotated[
        bool, typer.Option("--words", help="Instead: how much is lost where only a short word is heard?")
    ] = False,
    pictures: PicturesOption = None,
    person: PersonOption = None,
    baseline: BaselineOption = None,
    answers: AnswersOption = None,
) -> None:
    """Measure the voice model.

    Example: attune evaluate voice --corpus folders --data my_clips
    """
    refuse_both(("--protocol", protocol), ("--quality", quality), ("--words", words))
    asked_more = any(x is not None for x in (person, baseline, answers, pictures)) or noise or conditions
    if (protocol or quality or words) and asked_more:
        raise UserError(
            "--person, --baseline, --answers, --noise, --conditions and --pictures are for a corpus as it "
            "is; leave out --protocol, --quality and --words."
        )
    if protocol and (weights is not None or corpus != "folders"):
        raise UserError(
            "A protocol trains and judges on corpora of its own; leave out --weights and --corpus, or "
            "--protocol."
        )
    if protocol:
        from ui.workbench.voice_protocols import evaluate_voice_protocol

        evaluate_voice_protocol(protocol, data, out, json)
        return
    from ui.workbench.voice import try_quality, try_voice, try_words

    if words:
        try_words(corpus, data, json, weights)
        return
    if quality:
        try_quality(corpus, data, json, weights)
        return
    try_voice(
        corpus,
        data,
        json,
        weights,
        noise=noise,
        conditions=conditions,
        pictures=pictures,
        person=person,
        baseline=baseline,
        answers=answers,
    )


@evaluate_app.command("voice-reader")
def evaluate_voice_reader(
    data: DataOption,
    out: Annotated[
        Path, typer.Option(help="Folder for what the reader made of the corpora.", callback=folder_to_fill)
    ] = Path("runs/voice-reader"),
    json: JsonOption = None,
) -> None:
    """Measure the larger voice reader's head on each corpus as if it had never heard that corpus.

    Example: attune evaluate voice-reader --data corpora --json left_out.json
    """
    from ui.workbench.voice_protocols import evaluate_left_out

    evaluate_left_out(data, out, json)


@evaluate_app.command("voice-unheard")
def evaluate_voice_unheard(
    data: DataOption,
    out: Annotated[Path, typer.Option(help="Folder for the runs.", callback=folder_to_fill)] = Path(
        "runs/unheard"
    ),
    start_from: Annotated[
        Path | None,
        typer.Option(help="Weights to go on from where they have not heard the corpus left out either."),
    ] = None,
    json: JsonOption = None,
) -> None:
    """Train the small voice network without one corpus at a time (hours; taken up where cut off); judge it.

    Example: attune evaluate voice-unheard --data corpora --json unheard.json
    """
    from ui.workbench.voice_protocols import evaluate_unheard

    evaluate_unheard(data, out, start_from, json)


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
    pictures: PicturesOption = None,
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
    person: PersonOption = None,
    baseline: BaselineOption = None,
    answers: AnswersOption = None,
) -> None:
    """Measure the face model.

    Example: attune evaluate face --protocol folders --data my_pictures --pictures figures
    """
    from ui.workbench.face import evaluate_face_model

    if share is not None and not degradations:
        raise UserError("--share says how many pictures to degrade; give --degradations too.")
    shown = (1.0 if share is None else share) if degradations else None
    evaluate_face_model(
        protocol,
        data,
        json,
        weights,
        pictures=pictures,
        share=shown,
        person=person,
        baseline=baseline,
        answers=answers,
    )


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
    from ui.workbench.fusion import evaluate_rules

    evaluate_rules(protocol, data, json)


@evaluate_app.command("baseline")
def evaluate_baseline(data: DataOption, json: JsonOption = None) -> None:
    """Measure what allowing for a person's ordinary voice gains, on unseen RAVDESS actors.

    Example: attune evaluate baseline --data corpora
    """
    from ui.workbench.fusion import evaluate_baselines

    evaluate_baselines(data, json)


@evaluate_app.command("strangers")
def evaluate_strangers(
    data: DataOption,
    json: JsonOption = None,
    pictures: PicturesOption = None,
) -> None:
    """Measure what is shown of people whom the models have never met, in every corpus at hand.

    Example: attune evaluate strangers --data corpora --json strangers.json
    """
    from ui.workbench.strangers import try_strangers

    try_strangers(data, json, pictures)
