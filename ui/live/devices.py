"""What can be listened to and looked at: microphones and cameras, and what this computer plays and shows."""

from __future__ import annotations

from collections.abc import Callable

from audio_model.capture.named import Microphone, microphone_names
from audio_model.capture.system_sound import SystemSound, played_sounds
from face_model.camera import CameraCapture, list_cameras
from face_model.screen.capture import ScreenCapture, screen_count
from face_model.screen.place import Place, is_place, parse_place
from face_model.screen.windows import window_titles
from fusion.evidence import Modality
from fusion.interfaces import AudioChunk, DeviceError, Source, VideoFrame
from fusion.mode import Mode
from ui.live.played import is_played, loudspeaker_of, played

windows_screen: Callable[[Place], Source[VideoFrame]] | None = None
"""Looks at the screen where the desktop shows it to nobody but a window; set by the windows there."""


def microphone_choices() -> list[str]:
    """Names of the microphones found; empty where sound cannot be recorded at all."""
    try:
        return microphone_names()
    except DeviceError:
        return []


def camera_choices() -> list[str]:
    """Names of the cameras found."""
    try:
        return [camera.name for camera in list_cameras()]
    except DeviceError:
        return []


def played_choices() -> list[str]:
    """What can be listened to of what the computer plays, the default first; empty where nothing can."""
    return [played(sound.name) for sound in played_sounds()]


def place_choices() -> list[str]:
    """The windows and screens that can be looked at; empty where the desktop lets nobody look."""
    screens = [str(Place(screen=n)) for n in range(1, screen_count() + 1)]
    return [*(str(Place(window=title)) for title in window_titles()), *screens]


def any_found(mode: Mode) -> bool:
    """Whether there is a device that a mode could use."""
    return (mode.includes(Modality.VOICE) and bool(microphone_choices())) or (
        mode.includes(Modality.FACE) and bool(camera_choices())
    )


def microphone_source(name: str | int | None) -> Source[AudioChunk]:
    """A microphone by name or number, or what the computer plays; None is the system's own choice."""
    if is_played(name):
        return SystemSound(loudspeaker_of(name))
    return Microphone(name)


def camera_source(name: str | int | None) -> Source[VideoFrame]:
    """A camera by name, number or URL, or a part of the screen; None is the first camera.

    Raises
    ------
    UserError
        If no such part of the screen can be meant.
    """
    if isinstance(name, str) and is_place(name):
        return (windows_screen or ScreenCapture)(parse_place(name))
    return CameraCapture(name)
