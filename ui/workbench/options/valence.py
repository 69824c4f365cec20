"""``attune label-transcripts``, ``train valence`` and ``evaluate valence``: options of the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.places import file_to_write, folder_to_fill
from ui.workbench.options.shared import JsonOption, PersonOption, SeedOption

LABEL_MARGIN = 0.1

_CorpusOption = Annotated[
    list[str] | None,
    typer.Option("--corpus", help="Of the corpora found, only this one (may be given again)."),
]
_ImagenetOption = Annotated[
    Path | None, typer.Option("--imagenet", help="torchvision's vgg16-397923af.pth.", show_default=False)
]


def register(app: typer.Typer, train_app: typer.Typer, evaluate_app: typer.Typer) -> None:
    """Add the commands."""
    app.command("label-transcripts")(label_transcripts)
    train_app.command("valence")(train_valence)
    evaluate_app.command("valence")(evaluate_valence)


def label_transcripts(
    data: Annotated[
        Path, typer.Option("--data", help="CSV with path,start,end,text, or CMU-MOSEI's transcripts.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Table to write.", show_default="DATA.labels.csv", callback=file_to_write),
    ] = None,
    margin: Annotated[
        float, typer.Option("--margin", help="Drop sentences whose mean score is this near to 0.")
    ] = LABEL_MARGIN,
) -> None:
    """Cut sentences out of recordings and label them positive or negative by their words alone.

    The CSV may also have the columns speaker and language; times are in
    seconds, paths relative to the CSV.
    CMU-MOSEI: a folder of text files with lines id___n___start___end___text,
    the WAVs beside them.

    Example: attune label-transcripts --data talks.csv --out weak.csv
    """
    from ui.workbench.valence import label

    label(data, out, margin)


def train_valence(
    data: Annotated[
        Path, typer.Option("--data", help="Table of labels, folders positive and negative, or corpora.")
    ],
    out: Annotated[
        Path, typer.Option("--out", help="Folder for the best model.", callback=folder_to_fill)
    ] = Path("runs/valence"),
    corpus: _CorpusOption = None,
    seed: SeedOption = 0,
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="Passes of the fine-tuning.")] = 3,
    imagenet: _ImagenetOption = None,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch VGG16's weights (528 MB) if they are not here.")
    ] = False,
    person: PersonOption = None,
    json: JsonOption = None,
) -> None:
    """Train models that tell pleasant from unpleasant voices, from simple to fine-tuned, and keep the best.

    Example: attune train valence --data weak.csv --out runs/valence
    """
    from ui.workbench.valence import train

    train(data, out, tuple(corpus or ()), person, seed, epochs, imagenet, download, json)


def evaluate_valence(
    data: Annotated[
        Path, typer.Option("--data", help="Table of labels, folders positive and negative, or corpora.")
    ],
    weights: Annotated[Path, typer.Option("--weights", help="Folder of the model.")] = Path("runs/valence"),
    corpus: _CorpusOption = None,
    imagenet: _ImagenetOption = None,
    person: PersonOption = None,
    json: JsonOption = None,
) -> None:
    """Measure a trained valence model on your own recordings, each language by itself.

    A table needs the columns path and label (positive or negative) and may have speaker and language.

    Example: attune evaluate valence --data my_clips.csv --weights runs/valence
    """
    from ui.workbench.valence import evaluate

    evaluate(data, weights, tuple(corpus or ()), person, imagenet, json)
