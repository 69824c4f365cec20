"""Whether a recording has what is to be read of it; apart from what is live, which is not loaded for it."""

from __future__ import annotations

from fusion.interfaces import DeviceError
from fusion.mode import Mode
from fusion.recordings.recording import Recording


def require_tracks(recording: Recording, mode: Mode, every_face: bool = False) -> None:
    """Raise DeviceError if ``mode`` is for voice or face alone and the recording lacks that track.

    With ``every_face`` everybody in the picture is asked for, which the remedy has to undo.
    """
    if mode is Mode.VOICE and not recording.has_audio:
        raise DeviceError(f"“{recording.name}” has no sound; use --mode face for its picture.")
    if mode is Mode.FACE and not recording.has_video:
        if every_face:
            raise DeviceError(
                f"“{recording.name}” has no picture; use --mode voice in place of --faces all for its sound."
            )
        raise DeviceError(f"“{recording.name}” has no picture; use --mode voice for its sound.")
