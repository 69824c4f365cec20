"""Soft tones: upwards for a pleasant feeling, downwards for an unpleasant one, level for neither."""

from __future__ import annotations

from typing import Any

import numpy as np
from PyQt6.QtCore import QBuffer, QIODevice

from fusion.arrays import Int16Array
from fusion.emotions import Emotion
from ui.wording.fitting import pleasantness
from ui.wording.translation import mark, tr

NO_LOUDSPEAKER = mark("No loudspeaker was found.")
RATE = 48_000
NOTE_S = 0.13
LOUDNESS = 0.12
"""Share of full scale: heard beside a conversation, and not above it."""
LOW_HZ, HIGH_HZ = 523.25, 783.99
"""A fifth (C5 and G5): consonant, and plainly another pitch."""


def notes_for(feeling: Emotion) -> tuple[float, float]:
    """The two pitches, Hz, that tell of a feeling."""
    pleasant = pleasantness(feeling)
    if pleasant is None:
        return LOW_HZ, LOW_HZ
    return (LOW_HZ, HIGH_HZ) if pleasant else (HIGH_HZ, LOW_HZ)


def tones(notes: tuple[float, float]) -> Int16Array:
    """Mono sound at ``RATE``, int16 (n,): each note rises and falls, so that nothing clicks."""
    t = np.arange(round(NOTE_S * RATE)) / RATE
    swell = np.sin(np.pi * t / NOTE_S) ** 2
    wave = np.concatenate([swell * np.sin(2 * np.pi * hz * t) for hz in notes])
    sound: Int16Array = np.round(LOUDNESS * 32_767 * wave).astype(np.int16)
    return sound


class Tones:
    """Plays them through the usual loudspeaker.

    Attributes
    ----------
    trouble : str
        Why nothing can be heard, "" where it can.
    """

    def __init__(self) -> None:
        self.trouble = tr(NO_LOUDSPEAKER)
        self._buffer = QBuffer()
        self._sink: Any = None
        try:
            from PyQt6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices
        except ImportError:
            return
        device = QMediaDevices.defaultAudioOutput()
        if not device.isNull():
            form = QAudioFormat()
            form.setSampleRate(RATE)
            form.setChannelCount(1)
            form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
            self._sink, self.trouble = QAudioSink(device, form), ""

    def tell(self, feeling: Emotion, _words: str) -> None:
        """Sound a feeling."""
        if self._sink is not None:
            self.close()
            self._buffer.setData(tones(notes_for(feeling)).tobytes())
            self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
            self._sink.start(self._buffer)

    def close(self) -> None:
        """Be silent."""
        if self._sink is not None:
            self._sink.stop()
        self._buffer.close()
