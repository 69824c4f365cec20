"""The options of ``attune record``: what is recorded, and what of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ui.commands.options import MicrophoneOption
from ui.commands.places import file_to_write


@dataclass(frozen=True)
class Recorded:
    """The options as they are typed."""

    seconds: Annotated[
        float | None,
        typer.Option(min=0.5, max=60, help="Length of a recording.", show_default="3; a file as a whole"),
    ] = None
    save_wav: Annotated[
        Path | None,
        typer.Option(
            help="Keep the sound in this file (WAV, 16 kHz mono).",
            show_default=False,
            callback=file_to_write,
        ),
    ] = None
    save_spectrogram: Annotated[
        Path | None,
        typer.Option(
            help="Keep its mel spectrogram in this file (PNG).", show_default=False, callback=file_to_write
        ),
    ] = None
    source: Annotated[
        Path | None, typer.Option(help="A recording in place of the microphone.", show_default=False)
    ] = None
    repeat: Annotated[bool, typer.Option("--repeat", help="Go on with the next recording until Ctrl+C.")] = (
        False
    )
    microphone: MicrophoneOption = None
    weights: Annotated[
        Path | None,
        typer.Option(help="A model of “attune train voice” in place of the shipped one.", show_default=False),
    ] = None
