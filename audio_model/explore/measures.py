"""What a clip comes to in six numbers, and those numbers in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_model.corpora.clips import Clip
from audio_model.excerpts import speech_span
from audio_model.explore.contours import PITCH_FRAME, Contours, contours, frames_of
from audio_model.explore.progress import tracked
from audio_model.explore.sound import read_sound
from audio_model.spectrogram import hann
from fusion.arrays import Float32Array, FloatArray
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ, DeviceError
from fusion.whole_files import whole

_NAN = float("nan")
_FEWEST_VOICED = 10
_VERSION = 2
"""To be raised whenever a number is measured in another way: figures kept from before are then not used."""


class Scale(Enum):
    """How two values of a measure are compared."""

    DIFFERENCE = "difference"
    SEMITONES = "semitones"
    PER_CENT = "per cent"


@dataclass(frozen=True)
class Measure:
    """One of the numbers.

    Parameters
    ----------
    name
        Field of :class:`Measures`.
    words
        As it is called in pictures and sentences.
    unit
        Of the number itself.
    scale
        How two of them are compared.
    noticeable
        Smallest difference, in the scale's unit, that is worth speaking of. Conventions: about what a
        listener notices in ordinary speech (1 dB, 1 semitone; 5 % of tempo, Quené 2007).
    """

    name: str
    words: str
    unit: str
    scale: Scale
    noticeable: float

    @property
    def difference_unit(self) -> str:
        """Unit of a difference."""
        return {Scale.DIFFERENCE: self.unit, Scale.SEMITONES: "semitones", Scale.PER_CENT: "%"}[self.scale]

    def comparable(self, values: npt.ArrayLike) -> FloatArray:
        """``values`` on an even scale: as they are, in semitones, or as natural logarithms."""
        x: FloatArray = np.asarray(values, dtype=np.float64)
        if self.scale is Scale.DIFFERENCE:
            return x
        even: FloatArray = np.log(x) * (12 / np.log(2) if self.scale is Scale.SEMITONES else 1.0)
        return even

    def plain(self, comparable: npt.ArrayLike) -> FloatArray:
        """Comparable values in ``unit`` again."""
        x: FloatArray = np.asarray(comparable, dtype=np.float64)
        if self.scale is Scale.DIFFERENCE:
            return x
        plain: FloatArray = np.exp(x * (np.log(2) / 12 if self.scale is Scale.SEMITONES else 1.0))
        return plain

    def difference(self, comparable: npt.ArrayLike) -> FloatArray:
        """A difference of comparable values in ``difference_unit``."""
        x: FloatArray = np.asarray(comparable, dtype=np.float64)
        if self.scale is not Scale.PER_CENT:
            return x
        per_cent: FloatArray = 100.0 * np.expm1(x)
        return per_cent


MEASURES: tuple[Measure, ...] = (
    Measure("level_db", "level", "dB", Scale.DIFFERENCE, 1.0),
    Measure("pitch_hz", "pitch", "Hz", Scale.SEMITONES, 1.0),
    Measure("pitch_range_st", "pitch range", "semitones", Scale.DIFFERENCE, 1.0),
    Measure("level_range_db", "level range", "dB", Scale.DIFFERENCE, 1.0),
    Measure("speech_s", "length", "s", Scale.PER_CENT, 5.0),
    Measure("centroid_hz", "spectral centroid", "Hz", Scale.PER_CENT, 5.0),
)
BY_NAME = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True)
class Measures:
    """One clip; NaN where there is nothing to measure.

    Parameters
    ----------
    level_db
        Root mean square over the active frames, dB re full scale. It tells of the voice only within one
        corpus, where the microphone and its gain were the same.
    pitch_hz
        Median of the voiced frames.
    pitch_range_st
        From the 10th to the 90th percentile of the voiced frames, semitones.
    level_range_db
        From the 10th to the 90th percentile of the active frames, dB.
    speech_s
        From the first to the last sound of speech: among takes of one sentence, the inverse of tempo.
    centroid_hz
        Mean spectral centroid of the active frames.
    """

    level_db: float = _NAN
    pitch_hz: float = _NAN
    pitch_range_st: float = _NAN
    level_range_db: float = _NAN
    speech_s: float = _NAN
    centroid_hz: float = _NAN

    def to_json(self) -> dict[str, float | None]:
        """Plain values; null where there is none."""
        return {k: round(v, 4) if np.isfinite(v) else None for k, v in asdict(self).items()}


def measure(sound: Float32Array, found: Contours | None = None) -> Measures:
    """The numbers of ``sound``, float32 (n,), 16 kHz; ``found`` spares working its contours out again."""
    found = found or contours(sound)
    active = found.active
    if not active.any():
        return Measures()
    level = found.level_db[active]
    magnitude = np.abs(np.fft.rfft(frames_of(sound, PITCH_FRAME)[active] * hann(PITCH_FRAME)))
    centroid_hz = magnitude @ np.fft.rfftfreq(PITCH_FRAME, 1 / SAMPLE_RATE_HZ) / magnitude.sum(axis=1)
    first, last = speech_span(sound, SAMPLE_RATE_HZ)
    pitch = found.pitch_hz[np.isfinite(found.pitch_hz)]
    has_pitch = len(pitch) >= _FEWEST_VOICED
    low, high = np.percentile(pitch, [10, 90]) if has_pitch else (_NAN, _NAN)
    return Measures(
        level_db=float(10 * np.log10(np.mean(10 ** (level / 10)))),
        pitch_hz=float(np.median(pitch)) if has_pitch else _NAN,
        pitch_range_st=float(12 * np.log2(high / low)),
        level_range_db=float(np.diff(np.percentile(level, [10, 90]))[0]),
        speech_s=(last - first) / SAMPLE_RATE_HZ,
        centroid_hz=float(centroid_hz.mean()),
    )


def in_words(m: Measures, length_s: float) -> str:
    """The numbers as a sentence or two: the text twin of a sheet."""
    if not np.isfinite(m.level_db):
        return f"{length_s:.1f} s of silence: there is nothing to see in it."
    said = [
        f"{m.speech_s:.1f} s from the first to the last sound, within {length_s:.1f} s;",
        f"level {_signed(m.level_db)} dB re full scale, mostly moving within {m.level_range_db:.0f} dB;",
    ]
    if np.isfinite(m.pitch_hz):
        said.append(
            f"pitch about {m.pitch_hz:.0f} Hz, mostly moving within {m.pitch_range_st:.1f} semitones;"
        )
    else:
        said.append("no steady pitch;")
    said.append(f"spectral centroid {m.centroid_hz / 1000:.1f} kHz.")
    return " ".join(said)


def _signed(value: float) -> str:
    return f"{value:.0f}".replace("-", "−")


@dataclass(frozen=True)
class Measured:
    """The numbers of a corpus.

    Parameters
    ----------
    name
        Of the corpus.
    clips, measures
        Those that could be read, in the same order.
    left_out
        A sentence for each file that could not, or in which nothing is heard.
    """

    name: str
    clips: tuple[Clip, ...]
    measures: tuple[Measures, ...]
    left_out: tuple[str, ...] = ()

    def values(self, which: Measure) -> FloatArray:
        """One number of every clip, float64 (n,)."""
        return np.array([getattr(m, which.name) for m in self.measures], dtype=np.float64)


def measure_clips(name: str, clips: Sequence[Clip], cache: Path) -> Measured:
    """Measure ``clips`` with a progress bar; what the JSON file ``cache`` holds is not measured again.

    Raises
    ------
    UserError
        If nothing is heard in any of them.
    """
    known = _known(cache)
    kept: list[Clip] = []
    numbers: list[Measures] = []
    left_out: list[str] = []
    try:
        for clip in tracked(clips, f"measuring {name}"):
            key = _key(clip.path)
            if key not in known:
                try:
                    known[key] = measure(read_sound(clip.path).samples).to_json()
                except DeviceError as error:
                    left_out.append(str(error))
                    continue
            found = Measures(**{k: _NAN if v is None else v for k, v in known[key].items()})
            if np.isnan(found.level_db):
                left_out.append(f"“{clip.path.name}” is silent.")
                continue
            kept.append(clip)
            numbers.append(found)
    finally:  # what was measured before an interruption need not be measured again
        _remember(cache, known)
    if not kept:
        raise UserError(f"Nothing is heard in any clip of {name}: {left_out[0]}")
    return Measured(name, tuple(kept), tuple(numbers), tuple(left_out))


def _key(path: Path) -> str:
    state = path.stat()
    return f"{path.resolve()}|{state.st_size}|{state.st_mtime_ns}"


def _known(cache: Path) -> dict[str, dict[str, Any]]:
    try:
        kept = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(kept["clips"]) if isinstance(kept, dict) and kept.get("version") == _VERSION else {}


def _remember(cache: Path, known: dict[str, dict[str, Any]]) -> None:
    with whole(cache) as part:
        part.write_text(json.dumps({"version": _VERSION, "clips": known}), encoding="utf-8")
