"""The microphones and cameras of this computer."""

from __future__ import annotations

from audio_model.capture.microphone import MicrophoneCapture, list_microphones
from face_model.camera import CameraCapture, list_cameras
from fusion.evidence import Modality
from fusion.interfaces import AudioChunk, DeviceError, Source, VideoFrame
from fusion.mode import Mode


def microphone_choices() -> list[str]:
    """Names of the microphones found; empty where sound cannot be recorded at all."""
    try:
        return [microphone.name for microphone in list_microphones()]
    except DeviceError:
        return []


def camera_choices() -> list[str]:
    """Names of the cameras found."""
    try:
        return [camera.name for camera in list_cameras()]
    except DeviceError:
        return []


def any_found(mode: Mode) -> bool:
    """Whether there is a device that a mode could use."""
    return (mode.includes(Modality.VOICE) and bool(microphone_choices())) or (
        mode.includes(Modality.FACE) and bool(camera_choices())
    )


def microphone_source(name: str | int | None) -> Source[AudioChunk]:
    """A microphone by name or number; None is the system's own choice."""
    return MicrophoneCapture(name)


def camera_source(name: str | int | None) -> Source[VideoFrame]:
    """A camera by name, number or URL; None is the first one."""
    return CameraCapture(name)
