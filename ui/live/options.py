"""What a live session was asked to be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audio_model.readers import VoiceReader
from face_model.screen.place import is_place
from fusion.keeping.what import Keep
from fusion.mode import Mode
from fusion.side import Side
from fusion.whom import Whom


@dataclass
class Options:
    """What was asked for on the command line.

    Parameters
    ----------
    source
        Path or URL of a recording, ``"demo"``, a part of the screen (``"screen"``, ``"screen:X,Y,W,H"``,
        ``"window:TITLE"``), or None for the devices.
    mode
        Which modalities take part.
    camera, microphone
        Name, number or (camera) URL; None for whatever is there.
    sound
        ``"system"`` for what the computer plays, a loudspeaker's name for what that one plays, or
        ``"microphone"``; None for what goes with the picture.
    audio_track, side
        Which sound track of a recording, 1 for the first, and which channel of it is the partner's.
    log
        The log file, None for the usual one, False for no log.
    seconds
        End after this long; None to go on.
    jsonl
        File for one JSON line an estimate, "-" for standard output, None for no such lines.
    words
        Folder of a recogniser's model: listen to the words too; None not to.
    baseline
        Who is allowed for: "none", "running" (whoever is there, as they are learnt) or the name of somebody
        remembered; None for what the settings say.
    voice_reader
        Which reader hears the voice; None for the one in the settings.
    watch
        Whom it is about; None for what the settings say.
    own_voice
        A recording of the user alone, by which their voice is known; None for what the settings hold.
    keep
        What of sound and picture of this one session is kept; None for nothing.
    microphone_too
        Beside what the computer plays hear the user's microphone, to tell when they speak; None for what the
        settings say.
    follow_speaker
        Read whoever of several people speaks; None for what the settings say.
    """

    source: str | None = None
    mode: Mode = Mode.BOTH
    camera: str | int | None = None
    microphone: str | int | None = None
    sound: str | None = None
    audio_track: int | None = None
    side: Side | None = None
    log: Path | bool | None = None
    seconds: float | None = None
    jsonl: str | None = None
    words: Path | None = None
    baseline: str | None = None
    voice_reader: VoiceReader | None = None
    own_voice: Path | None = None
    keep: Keep | None = None
    watch: Whom | None = None
    microphone_too: bool | None = None
    follow_speaker: bool | None = None

    @property
    def recording(self) -> str | None:
        """What is played; None where devices or the screen are read."""
        return None if self.source is None or is_place(self.source) else self.source
