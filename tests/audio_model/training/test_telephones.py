import librosa
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from audio_model.spectrogram import LogMel
from audio_model.training.telephones import Devices, codec, shift_pitch, stretch_time, telephone

RATE = 16_000


def pitch_hz(sound: np.ndarray) -> float:
    return float(np.median(librosa.yin(sound, fmin=60, fmax=400, sr=RATE)))


def power_above(sound: torch.Tensor, hz: float) -> float:
    power = torch.fft.rfft(sound).abs().square()
    return float(power[..., int(hz * sound.shape[-1] / RATE) :].sum() / power.sum())


def snr_db(sound: torch.Tensor, changed: torch.Tensor) -> float:
    return float(10 * torch.log10(sound.square().sum() / (changed - sound).square().sum()))


@pytest.fixture(scope="module")
def windows(speech: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.stack([speech[:48_000], 0.1 * speech[16_000:64_000]]))


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


def test_a_telephone_keeps_its_band_and_the_level(windows: torch.Tensor) -> None:
    heard = telephone(windows)
    assert power_above(heard, 4_000) < 1e-7
    assert power_above(heard, 3_700) < 1e-3
    t = torch.arange(48_000) / RATE
    tone = 0.3 * torch.sin(2 * torch.pi * 1_004 * t)[None]
    assert snr_db(tone, telephone(tone)) == pytest.approx(38, abs=4)  # what eight bits of mu-law keep
    torch.testing.assert_close(telephone(0.1 * tone), 0.1 * telephone(tone), atol=1e-6, rtol=0)
    hum = torch.sin(2 * torch.pi * 100 * t)[None]
    assert telephone(hum).abs().max() < 0.05


def test_a_codec_is_as_coarse_as_asked_for_and_cuts_the_treble(windows: torch.Tensor) -> None:
    top = torch.full((2,), 8_001.0)
    made = [snr_db(windows, codec(windows, torch.full((2,), x), top)) for x in (3.0, 10.0, 18.0)]
    assert made == sorted(made)
    # MP3, AAC and Opus at 8 to 32 kbit/s keep 6 to 18 dB of a voice.
    assert 4 < made[0] < 10
    assert 15 < made[2] < 22
    assert snr_db(windows, codec(windows, torch.full((2,), 60.0), top)) > 50
    noise = torch.randn(1, 48_000, generator=torch.Generator().manual_seed(0))
    assert power_above(codec(noise, torch.tensor([10.0]), torch.tensor([4_000.0])), 4_100) < 1e-3


def test_a_batch_is_changed_in_part_and_always_the_same(windows: torch.Tensor) -> None:
    batch = windows[:1].repeat(40, 1)

    def changed(p_telephone: float, p_codec: float) -> torch.Tensor:
        generator = torch.Generator().manual_seed(1)
        return Devices(p_telephone=p_telephone, p_codec=p_codec).sound(batch, generator)

    torch.testing.assert_close(changed(0.3, 0.3), changed(0.3, 0.3), atol=0, rtol=0)
    torch.testing.assert_close(changed(0, 0), batch, atol=0, rtol=0)
    share = (changed(0.3, 0.3) != batch).any(1).float().mean()
    assert 0.3 < share < 0.9
    assert LogMel()(changed(0.5, 0.5)).isfinite().all()
    assert Devices(p_telephone=1, p_codec=0).sound(torch.zeros(2, 48_000), torch.Generator()).abs().max() == 0
    assert Devices(p_telephone=0, p_codec=1).sound(torch.zeros(2, 48_000), torch.Generator()).abs().max() == 0
