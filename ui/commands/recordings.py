"""``attune analyze`` and ``attune record`` as they are typed; ``analyze.py`` and ``record.py`` do it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audio_model.readers import VoiceReader
from fusion.errors import UserError
from ui.commands.analyze_options import Batch, Reading
from ui.commands.options import LogOption
from ui.commands.places import folder_to_fill
from ui.commands.record_options import Recorded

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
    reading: Reading = Reading(),
    keep: Annotated[
        bool,
        typer.Option(
            "--keep",
            help="Also put results among the past conversations: “attune review” plays them in step.",
        ),
    ] = False,
    log: LogOption = None,
    batch: Batch = Batch(),
) -> None:
    """Analyse recordings as fast as the machine allows: ten estimates a second of recording.

    People are learnt along the way, as live. With --two-pass they are known
    from the first moment on. Of several recordings those that an earlier run
    finished with the same settings are passed over.

    Example: attune analyze talk.mp4 --out results --format csv
    """
    from ui.commands.analyze import analyze_recordings

    reading.refuse_contradictions()
    if log is not None and not keep:
        raise UserError("--log is where --keep puts recordings; add “--keep”, or leave it out.")
    with _log(log, reading.reader) if keep else nullcontext() as kept_in:
        code = analyze_recordings(recordings, out, reading, batch, kept_in)
    raise typer.Exit(code)


def _log(log: Path | None, reader: VoiceReader) -> AbstractContextManager[RecordingLog]:
    """Where recordings are kept, unlocked; without one nothing of the log is loaded."""
    from ui.commands.log_recordings import RecordingLog
    from ui.commands.unlock import unlock_in_terminal
    from ui.live.made_by import made_by

    unlock_in_terminal(log)
    return RecordingLog(log, made_by(reader))


def record(asked: Recorded) -> None:
    """Record some seconds and say how the voice seems; nothing is kept unless asked for.

    Example: attune record --seconds 3 --save-wav hello.wav --save-spectrogram hello.png
    """
    from ui.commands import record as recording
    from ui.commands.together import refuse_both

    refuse_both(("--source", asked.source), ("--microphone", asked.microphone))
    recording.record(asked)
