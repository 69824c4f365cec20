"""Speech for the demo conversation from espeak-ng, with a tone of voice."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass

import numpy as np
import soundfile
import soxr

from fusion.arrays import Float32Array, FloatArray

SAMPLE_RATE_HZ = 48_000
_VOICE = "en-us+f4"


@dataclass(frozen=True)
class Prosody:
    """A tone of voice.

    Parameters
    ----------
    rate_wpm
        Words a minute.
    pitch, pitch_range
        Percent of the voice's own.
    loudness
        RMS of the spoken parts, full scale 1.
    drive
        0 for a relaxed voice; more makes it pressed and harsh.
    dullness
        0 for a bright voice, up to 1 for a muffled one.
    """

    rate_wpm: int = 165
    pitch: int = 100
    pitch_range: int = 100
    loudness: float = 0.06
    drive: float = 0.0
    dullness: float = 0.0


def speak(text: str, prosody: Prosody, voice: str = _VOICE) -> Float32Array:
    """The line as sound, float32 (n,) at 48 kHz, without silence around it."""
    markup = (
        f'<speak><prosody pitch="{prosody.pitch}%" range="{prosody.pitch_range}%">{text}</prosody></speak>'
    )
    command = ["espeak-ng", "-m", "-v", voice, "-s", str(prosody.rate_wpm), "--stdout", markup]
    wav = subprocess.run(command, check=True, capture_output=True).stdout
    samples, rate = soundfile.read(io.BytesIO(wav), dtype="float32")
    sound = np.asarray(soxr.resample(samples, rate, SAMPLE_RATE_HZ), np.float32)
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    sound = sound[loud[0] : loud[-1] + 1]
    if prosody.drive:
        sound = np.tanh(sound / np.abs(sound).max() * (1 + 4 * prosody.drive))
        # A pressed voice has more of its energy high up.
        sound = sound + prosody.drive * np.diff(sound, prepend=sound[:1]) * 4
    if prosody.dullness:
        sound = _low_pass(sound, cutoff_hz=8000 * (1 - prosody.dullness) + 900)
    spoken = np.abs(sound) > 0.1 * np.abs(sound).max()
    return np.asarray(sound * (prosody.loudness / np.sqrt(np.mean(sound[spoken] ** 2))), np.float32)


def loudness_per_frame(sound: Float32Array, frames_per_s: int, frames: int) -> FloatArray:
    """How far a mouth would open, 0..1, (frames,): the sound's envelope, each line at its own level."""
    hop = SAMPLE_RATE_HZ // frames_per_s
    padded = np.pad(sound, (0, max(0, frames * hop - len(sound))))[: frames * hop]
    rms = np.sqrt(np.mean(padded.reshape(frames, hop) ** 2, axis=1))
    around = np.array([rms[max(0, i - 50) : i + 50].max() for i in range(frames)])
    opening = np.where(around > 0.008, (rms / np.maximum(around, 1e-6)) ** 0.8, 0.0)
    return np.convolve(opening, [0.25, 0.5, 0.25], mode="same")


def _low_pass(sound: Float32Array, cutoff_hz: float) -> Float32Array:
    spectrum = np.fft.rfft(sound)
    frequency = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ)
    return np.asarray(np.fft.irfft(spectrum / (1 + (frequency / cutoff_hz) ** 2), len(sound)), np.float32)
