"""What the computer plays, as a source of stamped 16 kHz chunks: on a call, the other person's voice."""

from __future__ import annotations

import queue
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_model.capture.sounds import PlayedSound
from audio_model.capture.stamping import BlockStamper
from fusion.clock import SessionClock
from fusion.downmix import Downmix
from fusion.interfaces import AudioChunk, DeviceError, DeviceState

FIRST_SOUND_S = 3.0
"""A recorder from which nothing at all has come for so long, silence neither, is started anew (seconds).

A loudspeaker that has been idle may take two seconds until its monitor delivers; one may also never do so.
"""

FOLLOW_S = 2.0
"""While there is silence it is asked so often whether another loudspeaker has become the default, seconds."""

_RING_BLOCKS = 1000
_SILENCE = 1e-5


@dataclass(frozen=True)
class _Block:
    """Sound, float32 (n, channels), and when its last sample was played (session seconds)."""

    samples: npt.NDArray[np.float32]
    t_end: float
    after_loss: bool


def played_sounds() -> list[PlayedSound]:
    """What can be listened to, the default first; empty where nothing can. The names are unique."""
    try:
        found: list[PlayedSound] = _system().played_sounds()
    except DeviceError:
        return []
    names = [sound.name for sound in found]
    return [
        PlayedSound(s.id, f"{s.name} ({s.id})", s.is_default) if names.count(s.name) > 1 else s for s in found
    ]


class SystemSound:
    """What a loudspeaker plays as a :class:`fusion.interfaces.Source` of sound.

    Parameters
    ----------
    device
        Name of a loudspeaker or headphone as :func:`played_sounds` gives it, or a part of it, or the system's
        own name; None for whatever plays by default, also when that changes.

    Notes
    -----
    A stamp is when the first sample was played, as the sound server tells: a monitor hands sound on before it
    is heard.
    """

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._name = "what this computer plays" if device is None else device
        self._monitor = ""
        self._recorder: Any = None
        self._clock: SessionClock | None = None
        self._blocks: queue.Queue[_Block] = queue.Queue()
        self._stamper = BlockStamper(1.0)
        self._downmix = Downmix(1.0)
        self._dropped = 0
        self._lost_some = False
        self._heard_at = self._sounded_at = 0.0

    @property
    def name(self) -> str:
        """The loudspeaker's own name once it was opened."""
        return self._name

    @property
    def dropped(self) -> int:
        """Blocks lost since ``open`` because nobody fetched them in time."""
        return self._dropped

    def open(self, clock: SessionClock) -> None:
        """Begin to listen. Raises DeviceError: no sound server, no such loudspeaker, not possible here."""
        self.close()
        self._adopt(_find(self._device))
        self._clock, self._dropped = clock, 0
        self._start()

    def read(self, timeout_s: float) -> AudioChunk | None:
        """The next 32 ms or so, or None. Raises DeviceError when the loudspeaker is gone."""
        if self._clock is None:
            raise DeviceError("What the computer plays is not listened to: start it first.", DeviceState.OFF)
        deadline = time.monotonic() + timeout_s
        while (chunk := self._stamper.take()) is None:
            try:
                block = self._blocks.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self._look_after(self._clock.now())
                return None
            self._take(block)
        self._look_after(self._clock.now())
        return chunk

    def close(self) -> None:
        """Listen no more; harmless when not open."""
        recorder, self._recorder = self._recorder, None
        self._clock = None
        if recorder is not None:
            recorder.close()

    def _start(self) -> None:
        assert self._clock is not None
        self._heard_at = self._sounded_at = self._clock.now()
        self._blocks = queue.Queue(maxsize=_RING_BLOCKS)
        self._lost_some = False
        self._recorder = _system().Recorder(self._monitor, self._on_block)
        self._stamper = BlockStamper(self._recorder.rate_hz)
        self._downmix = Downmix(self._recorder.rate_hz)

    def _on_block(self, samples: npt.NDArray[np.float32], latency_s: float) -> None:
        """The recorder's thread: stamp and leave."""
        if (clock := self._clock) is None:
            return
        try:
            self._blocks.put_nowait(_Block(samples, clock.now() - latency_s, self._lost_some))
            self._lost_some = False
        except queue.Full:
            self._dropped += 1
            self._lost_some = True

    def _take(self, block: _Block) -> None:
        assert self._clock is not None
        self._heard_at = self._clock.now()
        mono = self._downmix.mono(block.samples)
        if np.abs(mono).max() > _SILENCE:
            self._sounded_at = self._heard_at
        duration_s = len(mono) / self._recorder.rate_hz
        self._stamper.put(mono, block.t_end - duration_s, block.after_loss)

    def _look_after(self, now: float) -> None:
        """Start a recorder anew from which nothing comes, and follow the default. Raises DeviceError."""
        if self._recorder.is_lost:
            if not self._follow_default():
                raise DeviceError(
                    f"“{self._name}” plays no more: connect it again, or choose another sound to listen to.",
                    DeviceState.LOST,
                )
        elif now - self._heard_at > FIRST_SOUND_S:
            self._recorder.close()
            self._start()
        elif now - self._sounded_at > FOLLOW_S:
            self._sounded_at = now
            self._follow_default()

    def _follow_default(self) -> bool:
        """Go on with another loudspeaker where that is now the default, and the default is what is wanted."""
        if self._device is not None or _system().default_monitor() == self._monitor:
            return False
        self._recorder.close()
        self._adopt(_find(None))
        self._start()
        return True

    def _adopt(self, sound: PlayedSound) -> None:
        self._name, self._monitor = sound.name, sound.id


def _find(device: str | None) -> PlayedSound:
    """The loudspeaker meant. Raises DeviceError."""
    _system().default_monitor()  # says what is wrong where nothing can be listened to at all
    found = played_sounds()
    if not found:
        raise DeviceError("No loudspeaker was found whose sound could be heard: check the sound settings.")
    if device is None:
        return found[0]
    exact = [s for s in found if device in (s.name, s.id)]
    partly = [s for s in found if device.casefold() in s.name.casefold()]
    if exact or len(partly) == 1:
        return (exact or partly)[0]
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
