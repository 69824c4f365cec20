"""Clips decoded once: 16 kHz mono int16 in one memory-mapped file per corpus."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track

from audio_model.corpora.clips import Clip
from audio_model.excerpts import speech_span
from fusion.arrays import Float32Array, Int16Array, IntArray
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.whole_files import whole


def read_audio(path: Path) -> Float32Array:
    """The sound of a file, float32 (n,), mono, 16 kHz.

    Raises
    ------
    UserError
        If the file cannot be read, or is empty.
    """
    import soundfile
    import soxr

    try:
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise UserError(
            f"{path} cannot be read as sound; convert it to WAV or FLAC, or remove it."
        ) from error
    mono = sound.mean(axis=1)
    if len(mono) == 0:
        raise UserError(f"{path} is empty; remove it.")
    if rate != SAMPLE_RATE_HZ:
        mono = soxr.resample(mono, rate, SAMPLE_RATE_HZ)
    return np.ascontiguousarray(mono, dtype=np.float32)


@dataclass(frozen=True)
class Waveforms:
    """The sound of many clips.

    Parameters
    ----------
    clips
        The clips that could be read.
    samples
        int16, all clips one after the other.
    bounds
        (n + 1,) where each clip starts and ends in ``samples``.
    spans
        (n, 2) first and last sample of speech, counted from the clip's start.
    unreadable
        A sentence for each file that could not be read.
    """

    clips: tuple[Clip, ...]
    samples: Int16Array
    bounds: IntArray
    spans: IntArray
    unreadable: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.clips)

    def sound(self, index: int) -> Float32Array:
        """Clip ``index`` as float32 in [-1, 1]."""
        part = self.samples[self.bounds[index] : self.bounds[index + 1]]
        return part.astype(np.float32) / 32768


def load_waveforms(clips: Sequence[Clip], cache: Path, name: str) -> Waveforms:
    """Decode ``clips`` into ``cache`` (once: a later call with the same files only maps them).

    Raises
    ------
    UserError
        If not one of the clips can be read.
    """
    stem = f"{name}-{state_of(clips)}"
    sound_file, index_file = cache / f"{stem}.int16", cache / f"{stem}.json"
    if not index_file.is_file():
        _decode(clips, sound_file, index_file, name)
    index: dict[str, Any] = json.loads(index_file.read_text())
    kept = tuple(clips[i] for i in index["kept"])
    if not kept:
        raise UserError(f"Not one clip of {name} can be read: {index['unreadable'][0]}")
    samples = np.memmap(sound_file, dtype=np.int16, mode="r")
    return Waveforms(
        kept, samples, np.array(index["bounds"]), np.array(index["spans"]), tuple(index["unreadable"])
    )


def state_of(clips: Sequence[Clip], how: str = "") -> str:
    """Sixteen letters to name a cache by: other ones for other files, or read in another way (``how``)."""
    stamp = hashlib.sha256(how.encode())
    for clip in clips:
        state = clip.path.stat()
        stamp.update(f"{clip.path.resolve()} {state.st_size} {state.st_mtime_ns}\n".encode())
    return stamp.hexdigest()[:16]


def _decode(clips: Sequence[Clip], sound_file: Path, index_file: Path, name: str) -> None:
    kept, bounds, spans, unreadable = [], [0], [], []
    with whole(sound_file) as part, part.open("wb") as out:
        for i, clip in enumerate(track(clips, f"reading {name}", transient=True)):
            try:
                sound = read_audio(clip.path)
            except UserError as error:
                unreadable.append(str(error))
                continue
            out.write((np.clip(sound, -1, 32767 / 32768) * 32768).astype(np.int16).tobytes())
            kept.append(i)
            bounds.append(bounds[-1] + len(sound))
            spans.append(speech_span(sound, SAMPLE_RATE_HZ))
    index = {"kept": kept, "bounds": bounds, "spans": spans, "unreadable": unreadable}
    with whole(index_file) as part:  # written last: its presence says that the sound is complete
        part.write_text(json.dumps(index))
