"""``attune voiceprint``: the user's own voice, learnt from ten seconds read aloud, and forgotten again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from fusion.errors import UserError
from ui.commands.options import MicrophoneOption
from ui.commands.telling import say

voiceprint_app = typer.Typer(
    help="Let Attune know your own voice, so that what you say does not count.", no_args_is_help=True
)


@voiceprint_app.command("record")
def record(
    source: Annotated[
        Path | None,
        typer.Option(help="A recording of you alone, in place of the microphone.", show_default=False),
    ] = None,
    microphone: MicrophoneOption = None,
    seconds: Annotated[float, typer.Option(min=8.0, help="How long to listen.")] = 15.0,
    mood: Annotated[bool, typer.Option("--mood", help="Add another mood to what is known.")] = False,
) -> None:
    """Read aloud once; some numbers are kept in the settings, never the sound.

    Example: attune voiceprint record
    """
    from rich.console import Console

    from audio_model.speakers.model import SpeakerModel
    from ui.commands.together import device_named, refuse_both
    from ui.live.voiceprint import sound_of, voiceprint_of
    from ui.settings_file import load_settings, save_settings
    from ui.wording.own_voice import READ_THIS

    refuse_both(("--source", source), ("--microphone", microphone))
    console = Console()
    settings, _ = load_settings()
    if source is not None:
        sound = sound_of(source)
    else:
        from ui.commands.record import sound_of_microphone

        console.print(f"Please read aloud:\n\n{READ_THIS}\n", highlight=False)
        sound = sound_of_microphone(
            settings.microphone if microphone is None else device_named(microphone), seconds, console
        )
    voiceprint = voiceprint_of(sound, SpeakerModel.load())
    before = settings.own_voice() if mood else None
    whole = before.with_reading(voiceprint) if before is not None else voiceprint
    settings.know_voice(whole)
    with _saving():
        save_settings(settings)
    moods = f", in {len(whole.voices)} moods" if len(whole.voices) > 1 else ""
    console.print(f"Your voice is known now{moods}; the sound was not kept.", highlight=False)


@voiceprint_app.command("forget")
def forget() -> None:
    """Take your voice out of the settings, and delete those that were kept aside.

    Example: attune voiceprint forget
    """
    from ui.settings_file import drop_kept_aside, load_settings, save_settings

    settings, _ = load_settings()
    known = settings.voiceprint is not None
    settings.forget_voice()
    with _saving():
        save_settings(settings)
        aside = drop_kept_aside()
    told = "Your voice is forgotten." if known else "No voice was known."
    if aside and not known:
        told += " Settings that could not be understood are deleted: it may have been in them."
    say(told)


@contextmanager
def _saving() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(
            f"Your settings could not be saved ({error.strerror}); make room and try again."
        ) from error
