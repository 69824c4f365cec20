"""YIN's candidates, against librosa's."""

from __future__ import annotations

import librosa
import numpy as np
import pytest

from audio_model.explore.contours import HOP, PITCH_FRAME, contours, frames_of
from audio_model.explore.yin import yin

RATE = 16_000


def voice(pitch_hz: np.ndarray, hiss: float) -> np.ndarray:
    """Ten falling harmonics in noise, float32 (n,)."""
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE
    sound = sum(np.sin(k * phase) / k for k in range(1, 11))
    return np.asarray(sound + np.random.default_rng(3).normal(0, hiss, len(phase)), np.float32) / 5


@pytest.mark.parametrize("hiss", [0.0, 0.1, 1.0, 30.0])
@pytest.mark.parametrize("limits", [(60.0, 700.0), (60.0, 1000.0), (150.0, 400.0)])
def test_candidates_are_librosas(hiss: float, limits: tuple[float, float]) -> None:
    """In noise alone too, where nothing is below the threshold; silence stands at both ends."""
    low, high = limits
    sound = np.pad(voice(80 * 2 ** np.linspace(0, 3.5, 6 * RATE), hiss), RATE // 2)
    theirs = librosa.yin(sound, fmin=low, fmax=high, sr=RATE, frame_length=PITCH_FRAME, hop_length=HOP)
    ours = yin(frames_of(sound, PITCH_FRAME), low, high)
    assert ours.shape == theirs.shape
    heard = slice(60, -60)  # of silence they take the highest of numbers that are all zero but for rounding
    same = np.isclose(ours[heard], theirs[heard], rtol=1e-3)
    assert same.mean() > 0.99  # they count in float32: a dip that is just a threshold deep may be another


def test_a_short_sound_and_silence_have_candidates_that_are_numbers() -> None:
    for sound in (np.zeros(PITCH_FRAME, np.float32), np.ones(1, np.float32)):
        assert np.isfinite(yin(frames_of(sound, PITCH_FRAME), 60.0, 1000.0)).all()


def test_the_highest_part_of_a_shout_is_followed() -> None:
    """From 260 to 480 Hz in a third of a second and back, hoarse at its top: half of that was missed."""
    n = RATE // 3
    rising = 260 * (480 / 260) ** (np.arange(n) / n)
    pitch = np.concatenate([np.full(n, 260.0), rising, np.full(n, 480.0), rising[::-1], np.full(n, 260.0)])
    hoarse = np.zeros(len(pitch), np.float32)
    hoarse[2 * n : 3 * n] = np.random.default_rng(5).normal(0, 0.1, n)
    found = contours(voice(pitch, 0.02) + hoarse).pitch_hz
    truth = pitch[np.minimum(np.arange(len(found)) * HOP, len(pitch) - 1)]
    top = truth > 470
    near = np.abs(12 * np.log2(found / truth)) < 1
    assert near[top].mean() > 0.8 and near.mean() > 0.95


def test_a_shout_above_700_hz_has_its_pitch() -> None:
    found = contours(voice(np.full(RATE, 860.0), 0.02)).pitch_hz
    assert np.nanmedian(found) == pytest.approx(860, rel=0.01)
