"""``attune compare``: options of the command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fusion.mode import Mode
from ui.commands.places import file_to_write
from ui.workbench.options.shared import JsonOption, TierOption


def register(app: typer.Typer) -> None:
    """Add the command to ``attune``."""
    app.command()(compare)


def compare(
    recording: Annotated[Path, typer.Argument(help="Audio or video file.", show_default=False)],
    labels: Annotated[
        Path,
        typer.Option(
            help="What a person says of it: ELAN, TextGrid, Audacity's labels, or a table (start, end, "
            "label, or time, valence, arousal)."
        ),
    ],
    tier: TierOption = None,
    mode: Annotated[Mode, typer.Option(help="Which of voice and face take part.")] = Mode.BOTH,
    scale: Annotated[
        tuple[float, float] | None,
        typer.Option(
            help="Least and greatest value of the person's traces.",
            metavar="LEAST GREATEST",
            show_default="-1 1",
        ),
    ] = None,
    json: JsonOption = None,
    picture: Annotated[
        Path | None,
        typer.Option(help="Also draw both over time (PNG, SVG, PDF).", callback=file_to_write),
    ] = None,
) -> None:
    """Tell how far Attune and a person agree over a recording; the figures' conventions are in the JSON.

    Example: attune compare talk.mp4 --labels talk.eaf --json agreement.json
    """
    from ui.workbench.compare import compare as run

    run(recording, labels, tier, mode, scale, json, picture)
