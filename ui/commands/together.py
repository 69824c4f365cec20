"""Options of the command line that contradict each other: said, in place of heeding one of them silently."""

from __future__ import annotations

from pathlib import Path

from fusion.errors import UserError
from fusion.mode import Mode
from ui.live.options import Options


def refuse_both(*given: tuple[str, object]) -> None:
    """Let at most one of some options stand.

    Parameters
    ----------
    given
        Each as it is typed, and its value; None or False where it was not typed.

    Raises
    ------
    UserError
        If two of them were typed.
    """
    typed = [name for name, value in given if value is not None and value is not False]
    if len(typed) > 1:
        raise UserError(f"{typed[0]} and {typed[1]} contradict each other; leave out one of them.")


def refuse_contradictions(options: Options, log: Path | None, no_log: bool, *, headless: bool) -> None:
    """Let a live session begin only where its options can all be heeded.

    Parameters
    ----------
    headless
        In a terminal the mode stays; in the window it can change, so nothing is said of what it leaves out.

    Raises
    ------
    UserError
        If one takes away what another asks for.
    """
    refuse_both(("--log", log), ("--no-log", no_log))
    refuse_both(("--microphone", options.microphone), ("--sound", options.sound))
    source = f"--source {options.source}"
    refuse_both((source, options.source), ("--camera", options.camera))
    of_devices = {
        "--microphone": options.microphone,
        "--sound": options.sound,
        "--microphone-too": options.microphone_too,
    }
    for name, value in of_devices.items():
        refuse_both((source, options.recording), (name, value))
    of_recordings = {
        "--audio-track": options.audio_track,
        f"--partner {options.side.value if options.side else ''}": options.side,
    }
    for name, value in of_recordings.items():
        if value is not None and options.recording is None:
            raise UserError(f"{name} is for recordings; name one with --source, or leave it out.")
    if headless:
        _refuse_what_the_mode_leaves_out(options)


def _refuse_what_the_mode_leaves_out(options: Options) -> None:
    of_the_voice: dict[str, object] = {
        "--own-voice": options.own_voice,
        "--voice-reader": options.voice_reader,
        "--words": options.words,
        "--microphone": options.microphone,
        "--microphone-too": options.microphone_too,
        "--sound": options.sound,
        "--audio-track": options.audio_track,
        "--partner": options.side,
    }
    of_the_face: dict[str, object] = {
        "--camera": options.camera,
        "--partner speaking": options.follow_speaker,
    }
    left_out = {Mode.FACE: of_the_voice, Mode.VOICE: of_the_face}.get(options.mode, {})
    for name, value in left_out.items():
        if value is not None:
            alone = f"With “--mode {options.mode.value}” the {options.mode.value} alone is read"
            raise UserError(f"{alone}; leave out that or “{name}”.")


def device_named(text: str | None) -> str | int | None:
    """A device as it was typed: a number is one."""
    return int(text) if text is not None and text.isdecimal() else text
