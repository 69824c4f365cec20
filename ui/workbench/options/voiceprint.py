"""``attune voiceprint``: options of the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

voiceprint_app = typer.Typer(
    help="Let Attune know your own voice, so that what you say does not count.", no_args_is_help=True
)


@voiceprint_app.command("record")
def record(
    source: Annotated[
        Path | None,
        typer.Option(help="A recording of you alone, in place of the microphone.", show_default=False),
    ] = None,
    microphone: Annotated[str | None, typer.Option(help="Microphone: name or number.")] = None,
    seconds: Annotated[float, typer.Option(min=8.0, help="How long to listen.")] = 15.0,
    mood: Annotated[bool, typer.Option("--mood", help="Add another mood to what is known.")] = False,
) -> None:
    """Read aloud once; some numbers are kept in the settings, never the sound.

    Example: attune voiceprint record
    """
    from ui.commands.together import device_named, refuse_both
    from ui.commands.voiceprint import record_voiceprint

    refuse_both(("--source", source), ("--microphone", microphone))
    record_voiceprint(source, device_named(microphone), seconds, mood)


@voiceprint_app.command("forget")
def forget() -> None:
    """Take your voice out of the settings, and delete those that were kept aside.

    Example: attune voiceprint forget
    """
    from ui.commands.voiceprint import forget_voiceprint

    forget_voiceprint()
