"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.places import file_to_write, folder_to_fill

DataOption = Annotated[
    Path, typer.Option("--data", help="Folder that holds the corpora (or the one asked for).")
]
PersonOption = Annotated[
    str | None,
    typer.Option(
        "--person",
        metavar="REGEX",
        help="Of folders: a regular expression whose first group, found in a file's name, is the person.",
        show_default=False,
    ),
]
JsonOption = Annotated[
    Path | None,
    typer.Option(
        "--json", help="Also write the figures to this file.", show_default=False, callback=file_to_write
    ),
]
TierOption = Annotated[
    str | None,
    typer.Option("--tier", help="Which tier of the labels, where there are several.", show_default=False),
]
PicturesOption = Annotated[
    Path | None,
    typer.Option("--pictures", help="Folder for pictures of the results (PNG).", callback=folder_to_fill),
]
SeedOption = Annotated[int, typer.Option("--seed", help="Seed of all that is drawn by chance.")]
EpochsOption = Annotated[int | None, typer.Option("--epochs", min=1, help="Passes over the data.")]
