"""One channel of what a media player plays, heard alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from PyQt6.QtCore import QObject

from fusion.arrays import Int16Array
from fusion.side import Side
from ui.widgets.foreign_threads import let_threads_disconnect

_RATE_HZ = 48_000
_LATEST_BYTES = _RATE_HZ  # half a second: what is heard later is no longer in step with the picture


class OneSide(QObject):
    """Hears a player's sound as it is played and lets one channel of it be heard on both loudspeakers.

    A player's own output knows no balance. The player stays the clock; its picture is not touched.

    Parameters
    ----------
    media
        The QMediaPlayer; nothing else is to be its output of sound.
    side
        The channel.

    Raises
    ------
    ImportError
        If Qt's parts for sound are missing.
    """

    def __init__(self, media: Any, side: Side) -> None:
        super().__init__(media)
        from PyQt6.QtMultimedia import QAudioBufferOutput, QAudioFormat, QAudioSink

        self._channel = (Side.LEFT, Side.RIGHT).index(side)
        pair, alone = QAudioFormat(), QAudioFormat()
        for form, channels in ((pair, 2), (alone, 1)):
            form.setSampleRate(_RATE_HZ)
            form.setChannelCount(channels)
            form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._buffers = QAudioBufferOutput(pair, media)
        self._sink = QAudioSink(alone, self)
        self._loudspeaker = self._sink.start()
        self._waiting = bytearray()
        let_threads_disconnect(self._buffers.destroyed, self._sink.stateChanged)
        self._buffers.audioBufferReceived.connect(self._heard)
        media.setAudioBufferOutput(self._buffers)

    def _heard(self, buffer: Any) -> None:
        if not buffer.byteCount():  # what a player hands over last, of which nothing can be asked
            return
        samples = np.frombuffer(buffer.constData().asarray(buffer.byteCount()), np.int16).reshape(-1, 2)
        self.put(samples[:, self._channel])

    def put(self, samples: Int16Array) -> None:
        """Let samples be heard, int16 (n,), 48 kHz; without a loudspeaker nothing is.

        What it has no room for yet waits, half a second of it at most: the oldest is left out.
        """
        if self._loudspeaker is None:
            return
        self._waiting += samples.tobytes()
        del self._waiting[:-_LATEST_BYTES]
        taken = self._loudspeaker.write(bytes(self._waiting))
        del self._waiting[: max(taken, 0)]

    def let_go(self) -> None:
        """Hear no more."""
        self._buffers.audioBufferReceived.disconnect(self._heard)
        self._sink.stop()
        self._loudspeaker = None
