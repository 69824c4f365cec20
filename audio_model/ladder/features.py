"""What the ladder's models are fed: one averaged log-mel spectrum a clip, and those of its altered copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soxr

from audio_model.compiled import librosa
from audio_model.corpora.clips import Clip
from audio_model.corpora.waveforms import read_audio, state_of
from audio_model.spoiling.noise import with_hiss
from audio_model.spoiling.pace import change_rate
from fusion.arrays import AnyArray, Float32Array
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.whole_files import whole

N_COPIES = 3
"""Altered copies added for each clip trained on."""
AVERAGES = ("time", "bands")
"""Over time: a spectrum, as the tutorial's text says. Over the bands: a contour of level, as its code did."""


@dataclass(frozen=True)
class Protocol:
    """The published features.

    Parameters
    ----------
    rate_hz
        Rate the sound is brought to, Hz.
    start_s, length_s
        The part of a clip that is used, seconds.
    n_fft, hop
        Length of a frame and step between frames, samples (librosa's defaults).
    n_mels, f_max_hz
        Mel bands and their upper limit, Hz.
    """

    rate_hz: int = 44_100
    start_s: float = 0.5
    length_s: float = 3.0
    n_fft: int = 2048
    hop: int = 512
    n_mels: int = 128
    f_max_hz: float = 8_000.0

    @property
    def n_frames(self) -> int:
        """Frames in the whole part."""
        return round(self.length_s * self.rate_hz) // self.hop + 1


PUBLISHED = Protocol()


@dataclass(frozen=True)
class LadderFeatures:
    """Features of clips and of their copies.

    Parameters
    ----------
    clips
        The clips that could be read.
    original
        By what it was averaged over (see AVERAGES): float32 (n, d); d is 128 bands or 259 frames.
    copies
        Likewise, float32 (n, 3, d): ``copies[average][i]`` are altered copies of clip ``i``.
    unreadable
        A sentence for each file that could not be read.
    """

    clips: tuple[Clip, ...]
    original: dict[str, Float32Array]
    copies: dict[str, Float32Array]
    unreadable: tuple[str, ...] = ()


def used_part(sound: Float32Array) -> Float32Array:
    """The three seconds from half a second on, at 16 kHz; from the beginning of less than a second."""
    start, length = (round(s * SAMPLE_RATE_HZ) for s in (PUBLISHED.start_s, PUBLISHED.length_s))
    if len(sound) < 2 * start:
        start = 0
    return sound[start : start + length]


def averaged_spectra(part: Float32Array) -> dict[str, Float32Array]:
    """Log-mel power in dB, averaged over time (n_mels,) and over the bands (n_frames,).

    Sound is kept at 16 kHz here and brought to the published rate first: nothing is lost below 8 kHz,
    where the bands end. A part shorter than three seconds has a contour padded with 0 dB, as published.
    """
    sound = soxr.resample(part, SAMPLE_RATE_HZ, PUBLISHED.rate_hz)
    mel = librosa().feature.melspectrogram(
        y=sound,
        sr=PUBLISHED.rate_hz,
        n_fft=PUBLISHED.n_fft,
        hop_length=PUBLISHED.hop,
        n_mels=PUBLISHED.n_mels,
        fmax=PUBLISHED.f_max_hz,
    )
    decibels = librosa().power_to_db(mel)
    contour = np.zeros(PUBLISHED.n_frames, np.float32)
    level = decibels.mean(axis=0)[: PUBLISHED.n_frames]
    contour[: len(level)] = level
    return {"time": decibels.mean(axis=1).astype(np.float32), "bands": contour}


def add_noise(sound: Float32Array, rng: np.random.Generator) -> Float32Array:
    """White noise of 0.5 to 5 % of the peak."""
    return with_hiss(sound, rng.uniform(0.005, 0.05), rng)


def stretch(sound: Float32Array, rng: np.random.Generator) -> Float32Array:
    """0.8 to 1.25 times as fast at the same pitch."""
    return np.asarray(librosa().effects.time_stretch(sound, rate=rng.uniform(0.8, 1.25)), np.float32)


def change_speed(sound: Float32Array, rng: np.random.Generator) -> Float32Array:
    """0.9 to 1.1 times as fast, pitch and formants along with it."""
    return change_rate(sound, rng.uniform(0.9, 1.1))


def shift_pitch(sound: Float32Array, rng: np.random.Generator) -> Float32Array:
    """Up to three semitones up or down at the same tempo."""
    steps = rng.uniform(-3, 3)
    return np.asarray(
        librosa().effects.pitch_shift(sound, sr=SAMPLE_RATE_HZ, n_steps=steps, res_type="soxr_hq"), np.float32
    )


ALTERATIONS: dict[str, Callable[[Float32Array, np.random.Generator], Float32Array]] = {
    "noise": add_noise,
    "stretch": stretch,
    "speed": change_speed,
    "pitch": shift_pitch,
}


def altered_copies(part: Float32Array, rng: np.random.Generator) -> list[Float32Array]:
    """Three copies, each altered in another one of the four ways."""
    chosen = rng.choice(len(ALTERATIONS), N_COPIES, replace=False)
    ways = list(ALTERATIONS.values())
    return [ways[i](part, rng) for i in sorted(chosen)]


def ladder_features(clips: Sequence[Clip], cache: Path, *, advance: Callable[[], None]) -> LadderFeatures:
    """Features of all clips and their copies, kept in ``cache`` for the next call with the same clips.

    Parameters
    ----------
    clips
        What to read.
    cache
        Folder.
    advance
        Called after each clip.

    Raises
    ------
    UserError
        If not one clip can be read.
    """
    file = cache / f"ladder-{state_of(clips, f'{asdict(PUBLISHED)} 0')}.npz"
    if not file.is_file():
        _compute(clips, file, advance)
    with np.load(file, allow_pickle=False) as kept:
        values: dict[str, AnyArray] = {name: kept[name] for name in kept.files}
    unreadable = tuple(str(sentence) for sentence in values["unreadable"])
    if not len(values["kept"]):
        raise UserError(f"Not one clip can be read: {unreadable[0]}")
    return LadderFeatures(
        tuple(clips[i] for i in values["kept"]),
        {average: values[f"original_{average}"] for average in AVERAGES},
        {average: values[f"copies_{average}"] for average in AVERAGES},
        unreadable,
    )


def _compute(clips: Sequence[Clip], file: Path, advance: Callable[[], None]) -> None:
    kept: list[int] = []
    unreadable: list[str] = []
    rows: dict[str, list[Float32Array]] = {average: [] for average in AVERAGES}
    copies: dict[str, list[Float32Array]] = {average: [] for average in AVERAGES}
    for i, clip in enumerate(clips):
        try:
            part = used_part(read_audio(clip.path))
        except UserError as error:
            unreadable.append(str(error))
            continue
        finally:
            advance()
        rng = np.random.default_rng((0, i))
        spectra = [averaged_spectra(sound) for sound in (part, *altered_copies(part, rng))]
        for average in AVERAGES:
            rows[average].append(spectra[0][average])
            copies[average].append(np.stack([s[average] for s in spectra[1:]]))
        kept.append(i)
    with whole(file) as target:
        np.savez(
            target,
            kept=np.array(kept, np.int64),
            unreadable=np.array(unreadable, np.str_),
            **{f"original_{a}": np.array(rows[a], np.float32) for a in AVERAGES},
            **{f"copies_{a}": np.array(copies[a], np.float32) for a in AVERAGES},
        )
