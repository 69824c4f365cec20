"""The options of ``attune analyze``: what is read in a recording, and how many are read at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from audio_model.readers import VoiceReader
from fusion.errors import UserError
from fusion.mode import Mode
from fusion.side import Side
from ui.commands.options import ExportFormat, ModeOption, OwnVoiceOption, TrackOption, VoiceReaderOption

if TYPE_CHECKING:
    from fusion.recordings.sound import SoundChoice

MOST_VOICES = 6
"""As :mod:`audio_model.speakers.several` tells apart, which would take long to load for ``--help``."""


class Faces(str, Enum):
    """Values of ``analyze --faces``."""

    PARTNER = "partner"
    ALL = "all"


class Partner(str, Enum):
    """Values of ``analyze --partner``."""

    LEFT = "left"
    RIGHT = "right"
    EACH = "each"


@dataclass(frozen=True)
class Reading:
    """The options that say what is read in a recording, and how."""

    format: Annotated[ExportFormat, typer.Option(help="See docs/exports.md for what is in each.")] = (
        ExportFormat.JSONL
    )
    mode: ModeOption = Mode.BOTH
    baseline: Annotated[
        str,
        typer.Option(
            help="Allow for how people usually are: “running” learns it along the way, “none” does not, a "
            "name begins with somebody remembered in the settings."
        ),
    ] = "running"
    two_pass: Annotated[
        bool,
        typer.Option(
            "--two-pass",
            help="Learn people, and with --own-voice who speaks, from the whole recording first.",
        ),
    ] = False
    own_voice: OwnVoiceOption = None
    audio_track: TrackOption = None
    partner: Annotated[
        Partner | None,
        typer.Option(
            help="The partner's channel, where a recorder put the two sides of a call on two; each: a result "
            "for both.",
            show_default=False,
        ),
    ] = None
    faces: Annotated[
        Faces, typer.Option(help="all: a result for each person in the picture, by the face alone.")
    ] = Faces.PARTNER
    voices: Annotated[
        str,
        typer.Option(
            metavar="[partner|all|2-6]",
            help="all: a result for each voice that is heard, by the voice alone, though nobody read aloud; "
            "2 to 6: so many there are, which is surer. With --faces all also with its face, where that is "
            "clear.",
        ),
    ] = "partner"
    voice_reader: VoiceReaderOption = None

    @property
    def reader(self) -> VoiceReader:
        """Who hears the voice."""
        return self.voice_reader or VoiceReader.SMALL

    @property
    def every_face(self) -> bool:
        """Whether there is a result for each person in the picture."""
        return self.faces is Faces.ALL

    @property
    def several_voices(self) -> int | None:
        """How many voices have a result of their own: 0 for all that seem to be there, None for none.

        Raises
        ------
        UserError
            If ``voices`` says none of them.
        """
        asked = {"partner": None, "all": 0} | {str(n): n for n in range(2, MOST_VOICES + 1)}
        if self.voices not in asked:
            raise UserError(
                f"“--voices {self.voices}” is not known; say “all”, or how many there are, 2 to "
                f"{MOST_VOICES}."
            )
        return asked[self.voices]

    @property
    def sounds(self) -> list[SoundChoice]:
        """Which sounds are the partner's; each has a result of its own."""
        from fusion.recordings.sound import SoundChoice

        if self.partner is Partner.EACH:
            return [SoundChoice(self.audio_track, side) for side in Side]
        return [SoundChoice(self.audio_track, Side(self.partner.value) if self.partner else None)]

    def refuse_contradictions(self) -> None:
        """Raise UserError for what contradicts itself, or has no say where voices or faces alone are read."""
        apart = self.several_voices is not None
        if self.every_face and self.mode is Mode.VOICE:
            raise UserError("The voice alone shows no faces; leave out “--mode voice” or “--faces all”.")
        if apart and self.mode is Mode.FACE:
            raise UserError("A face alone has no voice; leave out “--mode face” or “--voices”.")
        if apart and self.own_voice is not None:
            raise UserError("With “--voices” everybody's voice is read; leave out that or “--own-voice”.")
        of_the_voice = {
            "--audio-track": self.audio_track is not None,
            "--partner": self.partner is not None,
            "--own-voice": self.own_voice is not None,
            "--voice-reader": self.reader is VoiceReader.LARGE,
        }
        asked = " and ".join(f"“{option}”" for option, given in of_the_voice.items() if given)
        if asked and not apart and (self.every_face or self.mode is Mode.FACE):
            alone = "“--faces all” faces alone are" if self.every_face else "“--mode face” the face alone is"
            raise UserError(f"With {alone} read; leave out that or {asked}.")
        if self.two_pass and self.baseline == "none" and self.own_voice is None:
            raise UserError("With “--baseline none” nobody is learnt; leave out that or “--two-pass”.")


@dataclass(frozen=True)
class Batch:
    """The options that say how many recordings are analysed at once, and which."""

    jobs: Annotated[
        int, typer.Option(min=1, metavar="N", help="So many recordings at once, each on a core of its own.")
    ] = 1
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Spread them over the Ray cluster whose head is there (HOST:PORT, or auto).",
            show_default=False,
        ),
    ] = None
    again: Annotated[bool, typer.Option("--again", help="Analyse also what an earlier run has finished.")] = (
        False
    )
