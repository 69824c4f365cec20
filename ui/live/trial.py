"""A first look and listen: the newest picture and the level of the sound; nothing is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from face_model.screen.capture import OWN_IN_FRONT
from fusion.arrays import Float32Array, Uint8Array
from fusion.clock import SessionClock
from fusion.interfaces import DeviceError, EndOfStreamError, Source, VideoFrame
from ui.wording.captured import GREY
from ui.wording.translation import tr

_READ_S = 0.1
_RETRY_S = 1.0
_SILENT = 1e-9


class Look(Protocol):
    """What a panel shows of what was chosen there, asked for as often as it likes.

    Attributes
    ----------
    picture : array or None
        The newest, uint8 (height, width, 3), RGB; None while there is none.
    level_dbfs : float or None
        How loud the newest sound is, dB of full scale; None while there is none.
    troubles : tuple of str
        A plain sentence each for what cannot be had.
    """

    @property
    def picture(self) -> Uint8Array | None: ...
    @property
    def level_dbfs(self) -> float | None: ...
    @property
    def troubles(self) -> tuple[str, ...]: ...

    def end(self) -> None:
        """Look no more; returns at once."""
        ...


class Trial:
    """Opens a source for sound, one for pictures, or both, each on a thread of its own, until :meth:`end`.

    A :class:`Look` for when no session has the devices.

    Parameters
    ----------
    after
        The trial before, which lets go of its devices first.
    """

    def __init__(
        self, sound: Source[Any] | None, picture: Source[Any] | None, after: Trial | None = None
    ) -> None:
        self.picture: Uint8Array | None = None
        self.level_dbfs: float | None = None
        self._told = {"picture": "", "sound": ""}
        self._grey = ""
        self._clock = SessionClock()
        self._ending = threading.Event()
        self._after = after
        self._threads = [
            threading.Thread(target=self._try, args=(source, take, what), name="attune-trial")
            for source, take, what in ((sound, self._hear, "sound"), (picture, self._see, "picture"))
            if source is not None
        ]
        for thread in self._threads:
            thread.start()

    @property
    def troubles(self) -> tuple[str, ...]:
        """A plain sentence each for what cannot be had just now."""
        return tuple(sentence for sentence in (*self._told.values(), self._grey) if sentence)

    @property
    def ended(self) -> bool:
        """Whether it was told to end; its devices may still be open for a moment."""
        return self._ending.is_set()

    def end(self) -> None:
        """Let go of both as soon as they can be; a driver that hangs holds up nobody."""
        self._ending.set()

    def close(self) -> None:
        """End, and wait until both are let go of."""
        self.end()
        for thread in self._threads:
            thread.join()

    def _try(self, source: Source[Any], take: Callable[[Any], None], what: str) -> None:
        if self._after is not None:
            self._after.close()
        while not self._ending.is_set():
            try:
                source.open(self._clock)
                while not self._ending.is_set():
                    chunk = source.read(_READ_S)
                    if chunk is not None:
                        take(chunk)
                        self._told[what] = ""
            except (DeviceError, EndOfStreamError) as error:
                take(None)
                self._told[what] = str(error)
                self._ending.wait(_RETRY_S)
            finally:
                source.close()

    def _hear(self, chunk: Any) -> None:
        self.level_dbfs = None if chunk is None else _dbfs(chunk.samples)

    def _see(self, frame: VideoFrame | None) -> None:
        self.picture = None if frame is None else frame.image
        self._grey = tr(GREY) if frame is not None and frame.covered == OWN_IN_FRONT else ""


def _dbfs(samples: Float32Array) -> float:
    return float(10 * np.log10(max(float(np.mean(np.square(samples))), _SILENT)))
