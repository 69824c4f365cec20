"""Options of ``attune train speaker`` and ``train whose-voice``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.places import file_to_write, folder_to_fill
from ui.workbench.options.shared import DataOption, SeedOption


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
