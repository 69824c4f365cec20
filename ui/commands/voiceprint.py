"""``attune voiceprint``: the user's own voice, learnt from ten seconds read aloud, and forgotten again."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console

from audio_model.speakers.model import SpeakerModel
from audio_model.speakers.voiceprint import Voiceprint, enrol
from fusion.errors import UserError
from fusion.interfaces import DeviceError
from fusion.recordings.recording import Recording
from ui.settings import load_settings, save_settings
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
    whole = before.with_mood(voiceprint) if before is not None else voiceprint
    settings.voiceprint = whole.to_json()
    settings.told_of_own_voice = True
    try:
        save_settings(settings)
    except OSError as error:
        raise UserError(
            f"Your settings could not be saved ({error.strerror}); make room and try again."
        ) from error
    moods = f", in {len(whole.voices)} moods" if len(whole.voices) > 1 else ""
    console.print(f"Your voice is known now{moods}; the sound was not kept.", highlight=False)


def forget_voiceprint() -> None:
    """Take the user's voice out of the settings. Raises UserError where they cannot be written."""
    settings, _ = load_settings()
    known, settings.voiceprint = settings.voiceprint is not None, None
    try:
        save_settings(settings)
    except OSError as error:
        raise UserError(
            f"Your settings could not be saved ({error.strerror}); make room and try again."
        ) from error
    Console().print("Your voice is forgotten." if known else "No voice was known.")


def voiceprint_of(sound: npt.NDArray[np.float32], model: SpeakerModel) -> Voiceprint:
    """The voiceprint of one reading, float32 (n,) at 16 kHz, made now. Raises UserError."""
    return enrol([sound], model, datetime.now(timezone.utc).isoformat(timespec="seconds"))


def sound_of(path: Path) -> npt.NDArray[np.float32]:
    """All the sound of a recording, float32 (n,) at 16 kHz.

    Raises
    ------
    UserError
        If it cannot be read, or has none.
    """
    recording = Recording(path)
    if not recording.has_audio:
        raise DeviceError(f"“{recording.name}” has no sound; name a recording of your voice.")
    return np.concatenate([np.zeros(0, np.float32), *(chunk.samples for chunk in recording.audio_chunks())])
