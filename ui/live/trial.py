"""A first look and listen: the newest picture and the level of the sound; nothing is kept."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from fusion.clock import SessionClock
from fusion.interfaces import DeviceError, EndOfStreamError, Source, VideoFrame

_READ_S = 0.1
_RETRY_S = 1.0


class Trial:
    """Opens a source for sound, one for pictures, or both, each on a thread of its own, until :meth:`close`.

    Attributes
    ----------
    picture : VideoFrame or None
        The newest; None while there is none.
    level : float or None
        Root mean square of the newest sound, 0 to 1; None while there is none.
    picture_trouble, sound_trouble : str
        A plain sentence each while it cannot be had, "" while it can.
    """

    def __init__(self, sound: Source[Any] | None, picture: Source[Any] | None) -> None:
        self.picture: VideoFrame | None = None
        self.level: float | None = None
        self.picture_trouble = ""
        self.sound_trouble = ""
        self._clock = SessionClock()
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(target=self._try, args=(source, take, tell), name="attune-trial")
            for source, take, tell in (
                (sound, self._hear, self._tell_sound),
                (picture, self._see, self._tell_picture),
            )
            if source is not None
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Let go of both."""
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def _try(self, source: Source[Any], take: Any, tell: Any) -> None:
        while not self._ending.is_set():
            try:
                source.open(self._clock)
                while not self._ending.is_set():
                    chunk = source.read(_READ_S)
                    if chunk is not None:
                        take(chunk)
                        tell("")
            except (DeviceError, EndOfStreamError) as error:
                take(None)
                tell(str(error))
                self._ending.wait(_RETRY_S)
            finally:
                source.close()

    def _hear(self, chunk: Any) -> None:
        self.level = None if chunk is None else float(np.sqrt(np.mean(np.square(chunk.samples))))

    def _see(self, frame: VideoFrame | None) -> None:
        self.picture = frame

    def _tell_sound(self, sentence: str) -> None:
        self.sound_trouble = sentence

    def _tell_picture(self, sentence: str) -> None:
        self.picture_trouble = sentence
