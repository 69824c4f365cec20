"""Whether a recording has what is to be read of it; apart from what is live, which is not loaded for it."""

from __future__ import annotations

from fusion.interfaces import DeviceError
from fusion.mode import Mode
from fusion.recordings.recording import Recording


def require_tracks(recording: Recording, mode: Mode, asked: str = "") -> None:
    """Raise DeviceError if ``mode`` is for voice or face alone and the recording lacks that track.

    ``asked`` is the option that the remedy has to undo; "" where it is the mode itself.
    """
    if mode is Mode.VOICE and not recording.has_audio:
        if asked:
            raise DeviceError(
                f"“{recording.name}” has no sound; use --mode face in place of {asked} for its picture."
            )
        raise DeviceError(f"“{recording.name}” has no sound; use --mode face for its picture.")
    if mode is Mode.FACE and not recording.has_video:
        if asked:
            raise DeviceError(
                f"“{recording.name}” has no picture; use --mode voice in place of {asked} for its sound."
            )
        raise DeviceError(f"“{recording.name}” has no picture; use --mode voice for its sound.")
