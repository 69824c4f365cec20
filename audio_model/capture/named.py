"""Microphones by the names the desktop knows them by, where a sound server tells them."""

from __future__ import annotations

import sys
from typing import Any

from audio_model.capture import pulse
from audio_model.capture.microphone import MicrophoneCapture, list_microphones
from audio_model.capture.portaudio import find_microphone
from audio_model.capture.server_stream import ServerStream
from audio_model.capture.sounds import SoundDevice, meant_by
from fusion.clock import SessionClock
from fusion.interfaces import AudioChunk, DeviceError, Source

_SAYS_NOTHING = ("default", "pulse", "pipewire")
"""What ALSA calls the way to a sound server, whatever microphone stands at its end."""


def microphone_names() -> list[str]:
    """Names of the microphones found: the sound server's, the default first; else PortAudio's.

    Raises
    ------
    DeviceError
        If neither can be asked.
    """
    return [m.name for m in _server_inputs()] or [m.name for m in list_microphones()]


class ServerMicrophone(ServerStream):
    """A microphone of the sound server, as a :class:`fusion.interfaces.Source` of sound.

    Parameters
    ----------
    device
        Its name as :func:`audio_model.capture.pulse.microphones` gives it, or a part of it that no other has,
        or the server's own.
    """

    def __init__(self, device: str) -> None:
        super().__init__(device)
        self._device = device

    def _find(self) -> tuple[str, str]:
        microphone = meant_by(self._device, pulse.microphones())
        if microphone is None:
            raise DeviceError(_unknown(self._device))
        return microphone.id, microphone.name

    def _record(self, id: str) -> Any:
        return pulse.Recorder(id, self._on_block)

    def _gone(self) -> str:
        return f"The microphone “{self._name}” is gone; plug it in again or pick another one."


class Microphone:
    """A microphone as a :class:`fusion.interfaces.Source` of sound, looked for anew at each ``open``.

    Parameters
    ----------
    device
        PortAudio's index, or a name: the desktop's, or PortAudio's (the whole or a distinctive part of it);
        None for the system's default.
    """

    def __init__(self, device: int | str | None = None) -> None:
        self._device = device
        self._source: Source[AudioChunk] = MicrophoneCapture(device)
        self._known_as = ""

    @property
    def name(self) -> str:
        """The device's own name once it was opened."""
        return self._known_as or self._source.name

    @property
    def dropped(self) -> int:
        """Blocks lost since ``open``."""
        return self._source.dropped

    def open(self, clock: SessionClock) -> None:
        """Start recording. Raises DeviceError: none found, busy, not allowed, or no way to record."""
        self.close()
        inputs, device = _server_inputs(), self._device
        known = meant_by(device, inputs) if isinstance(device, str) else None
        if isinstance(device, str) and known is None and inputs:
            _require(device)
        if known is not None:
            self._source = ServerMicrophone(known.id)
        elif not isinstance(self._source, MicrophoneCapture):
            self._source = MicrophoneCapture(device)
        self._known_as = ""
        self._source.open(clock)
        if device is None and self._source.name in _SAYS_NOTHING:
            self._known_as = next((m.name for m in inputs if m.is_default), "")

    def read(self, timeout_s: float) -> AudioChunk | None:
        """The next chunk, or None. Raises DeviceError when the device is gone."""
        return self._source.read(timeout_s)

    def close(self) -> None:
        """Let go of the device."""
        self._source.close()


def _server_inputs() -> list[SoundDevice]:
    """The sound server's microphones; empty where there is none, or no such server."""
    if not sys.platform.startswith("linux"):
        return []
    try:
        return pulse.microphones()
    except DeviceError:
        return []


def _require(device: str) -> None:
    """Raise DeviceError with the names the desktop knows, where PortAudio knows no such device either."""
    try:
        find_microphone(device)
    except DeviceError as error:
        raise DeviceError(_unknown(device)) from error


def _unknown(device: str) -> str:
    names = ", ".join(f"“{name}”" for name in microphone_names())
    return f"There is no microphone “{device}”; plug it in, or pick one of {names}."
