"""``attune voiceprint``: the user's own voice, learnt from ten seconds read aloud, and forgotten again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from audio_model.speakers.model import SpeakerModel
from fusion.errors import UserError
from ui.commands.telling import say
from ui.live.voiceprint import sound_of, voiceprint_of
from ui.settings_file import drop_kept_aside, load_settings, save_settings
from ui.wording.own_voice import READ_THIS


def record_voiceprint(source: Path | None, microphone: str | int | None, seconds: float, mood: bool) -> None:
    """Keep how the user sounds in the settings, never the sound itself.

    Parameters
    ----------
    source
        A recording of the user alone in place of the microphone.
    microphone
        Name or number; None for the one set in the settings.
    seconds
        How long to listen.
    mood
        Add to what is known in place of beginning anew.

    Raises
    ------
    UserError
        One sentence: no microphone, an unreadable file, too little speech, or settings that cannot be
        written.
    """
    console = Console()
    settings, _ = load_settings()
    if source is not None:
        sound = sound_of(source)
    else:
        from ui.commands.record import sound_of_microphone

        console.print(f"Please read aloud:\n\n{READ_THIS}\n", highlight=False)
        sound = sound_of_microphone(
            settings.microphone if microphone is None else microphone, seconds, console
        )
    voiceprint = voiceprint_of(sound, SpeakerModel.load())
    before = settings.own_voice() if mood else None
    whole = before.with_reading(voiceprint) if before is not None else voiceprint
    settings.know_voice(whole)
    with _saving():
        save_settings(settings)
    moods = f", in {len(whole.voices)} moods" if len(whole.voices) > 1 else ""
    console.print(f"Your voice is known now{moods}; the sound was not kept.", highlight=False)


def forget_voiceprint() -> None:
    """Take the user's voice out of the settings, and delete those that were kept aside: it may be in them.

    Raises UserError where they cannot be written.
    """
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
