"""``attune record``: options of the command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.places import file_to_write


def register(app: typer.Typer) -> None:
    """Add the command to ``attune``."""
    app.command()(record)


def record(
    seconds: Annotated[
        float | None,
        typer.Option(min=0.5, max=60, help="Length of a recording.", show_default="3; a file as a whole"),
    ] = None,
    save_wav: Annotated[
        Path | None,
        typer.Option(
            help="Keep the sound in this file (WAV, 16 kHz mono).",
            show_default=False,
            callback=file_to_write,
        ),
    ] = None,
    save_spectrogram: Annotated[
        Path | None,
        typer.Option(
            help="Keep its mel spectrogram in this file (PNG).", show_default=False, callback=file_to_write
        ),
    ] = None,
    source: Annotated[
        Path | None, typer.Option(help="A recording in place of the microphone.", show_default=False)
    ] = None,
    repeat: Annotated[
        bool, typer.Option("--repeat", help="Go on with the next recording until Ctrl+C.")
    ] = False,
    microphone: Annotated[str | None, typer.Option(help="Microphone: name or number.")] = None,
    weights: Annotated[
        Path | None,
        typer.Option(help="A model of “attune train voice” in place of the shipped one.", show_default=False),
    ] = None,
) -> None:
    """Record some seconds and say how the voice seems; nothing is kept unless asked for.

    Example: attune record --seconds 3 --save-wav hello.wav --save-spectrogram hello.png
    """
    from ui.commands.record import record as run
    from ui.commands.together import device_named, refuse_both

    refuse_both(("--source", source), ("--microphone", microphone))
    raise typer.Exit(
        run(
            seconds=seconds,
            source=source,
            microphone=device_named(microphone),
            save_wav=save_wav,
            save_spectrogram=save_spectrogram,
            repeat=repeat,
            weights=weights,
        )
    )
