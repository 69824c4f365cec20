"""The five pictures of a sound, each drawn into axes that share one time axis in seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from audio_model.explore.contours import HIGHEST_HZ, HOP, LOWEST_HZ, Contours, contours
from audio_model.explore.ink import Ink
from audio_model.explore.measures import Measures, measure
from audio_model.explore.sound import Sound
from audio_model.spectrogram import LogMel, LogMelParameters, hz_to_mel
from fusion.arrays import Float32Array
from fusion.interfaces import SAMPLE_RATE_HZ

MEL_BANDS = 128
MFCCS = 13
MEL_RANGE_DB = 70.0

_N_FFT = 1024
_TOP_HZ = SAMPLE_RATE_HZ / 2
_PIXELS = 1200
_ENVELOPE_S = 0.02
_MEL_TICKS_HZ = (100, 500, 1000, 2000, 4000, 8000)
_PITCH_TICKS_HZ = (75, 100, 150, 200, 300, 400, 600, 900)


@dataclass(frozen=True)
class Take:
    """A sound and all that is drawn of it, worked out when first asked for."""

    sound: Sound

    @cached_property
    def contours(self) -> Contours:
        """Level and pitch."""
        return contours(self.sound.samples)

    @cached_property
    def measures(self) -> Measures:
        """The numbers."""
        return measure(self.sound.samples, self.contours)

    @cached_property
    def mel_db(self) -> Float32Array:
        """Mel power, dB (its zero means nothing), float32 (128, frames), 0 to 8 kHz."""
        picture = LogMel(
            LogMelParameters(n_fft=_N_FFT, hop=self._hop, n_mels=MEL_BANDS, f_min_hz=0.0, f_max_hz=_TOP_HZ)
        )
        mel: Float32Array = picture.decibels(self.sound.samples[None])[0]
        return mel

    @cached_property
    def mfcc(self) -> Float32Array:
        """Coefficients 1 to 13 (the 0th is the level), float32 (13, frames)."""
        bands = np.maximum(self.mel_db, self.mel_db.max() - MEL_RANGE_DB)
        # Rows of the orthonormal cosine transform, DCT-II.
        turns = np.outer(np.arange(1, MFCCS + 1), np.arange(MEL_BANDS) + 0.5) / MEL_BANDS
        return np.asarray(np.sqrt(2 / MEL_BANDS) * np.cos(np.pi * turns) @ bands, np.float32)

    @property
    def _hop(self) -> int:
        """Samples between columns: fine for a clip, coarser for a minute, which has no pixels for more."""
        return HOP * max(1, round(len(self.sound.samples) / HOP / _PIXELS))

    def extent(self, low: float, high: float) -> tuple[float, float, float, float]:
        """Where an image's first and last column lie on the time axis, for matplotlib's imshow."""
        t, half = self.sound.t_start, self._hop / 2 / SAMPLE_RATE_HZ
        columns = self.mel_db.shape[1]
        return t - half, t + (columns - 0.5) * self._hop / SAMPLE_RATE_HZ, low, high


@dataclass(frozen=True)
class Limits:
    """What takes that are compared have in common, so that equal heights and colours mean the same.

    Parameters
    ----------
    amplitude
        Of the waveform, full scale at 1.
    mel_db
        The loudest mel cell, dB.
    mfcc
        Largest coefficient coloured.
    level_db
        The loudest frame, dB re full scale.
    """

    amplitude: float
    mel_db: float
    mfcc: float
    level_db: float

    @classmethod
    def of(cls, takes: list[Take]) -> Limits:
        """Those that hold all of ``takes``."""
        return cls(
            max(max(float(np.abs(t.sound.samples).max()) for t in takes) * 1.05, 1e-4),
            max(float(t.mel_db.max()) for t in takes),
            max(max(float(np.percentile(np.abs(t.mfcc), 99)) for t in takes), 1.0),
            max(float(t.contours.level_db.max()) for t in takes),
        )


def draw_waveform(axes: Any, take: Take, limits: Limits, ink: Ink) -> None:
    """Waveform as the least and greatest sample of each pixel, with its envelope (20 ms maxima)."""
    x, t0 = take.sound.samples, take.sound.t_start
    n = max(1, len(x) // (2 * _PIXELS))
    rows = x[: len(x) // n * n].reshape(-1, n)
    t = t0 + (np.arange(len(rows)) + 0.5) * n / SAMPLE_RATE_HZ
    axes.fill_between(t, rows.min(axis=1), rows.max(axis=1), color=ink.sound, linewidth=0.4)
    step = max(round(_ENVELOPE_S * SAMPLE_RATE_HZ), n)
    peaks = np.maximum.reduceat(np.abs(x), np.arange(0, len(x), step))
    at = t0 + (np.arange(len(peaks)) + 0.5) * step / SAMPLE_RATE_HZ
    axes.plot(at, peaks, color=ink.envelope, linewidth=0.9, label="envelope (20 ms peaks)")
    axes.plot(at, -peaks, color=ink.envelope, linewidth=0.9)
    axes.set_ylim(-limits.amplitude, limits.amplitude)


def draw_mel(axes: Any, take: Take, limits: Limits, ink: Ink) -> Any:
    """Mel spectrogram in dB; the bands are even in mel, the ticks in Hz."""
    image = axes.imshow(
        take.mel_db - limits.mel_db,
        origin="lower",
        aspect="auto",
        extent=take.extent(0, hz_to_mel(_TOP_HZ)),
        cmap="magma",
        vmin=-MEL_RANGE_DB,
        vmax=0,
        interpolation="nearest",
    )
    axes.set_yticks([hz_to_mel(hz) for hz in _MEL_TICKS_HZ], [f"{hz:,}" for hz in _MEL_TICKS_HZ])
    return image


def draw_mfcc(axes: Any, take: Take, limits: Limits, ink: Ink) -> Any:
    """Mel-frequency cepstral coefficients 1 to 13; zero has the colour of the paper."""
    from matplotlib.colors import LinearSegmentedColormap

    image = axes.imshow(
        take.mfcc,
        origin="lower",
        aspect="auto",
        extent=take.extent(0.5, MFCCS + 0.5),
        cmap=LinearSegmentedColormap.from_list("signed", [ink.envelope, ink.paper, ink.sound]),
        vmin=-limits.mfcc,
        vmax=limits.mfcc,
        interpolation="nearest",
    )
    axes.set_yticks([1, 5, 9, 13])
    return image


def draw_pitch(axes: Any, take: Take, limits: Limits, ink: Ink) -> None:
    """Pitch on a logarithmic axis, and its median."""
    c = take.contours
    axes.plot(take.sound.t_start + c.times_s, c.pitch_hz, color=ink.sound, linewidth=1.8)
    if not _draw_middle(axes, take.measures.pitch_hz, "median", ink):
        axes.text(0.5, 0.5, "no steady pitch", transform=axes.transAxes, ha="center", color=ink.muted, size=9)
    axes.set_yscale("log")
    axes.set_ylim(LOWEST_HZ, HIGHEST_HZ)
    axes.minorticks_off()
    axes.set_yticks(_PITCH_TICKS_HZ, [str(hz) for hz in _PITCH_TICKS_HZ])
    axes.grid(axis="y", color=ink.line, linewidth=0.5)


def draw_level(axes: Any, take: Take, limits: Limits, ink: Ink) -> None:
    """Energy of each frame in dB; the mean over the active frames."""
    c = take.contours
    axes.plot(take.sound.t_start + c.times_s, c.level_db, color=ink.sound, linewidth=1.1)
    _draw_middle(axes, take.measures.level_db, "mean of speech", ink)
    axes.set_ylim(limits.level_db - MEL_RANGE_DB, limits.level_db + 4)
    axes.grid(axis="y", color=ink.line, linewidth=0.5)


def _draw_middle(axes: Any, value: float, label: str, ink: Ink) -> bool:
    """A dashed line across the panel; ``False``, and none, where there is no such value."""
    known = bool(np.isfinite(value))
    if known:
        axes.axhline(value, color=ink.envelope, linewidth=0.9, linestyle="--", label=label)
    return known


@dataclass(frozen=True)
class Panel:
    """One kind of picture: what its axis says, its share of the height, who draws it."""

    name: str
    axis: str
    height: float
    draw: Callable[[Any, Take, Limits, Ink], Any]
    colour_bar: str = ""


PANELS: tuple[Panel, ...] = (
    Panel("Waveform", "amplitude\n(full scale 1)", 1.0, draw_waveform),
    Panel("Mel spectrogram, 128 bands", "frequency, Hz", 1.6, draw_mel, "dB below the loudest"),
    Panel("MFCC 1–13", "coefficient", 1.0, draw_mfcc, "value"),
    Panel("Pitch", "pitch, Hz", 1.1, draw_pitch),
    Panel("Energy", "level, dB\nre full scale", 1.0, draw_level),
)
