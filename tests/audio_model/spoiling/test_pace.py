import librosa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_model.spoiling.pace import change_rate, shift_pitch, stretch_time

RATE = 16_000


def pitch_hz(sound: np.ndarray) -> float:
    return float(np.median(librosa.yin(sound, fmin=60, fmax=400, sr=RATE)))


def test_a_faster_voice_is_higher() -> None:
    tone = np.sin(2 * np.pi * 200 * np.arange(16_000) / 16_000).astype(np.float32)
    faster = change_rate(tone, 1.1)
    assert len(faster) == round(16_000 / 1.1)
    peak_hz = np.argmax(np.abs(np.fft.rfft(faster))) * 16_000 / len(faster)
    assert peak_hz == pytest.approx(220, abs=2)


@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_stretched_speech_has_librosas_length_and_keeps_its_pitch(speech: np.ndarray, factor: float) -> None:
    stretched, expected = stretch_time(speech, factor), librosa.effects.time_stretch(speech, rate=factor)
    assert len(stretched) == len(expected)
    assert stretched.dtype == np.float32
    assert pitch_hz(stretched) == pytest.approx(pitch_hz(speech), rel=0.03)
    assert np.square(stretched).mean() == pytest.approx(np.square(speech).mean(), rel=0.1)
    # Syllables are where librosa puts them: the envelopes over tenths of a second go together.
    envelopes = [
        np.sqrt(np.square(sound[: len(sound) // 1600 * 1600].reshape(-1, 1600)).mean(1))
        for sound in (stretched, expected)
    ]
    assert np.corrcoef(*envelopes)[0, 1] > 0.9


def test_a_factor_of_one_changes_nothing(speech: np.ndarray) -> None:
    np.testing.assert_allclose(stretch_time(speech, 1.0), speech, atol=1e-6)


@given(st.integers(1, 5_000), st.floats(0.5, 2.0))
def test_any_length_can_be_stretched(n: int, factor: float) -> None:
    stretched = stretch_time(np.ones(n, np.float32), factor)
    assert len(stretched) == round(n / factor)
    assert np.isfinite(stretched).all()
    assert np.abs(stretched).max(initial=0) <= 1 + 1e-5


@pytest.mark.parametrize("factor", [0.87, 1.15])
def test_shifted_speech_is_higher_or_lower_and_as_long(speech: np.ndarray, factor: float) -> None:
    shifted = shift_pitch(speech, factor)
    assert len(shifted) == len(speech)
    assert pitch_hz(shifted) == pytest.approx(factor * pitch_hz(speech), rel=0.03)
