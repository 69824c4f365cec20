import math

import numpy as np
import pytest
import torch

from audio_model.spoiling.batches import codec, coloured, mixed, reverberated, telephone

RATE = 16_000


def power_above(sound: torch.Tensor, hz: float) -> float:
    power = torch.fft.rfft(sound).abs().square()
    return float(power[..., int(hz * sound.shape[-1] / RATE) :].sum() / power.sum())


def snr_db(sound: torch.Tensor, changed: torch.Tensor) -> float:
    return float(10 * torch.log10(sound.square().sum() / (changed - sound).square().sum()))


@pytest.fixture(scope="module")
def excerpts(speech: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.stack([speech[:48_000], 0.1 * speech[16_000:64_000]]))


def test_a_telephone_keeps_its_band_and_the_level(excerpts: torch.Tensor) -> None:
    heard = telephone(excerpts)
    assert power_above(heard, 4_000) < 1e-7
    assert power_above(heard, 3_700) < 1e-3
    t = torch.arange(48_000) / RATE
    tone = 0.3 * torch.sin(2 * torch.pi * 1_004 * t)[None]
    assert snr_db(tone, telephone(tone)) == pytest.approx(38, abs=4)  # what eight bits of mu-law keep
    torch.testing.assert_close(telephone(0.1 * tone), 0.1 * telephone(tone), atol=1e-6, rtol=0)
    hum = torch.sin(2 * torch.pi * 100 * t)[None]
    assert telephone(hum).abs().max() < 0.05


def test_a_codec_is_as_coarse_as_asked_for_and_cuts_the_treble(excerpts: torch.Tensor) -> None:
    top = torch.full((2,), 8_001.0)
    made = [snr_db(excerpts, codec(excerpts, torch.full((2,), x), top)) for x in (3.0, 10.0, 18.0)]
    assert made == sorted(made)
    # MP3, AAC and Opus at 8 to 32 kbit/s keep 6 to 18 dB of a voice.
    assert 4 < made[0] < 10
    assert 15 < made[2] < 22
    assert snr_db(excerpts, codec(excerpts, torch.full((2,), 60.0), top)) > 50
    noise = torch.randn(1, 48_000, generator=torch.Generator().manual_seed(0))
    assert power_above(codec(noise, torch.tensor([10.0]), torch.tensor([4_000.0])), 4_100) < 1e-3


def test_noise_is_mixed_in_at_each_windows_own_ratio(excerpts: torch.Tensor) -> None:
    noise = torch.randn(excerpts.shape, generator=torch.Generator().manual_seed(0))
    heard = mixed(excerpts, noise, torch.tensor([[20.0], [0.0]]))
    assert snr_db(excerpts[0], heard[0]) == pytest.approx(20, abs=1e-3)
    assert snr_db(excerpts[1], heard[1]) == pytest.approx(0, abs=1e-3)


def test_coloured_noise_falls_as_its_slope_says() -> None:
    white = torch.randn(1, 48_000, generator=torch.Generator().manual_seed(0)).repeat(3, 1)
    made = coloured(white, torch.tensor([[0.0], [1.0], [2.0]]))
    torch.testing.assert_close(made[0], white[0], atol=1e-4, rtol=0)
    for row, fall_db in ((1, 10), (2, 20)):  # over ten times the frequency
        low, high = (power_above(made[row], hz) - power_above(made[row], 1.2 * hz) for hz in (300, 3_000))
        assert 10 * math.log10(low * 10 / high) == pytest.approx(fall_db, abs=1)


def test_a_room_leaves_the_direct_sound_and_adds_a_tail_that_decays() -> None:
    click = torch.zeros(1, 16_000)
    click[0, 0] = 1.0
    tail = torch.randn(1, 8_000, generator=torch.Generator().manual_seed(0))
    heard = reverberated(click, tail, torch.tensor([[0.3]]), torch.tensor([[6.0]]))[0]
    wet = heard - click[0]
    assert 10 * torch.log10(wet.square().sum()) == pytest.approx(-6, abs=0.1)
    left_db = 10 * torch.log10(wet.square().flip(0).cumsum(0).flip(0) / wet.square().sum())
    between = int((left_db < -25).int().argmax()) - int((left_db < -5).int().argmax())
    assert 3 * between / RATE == pytest.approx(0.3, abs=0.05)
