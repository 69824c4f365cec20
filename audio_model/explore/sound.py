"""A stretch of a recording's sound, from any audio or video file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fusion.arrays import Float32Array
from fusion.interfaces import SAMPLE_RATE_HZ, DeviceError
from fusion.recordings.recording import Recording
from fusion.recordings.sound import USUAL_SOUND, SoundChoice

LONGEST_S = 60.0
"""Longest stretch drawn on one sheet, seconds: beyond it a sheet shows nothing any more."""


@dataclass(frozen=True)
class Sound:
    """A stretch of sound.

    Parameters
    ----------
    samples
        float32 (n,), mono, 16 kHz, full scale at 1.
    name
        The file's name.
    t_start
        Where the stretch begins in the recording, seconds.
    note
        What the reader must know of it ("" when nothing), one sentence.
    """

    samples: Float32Array
    name: str
    t_start: float = 0.0
    note: str = ""

    @property
    def length_s(self) -> float:
        """Length, seconds."""
        return len(self.samples) / SAMPLE_RATE_HZ


def read_sound(
    path: str | Path, start_s: float = 0.0, most_s: float | None = None, choice: SoundChoice = USUAL_SOUND
) -> Sound:
    """The sound of ``path`` from ``start_s`` on, at most ``most_s`` of it (None: all); gaps are silence.

    ``choice`` says which sound, where the file has several.

    Raises
    ------
    DeviceError
        If the file is missing, damaged or without sound, or ends before ``start_s``; one sentence.
    """
    recording = Recording(path, choice)
    wanted = None if most_s is None else round(most_s * SAMPLE_RATE_HZ)
    pieces: list[Float32Array] = []
    have = 0
    for chunk in recording.audio_chunks(start_s):
        at = round((chunk.t_start - start_s) * SAMPLE_RATE_HZ)
        samples = chunk.samples[max(-at, 0) :]
        # Stamps are rounded by the container; only a whole frame missing is a gap.
        if at - have > SAMPLE_RATE_HZ // 50:
            pieces.append(np.zeros(at - have, np.float32))
            have = at
        pieces.append(samples)
        have += len(samples)
        if wanted is not None and have >= wanted:
            break
    if not have:
        raise DeviceError(
            f"“{recording.name}” holds no sound after {start_s:.0f} s; choose an earlier beginning."
        )
    heard = np.concatenate(pieces)[:wanted]
    note, whole_s = recording.warning or "", recording.duration_s
    if most_s is not None and whole_s is not None and whole_s - start_s > most_s + 0.1:
        part = f"Only {most_s:.0f} s from {start_s:.0f} s on, of {whole_s:.0f} s."
        note = " ".join(filter(None, (part, note)))
    return Sound(heard, recording.name, start_s, note)
