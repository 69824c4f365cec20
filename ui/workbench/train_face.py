"""``attune train face``, ``train face-ranges`` and ``train second-opinion``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fusion.errors import UserError
from ui.commands.telling import say, waiting
from ui.workbench.needs import require_folder, require_training
from ui.workbench.options import (
    DataOption,
    JsonOption,
    LeftOutOption,
)
from ui.workbench.telling import print_table, write_json
from ui.workbench.training import Training


def train_face(
    training: Training,
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
    if training.blend < 1 and start_from is None and blend_with is None:
        raise UserError("--blend goes on from other weights; name them with --start-from.")
    require_folder(training.data)
    require_training()
    from dataclasses import replace

    from face_model.training.recipe import FaceTraining, Recipe
    from face_model.training.train import train

    usual = Recipe.last_stage() if start_from else Recipe()
    recipe = replace(
        usual,
        peak_rate=usual.peak_rate if peak_rate is None else peak_rate,
        clean_share=usual.clean_share if clean_share is None else clean_share,
        dropout=usual.dropout if dropout is None else dropout,
        blend=training.blend,
        balance=balance,
        shares=tuple(share or ()),
        teachers_share=teachers_share,
    )
    settings = FaceTraining(
        seed=training.seed,
        epochs=training.epochs,
        teachers=tuple(training.teacher or ()),
        start_from=start_from,
        recipe=recipe,
        corpora=tuple(corpus or ()),
        earlier=blend_with,
    )
    with training.folder("face") as folder:
        trained = train(training.data, folder, settings, training.conduct)
    say(f"The weights are in {trained}; “attune evaluate face --weights” measures them.")


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
    require_folder(data)
    from face_model.classifier import SHIPPED_WEIGHTS
    from face_model.ranges import file_beside
    from face_model.training.ranges import train_ranges
    from fusion.stored_model import digest_of

    file = weights or SHIPPED_WEIGHTS
    file = file / SHIPPED_WEIGHTS.name if file.is_dir() else file
    found = train_ranges(data, file)
    for row in found.rows:
        say(
            f"{row['corpus']}, held out: {row['same_answer']:.2%} of {row['n']} answers the same; "
            f"probabilities changed by {row['mean_change']:.2%}, {row['largest_change']:.1%} at most."
        )
    digests = {"face": digest_of(file), "face ranges": digest_of(file_beside(file))}
    write_json({**found.to_json(), "weights_sha256": digests}, json)
    say(f"Written: {found.file}")


def train_second_opinion(data: DataOption, left_out: LeftOutOption = None, json: JsonOption = None) -> None:
    """Fit what a face's shape may say against what the network says of it, before it is called clear.

    Comes after new weights of the face and after “attune train fusion”, which
    says from when on something is called clear. What it is worth is seen on
    corpora that the weights of --left-out have never met.

    Example: attune train second-opinion --data corpora --left-out runs/without-rafdb
    """
    folders = tuple(left_out or ())
    require_folder(data, *folders)
    require_training()
    from face_model.classifier import SHIPPED_WEIGHTS
    from face_model.training import second_opinion
    from ui.studies.shipped import shipped_digests

    with waiting("Looking at faces; this takes some minutes."):
        fitted = second_opinion.train_second_opinion(data, SHIPPED_WEIGHTS, folders)
    ways = second_opinion.WAYS
    rows = []
    for row in fitted.rows:
        told = (row["ways"][way] for way in ways)
        shares = (f"{way['called_clear']:.1%}, {way['clear_and_wrong']:.1%}" for way in told)
        rows.append((f"{row['corpus']} by {row['by']}", *shares))
    print_table(("clear, and clear and wrong", *ways.values()), rows)
    digests = shipped_digests("face", "second opinion")
    write_json({**fitted.to_json(), "weights_sha256": digests}, json)
    say(f"Written: {fitted.file}")
