"""``attune analyze`` and ``attune record`` as they are typed; ``analyze.py`` and ``record.py`` do it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audio_model.readers import VoiceReader
from fusion.errors import UserError
from fusion.mode import Mode
from fusion.side import Side
from ui.commands.options import (
    ExportFormat,
    Faces,
    LogOption,
    MicrophoneOption,
    ModeOption,
    OwnVoiceOption,
    Partner,
    TrackOption,
    VoiceReaderOption,
    VoicesOption,
    voices_asked,
)
from ui.commands.places import file_to_write, folder_to_fill

if TYPE_CHECKING:
    from ui.commands.log_recordings import RecordingLog


def analyze(
    recordings: Annotated[
        list[Path],
        typer.Argument(
            help="Audio or video files, folders of them, or patterns such as 'talks/**/*.mp4'.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="Folder for the results, one file a recording.", callback=folder_to_fill)
    ] = Path(),
    format: Annotated[
        ExportFormat, typer.Option(help="See docs/exports.md for what is in each.")
    ] = ExportFormat.JSONL,
    mode: ModeOption = Mode.BOTH,
    baseline: Annotated[
        str,
        typer.Option(
            help="Allow for how people usually are: “running” learns it along the way, “none” does not, a "
            "name begins with somebody remembered in the settings."
        ),
    ] = "running",
    two_pass: Annotated[
        bool,
        typer.Option(
            "--two-pass",
            help="Learn people, and with --own-voice who speaks, from the whole recording first.",
        ),
    ] = False,
    own_voice: OwnVoiceOption = None,
    audio_track: TrackOption = None,
    partner: Annotated[
        Partner | None,
        typer.Option(
            help="The partner's channel, where a recorder put the two sides of a call on two; each: a result "
            "for both.",
            show_default=False,
        ),
    ] = None,
    faces: Annotated[
        Faces, typer.Option(help="all: a result for each person in the picture, by the face alone.")
    ] = Faces.PARTNER,
    voices: VoicesOption = "partner",
    voice_reader: VoiceReaderOption = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep",
            help="Also put results among the past conversations: “attune review” plays them in step.",
        ),
    ] = False,
    log: LogOption = None,
    jobs: Annotated[
        int, typer.Option(min=1, metavar="N", help="So many recordings at once, each on a core of its own.")
    ] = 1,
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Spread them over the Ray cluster whose head is there (HOST:PORT, or auto).",
            show_default=False,
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Analyse also what an earlier run has finished.")
    ] = False,
) -> None:
    """Analyse recordings as fast as the machine allows: ten estimates a second of recording.

    People are learnt along the way, as live. With --two-pass they are known
    from the first moment on. Of several recordings those that an earlier run
    finished with the same settings are passed over.

    Example: attune analyze talk.mp4 --out results --format csv
    """
    from fusion.recordings.sound import SoundChoice
    from ui.commands.analyze import analyze_recordings
    from ui.live.made_by import made_by

    several = voices_asked(voices)
    if log is not None and not keep:
        raise UserError("--log is where --keep puts recordings; add “--keep”, or leave it out.")
    sides = tuple(Side) if partner is Partner.EACH else (Side(partner.value) if partner else None,)
    sounds = [SoundChoice(audio_track, side) for side in sides]
    reader = voice_reader or VoiceReader.SMALL
    with _log(log, reader) if keep else nullcontext() as kept_in:
        failed = analyze_recordings(
            recordings,
            out,
            format.value,
            mode,
            baseline,
            made_by(reader),
            two_passes=two_pass,
            sounds=sounds,
            every_face=faces is Faces.ALL,
            voices=several,
            own_voice=own_voice,
            voice_reader=reader,
            kept_in=kept_in,
            processes=jobs,
            ray_address=ray,
            again=again,
        )
    raise typer.Exit(failed)


def _log(log: Path | None, reader: VoiceReader) -> AbstractContextManager[RecordingLog]:
    """Where recordings are kept, unlocked; without one nothing of the log is loaded."""
    from ui.commands.log_recordings import RecordingLog
    from ui.commands.unlock import unlock_in_terminal
    from ui.live.made_by import made_by

    unlock_in_terminal(log)
    return RecordingLog(log, made_by(reader))


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
    microphone: MicrophoneOption = None,
    weights: Annotated[
        Path | None,
        typer.Option(help="A model of “attune train voice” in place of the shipped one.", show_default=False),
    ] = None,
) -> None:
    """Record some seconds and say how the voice seems; nothing is kept unless asked for.

    Example: attune record --seconds 3 --save-wav hello.wav --save-spectrogram hello.png
    """
    from ui.commands import record as recording
    from ui.commands.together import device_named, refuse_both

    refuse_both(("--source", source), ("--microphone", microphone))
    raise typer.Exit(
        recording.record(
            seconds=seconds,
            source=source,
            microphone=device_named(microphone),
            save_wav=save_wav,
            save_spectrogram=save_spectrogram,
            repeat=repeat,
            weights=weights,
        )
    )
