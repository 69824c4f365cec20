"""PortAudio without its surprises: devices by name, errors in plain words."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from audio_model.capture.sounds import meant
from fusion.interfaces import DeviceError, DeviceState

log = logging.getLogger(__name__)

_DEVICE_UNAVAILABLE = -9985

CLOSED_WITHIN_S = 3.0
"""A stream that takes longer to close has hung in its driver, seconds."""

_LATENCY_S = 0.1
"""Asked of the driver: nobody hears what is recorded, so rather a safe buffer than a short one."""

# Guards PortAudio's start and end, and the count of open streams.
_lock = threading.RLock()
_open_streams = 0


@dataclass(frozen=True)
class MicrophoneInfo:
    """One input device: PortAudio's index (good until the list is refreshed), its name, the default one."""

    index: int
    name: str
    is_default: bool


def list_microphones() -> list[MicrophoneInfo]:
    """The microphones of this machine, as known since the start or the last :func:`refresh_devices`.

    Raises
    ------
    DeviceError
        If PortAudio is not installed.
    """
    sd = _sounddevice()
    with _lock:
        inputs = _inputs(sd)
        default = _default_index(sd)
    return [MicrophoneInfo(int(d["index"]), str(d["name"]), d["index"] == default) for d in inputs]


def refresh_devices() -> bool:
    """Look again which devices there are; False where an open stream forbids it.

    PortAudio makes its list once, so a microphone plugged in later is only found by starting it anew.
    """
    sd = _sounddevice()
    with _lock:
        if _open_streams:
            return False
        sd._terminate()
        sd._initialize()
    return True


def find_microphone(device: int | str | None) -> dict[str, Any]:
    """PortAudio's description of a microphone given by index, name, part of a name, or None (default).

    Raises
    ------
    DeviceError
        If there is none; looked for again in a fresh list before that.
    """
    found = _find(device)
    if found is None and refresh_devices():
        found = _find(device)
    if found is not None:
        return found
    names = ", ".join(f"“{m.name}”" for m in list_microphones())
    if not names:
        raise DeviceError(
            "No microphone was found; plug one in, or check that the system's sound settings show it."
        )
    if device is None:
        raise DeviceError(f"The system names no default microphone; pick one of {names}.")
    raise DeviceError(f"There is no microphone “{device}”; plug it in, or pick one of {names}.")


def open_input(info: dict[str, Any], on_sound: Callable[..., None], on_finished: Callable[[], None]) -> Any:
    """A running float32 input stream of the device at its own rate.

    Of two channels where there are as many: a sound server asked for one would cancel out a voice that is in
    opposite phase on them. Else of one, or of all where it must be.

    Raises
    ------
    DeviceError
        Busy, not allowed, or otherwise not to be opened.
    """
    global _open_streams
    sd = _sounddevice()
    error: Any = None
    with _lock:
        most = int(info["max_input_channels"])
        for channels in dict.fromkeys((min(2, most), 1, most)):
            try:
                stream = sd.InputStream(
                    samplerate=info["default_samplerate"],
                    device=info["index"],
                    channels=channels,
                    dtype="float32",
                    latency=_LATENCY_S,
                    callback=on_sound,
                    finished_callback=on_finished,
                )
            except sd.PortAudioError as failure:
                error = failure
                continue
            try:
                stream.start()
            except sd.PortAudioError as failure:
                stream.close(ignore_errors=True)
                error = failure
                continue
            _open_streams += 1
            return stream
    raise _explained(str(info["name"]), error)


def close_input(stream: Any) -> None:
    """Stop and close a stream of :func:`open_input`.

    ALSA's way to a sound server that has just died may hang in this for ever: that stream is left to itself.
    """

    def close() -> None:
        global _open_streams
        stream.abort(ignore_errors=True)
        stream.close(ignore_errors=True)
        with _lock:
            _open_streams -= 1

    # Daemon, and not under the lock: neither the end of the program nor the next stream waits for a driver.
    closing = threading.Thread(target=close, name="attune-microphone-close", daemon=True)
    closing.start()
    closing.join(CLOSED_WITHIN_S)
    if closing.is_alive():
        log.warning("a microphone is not let go of within %g s; it is left to itself", CLOSED_WITHIN_S)
        atexit.unregister(_sounddevice()._exit_handler)  # PortAudio's own end would hang in the same place


def _find(device: int | str | None) -> dict[str, Any] | None:
    sd = _sounddevice()
    with _lock:
        inputs = _inputs(sd)
        wanted = _default_index(sd) if device is None else device
    if isinstance(wanted, int):
        return next((d for d in inputs if d["index"] == wanted), None)
    return meant(wanted, inputs, lambda d: (d["name"],))


def _inputs(sd: Any) -> list[dict[str, Any]]:
    """Input devices of the default host API (Windows lists each device once for every API)."""
    inputs = [d for d in sd.query_devices() if d["max_input_channels"] > 0]
    try:
        preferred = sd.default.hostapi
    except sd.PortAudioError:  # no host API at all
        return inputs
    return [d for d in inputs if d["hostapi"] == preferred] or inputs


def _default_index(sd: Any) -> int:
    try:
        return int(sd.query_devices(kind="input")["index"])
    except (sd.PortAudioError, ValueError):
        return -1


def _explained(name: str, error: Any) -> DeviceError:
    """The one sentence for a PortAudioError."""
    text = str(error).lower()
    code = error.args[1] if len(error.args) > 1 else 0
    if "permission" in text or "denied" in text or "not permitted" in text:
        return DeviceError(
            f"Attune may not use the microphone “{name}”; allow it in the system's privacy settings.",
            DeviceState.DENIED,
        )
    if code == _DEVICE_UNAVAILABLE or "busy" in text:
        return DeviceError(
            f"The microphone “{name}” is in use by another program; close that program or pick another one.",
            DeviceState.BUSY,
        )
    log.warning("the microphone %s cannot be opened: %s", name, error)
    return DeviceError(
        f"The microphone “{name}” cannot be opened; plug it in again or pick another one.",
        DeviceState.LOST,
    )


def _sounddevice() -> Any:
    """The sounddevice module; its first import starts PortAudio."""
    with _lock:
        try:
            import sounddevice
        except OSError as error:
            raise DeviceError(
                "The PortAudio library is missing, so no microphone can be used; "
                "install it (Debian, Ubuntu: sudo apt install libportaudio2)."
            ) from error
    return sounddevice
