"""What Windows plays, through WASAPI's loopback as the package soundcard offers it."""

from __future__ import annotations

import threading
from typing import Any

from audio_model.capture.pulse import Block
from audio_model.capture.sounds import SoundDevice
from fusion.interfaces import DeviceError

RATE_HZ, CHANNELS = 48_000, 2
_BLOCK_S = 0.02


def played_sounds() -> list[SoundDevice]:
    """What can be listened to, the default first. Raises DeviceError."""
    soundcard = _soundcard()
    default = soundcard.default_speaker().id
    found = [SoundDevice(str(s.id), str(s.name), s.id == default) for s in soundcard.all_speakers()]
    return sorted(found, key=lambda sound: not sound.is_default)


def default_monitor() -> str:
    """Which loudspeaker plays unless another is chosen. Raises DeviceError."""
    return str(_soundcard().default_speaker().id)


def playing_monitors() -> set[str]:
    """Loudspeakers that some program plays through just now: soundcard does not tell."""
    return set()


class Recorder:
    """Listens to one loudspeaker on a thread of its own; as :class:`audio_model.capture.pulse.Recorder`."""

    rate_hz = float(RATE_HZ)

    def __init__(self, monitor: str, on_block: Block) -> None:
        self._source = _soundcard().get_microphone(monitor, include_loopback=True)
        self._on_block = on_block
        self._ending = threading.Event()
        self.is_lost = False
        self._thread = threading.Thread(target=self._hear, name="attune-system-sound")
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._ending.set()
        self._thread.join()

    def _hear(self) -> None:
        frames = round(_BLOCK_S * RATE_HZ)
        try:
            with self._source.recorder(samplerate=RATE_HZ, channels=CHANNELS, blocksize=frames) as recorder:
                while not self._ending.is_set():
                    self._on_block(recorder.record(frames).astype("float32"), 0.0, 0.0)
        except Exception:  # soundcard raises what Windows says, as RuntimeError and others
            self.is_lost = True


def _soundcard() -> Any:
    try:
        import soundcard
    except Exception as error:
        raise DeviceError(
            "To hear what the computer plays Attune needs the package “soundcard”: pip install soundcard."
        ) from error
    return soundcard
