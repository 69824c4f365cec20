"""What the computer plays, as a source of stamped 16 kHz chunks: on a call, the other person's voice."""

from __future__ import annotations

import sys
from typing import Any

from audio_model.capture.server_stream import ServerStream
from audio_model.capture.sounds import SoundDevice, meant_by
from fusion.interfaces import DeviceError

FOLLOW_S = 2.0
"""While there is silence it is asked so often whether another loudspeaker has become the default, seconds."""


def played_sounds() -> list[SoundDevice]:
    """What can be listened to, the default first; empty where nothing can. The names are unique."""
    try:
        found: list[SoundDevice] = _system().played_sounds()
    except DeviceError:
        return []
    names = [sound.name for sound in found]
    return [
        SoundDevice(s.id, f"{s.name} ({s.id})", s.is_default) if names.count(s.name) > 1 else s for s in found
    ]


class SystemSound(ServerStream):
    """What a loudspeaker plays as a :class:`fusion.interfaces.Source` of sound.

    Parameters
    ----------
    device
        Name of a loudspeaker or headphone as :func:`played_sounds` gives it, or a part of it, or the system's
        own name; None for whatever plays by default, also when that changes, and for another one while
        programs play through that alone: many a call has its own choice of headphones.

    Notes
    -----
    A stamp is when the first sample was played, as the sound server tells: a monitor hands sound on before it
    is heard.
    """

    def __init__(self, device: str | None = None) -> None:
        super().__init__("what this computer plays" if device is None else device)
        self._device = device

    def _find(self) -> tuple[str, str]:
        sound = _find(self._device) if self._device is not None else _any(self._wanted())
        return sound.id, sound.name

    def _record(self, id: str) -> Any:
        return _system().Recorder(id, self._on_block)

    def _gone(self) -> str:
        return f"“{self._name}” plays no more: connect it again, or choose another sound to listen to."

    def _look_after(self, now: float) -> None:
        """As every stream is looked after, and the default one is followed where that is wanted."""
        if self._recorder.is_lost and self._follow_default():
            return
        super()._look_after(now)
        if now - self._sounded_at > FOLLOW_S:
            self._sounded_at = now
            self._follow_default()

    def _wanted(self) -> str:
        """Which loudspeaker, where none was chosen."""
        system = _system()
        default, playing = system.default_monitor(), system.playing_monitors()
        if default in playing or not playing:
            return str(default)
        return self._id if self._id in playing else str(min(playing))

    def _follow_default(self) -> bool:
        """Go on with another loudspeaker where none was chosen, and that is now the one to be heard."""
        if self._device is not None or self._wanted() == self._id:
            return False
        self._id, self._name = self._find()
        self._start()
        return True


def _any(wanted: str) -> SoundDevice:
    """The loudspeaker of this system's name, or the default one. Raises DeviceError."""
    found = _found()
    return next((sound for sound in found if sound.id == wanted), found[0])


def _found() -> list[SoundDevice]:
    """What there is, at least one. Raises DeviceError."""
    _system().default_monitor()  # says what is wrong where nothing can be listened to at all
    found = played_sounds()
    if not found:
        raise DeviceError("No loudspeaker was found whose sound could be heard: check the sound settings.")
    return found


def _find(device: str) -> SoundDevice:
    """The loudspeaker meant. Raises DeviceError."""
    found = _found()
    if (known := meant_by(device, found)) is not None:
        return known
    names = ", ".join(f"“{s.name}”" for s in found)
    raise DeviceError(f"Nothing called “{device}” plays sound here: connect it or choose one of {names}.")


def _system() -> Any:
    """The ``played_sounds``, ``default_monitor`` and ``Recorder`` of this system. Raises DeviceError."""
    if sys.platform == "darwin":
        raise DeviceError(
            "macOS lets no program hear what others play: install a loopback device such as BlackHole, send "
            "the call's sound to it too, and choose it as the microphone."
        )
    if sys.platform == "win32":
        from audio_model.capture import loopback

        return loopback
    from audio_model.capture import pulse

    return pulse
