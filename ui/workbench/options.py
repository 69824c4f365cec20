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
PicturesOption = Annotated[
    Path | None,
    typer.Option("--pictures", help="Folder for pictures of the results (PNG).", callback=folder_to_fill),
]
SeedOption = Annotated[int, typer.Option("--seed", help="Seed of all that is drawn by chance.")]
LeftOutOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--left-out",
        help="Folder of weights and cards trained without some of the corpora; once for each.",
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Folder for weights, card and checkpoints (runs/MODEL).", callback=folder_to_fill
    ),
]
CacheOption = Annotated[
    Path,
    typer.Option(
        "--cache", help="Folder that keeps what was found in the pictures.", callback=folder_to_fill
    ),
]
