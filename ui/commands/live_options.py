"""The options of ``attune live``: what is heard and seen, of whom, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fusion.keeping.what import Keep
from fusion.mode import Mode
from fusion.side import Side
from fusion.whom import Whom
from ui.commands.options import (
    LivePartner,
    LivePartnerOption,
    LogOption,
    MicrophoneOption,
    ModeOption,
    OwnVoiceOption,
    TrackOption,
    VoiceReaderOption,
)

if TYPE_CHECKING:
    from ui.live.options import Options


@dataclass(frozen=True)
class Live:
    """The options as they are typed."""

    source: Annotated[
        str | None,
        typer.Option(
            help="In place of the devices: a recording (path or URL), “demo”, or a part of this screen: "
            "screen, screen:2, screen:X,Y,WIDTH,HEIGHT, window:TITLE."
        ),
    ] = None
    mode: ModeOption = Mode.BOTH
    camera: Annotated[str | None, typer.Option(help="Camera: name, number or URL.")] = None
    microphone: MicrophoneOption = None
    sound: Annotated[
        str | None,
        typer.Option(
            help="Hear what the computer plays (“system”, or the name of a loudspeaker) or the “microphone”.",
            show_default="system with --source screen, else microphone",
        ),
    ] = None
    microphone_too: Annotated[
        bool,
        typer.Option("--microphone-too", help="On a call: hear your microphone, to tell when you speak."),
    ] = False
    audio_track: TrackOption = None
    partner: LivePartnerOption = None
    headless: Annotated[bool, typer.Option("--headless", help="In the terminal, without a window.")] = False
    seconds: Annotated[float | None, typer.Option(min=0.1, help="End after so many seconds.")] = None
    jsonl: Annotated[
        str | None, typer.Option(help="Write each estimate as one JSON line to this file (“-”: here).")
    ] = None
    log: LogOption = None
    no_log: Annotated[bool, typer.Option("--no-log", help="Do not log this conversation.")] = False
    words: Annotated[
        Path | None,
        typer.Option(
            help="Also listen to the words, with the model in this folder (see fetch-words).",
            show_default=False,
        ),
    ] = None
    baseline: Annotated[
        str | None,
        typer.Option(
            help="Allow for how people usually are: “running” learns whoever is there, “none” does not, a "
            "name is somebody's remembered in the settings.",
            show_default="what the settings say",
        ),
    ] = None
    voice_reader: VoiceReaderOption = None
    own_voice: OwnVoiceOption = None
    keep: Annotated[
        Keep | None,
        typer.Option(
            help="Keep sound and picture of this one session beside its log: all of it, or the last 20 s at "
            "each bookmark. The other person must know and agree.",
            show_default=False,
        ),
    ] = None
    watch: Annotated[
        Whom | None,
        typer.Option(
            help="Whom it is about: the “other” person, or “myself”: then what is said is said of you.",
            show_default="what the settings say",
        ),
    ] = None

    def options(self) -> Options:
        """What is asked for.

        Raises
        ------
        UserError
            If one takes away what another asks for.
        """
        from ui.commands.together import device_named, refuse_contradictions
        from ui.live.options import Options

        options = Options(
            source=self.source,
            mode=self.mode,
            camera=device_named(self.camera),
            microphone=device_named(self.microphone),
            sound=self.sound,
            audio_track=self.audio_track,
            side=Side(self.partner.value) if self.partner not in (None, LivePartner.SPEAKING) else None,
            log=False if self.no_log else self.log,
            seconds=self.seconds,
            jsonl=self.jsonl,
            words=self.words,
            baseline=self.baseline,
            voice_reader=self.voice_reader,
            own_voice=self.own_voice,
            keep=self.keep,
            watch=self.watch,
            microphone_too=self.microphone_too or None,
            follow_speaker=True if self.partner is LivePartner.SPEAKING else None,
        )
        refuse_contradictions(options, self.log, self.no_log, headless=self.headless)
        return options
