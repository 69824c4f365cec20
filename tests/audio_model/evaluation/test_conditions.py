"""Each condition against a figure it can be checked by: a ratio, a band, a decay, a level, a delay."""

from __future__ import annotations

import numpy as np
import pytest

from audio_model.evaluation.conditions import (
    all_conditions,
    babble,
    clipping,
    coded,
    level,
    pink_noise,
    room,
    telephone,
)
from audio_model.spoiling.rooms import room_response
from fusion.errors import UserError

RATE = 16_000
SPAN = (8_000, 72_000)


def power(sound: np.ndarray) -> float:
    return float(np.square(sound, dtype=np.float64).mean())


def share_above(sound: np.ndarray, hz: float) -> float:
    spectrum = np.square(np.abs(np.fft.rfft(sound)))
    return float(spectrum[int(hz * len(sound) / RATE) :].sum() / spectrum.sum())


@pytest.mark.parametrize("snr_db", [20.0, 10.0, 0.0])
def test_noise_is_at_the_ratio_to_the_speech(speech: np.ndarray, snr_db: float) -> None:
    others = [(0.01 * speech, SPAN), (100 * speech[::-1], (0, 60_000)), (speech, SPAN)]
    for condition in (pink_noise(snr_db), babble(snr_db, others, ["a", "b", "c"])):
        noise = condition(speech, SPAN, 2) - speech
        assert 10 * np.log10(power(speech[slice(*SPAN)]) / power(noise)) == pytest.approx(snr_db, abs=0.1)


def test_pink_noise_has_as_much_power_in_each_octave(speech: np.ndarray) -> None:
    noise = pink_noise(0)(speech, SPAN, 0) - speech
    octaves = [share_above(noise, hz) - share_above(noise, 2 * hz) for hz in (250, 500, 1_000, 2_000)]
    assert max(octaves) / min(octaves) < 1.2


def test_babble_is_of_other_speakers() -> None:
    tones = [np.sin(2 * np.pi * hz * np.arange(32_000) / RATE).astype(np.float32) for hz in (440, 1_000)]
    span = (0, 32_000)
    sounds = [(tone, span) for tone in tones]
    among = babble(0, sounds, ["a", "b"])(tones[0], span, 0) - tones[0]
    assert share_above(among, 700) > 0.9
    with pytest.raises(UserError, match="two speakers"):
        babble(0, sounds, ["a", "a"])(tones[0], span, 0)


@pytest.mark.parametrize(("distance_m", "absorption", "decay_s"), [(1.0, 0.25, 0.4), (3.0, 0.15, 0.7)])
def test_a_room_decays_as_its_name_says(distance_m: float, absorption: float, decay_s: float) -> None:
    response = room_response(distance_m, absorption)
    left_db = 10 * np.log10(np.cumsum(response[::-1] ** 2)[::-1] / np.sum(response**2))
    between = np.argmax(left_db < -25) - np.argmax(left_db < -5)  # Schroeder's T20
    assert 3 * between / RATE == pytest.approx(decay_s, abs=0.05)
    assert np.argmax(np.abs(response) > 0.5) == 0


def test_farther_is_more_reverberant(speech: np.ndarray) -> None:
    def direct_share(distance_m: float) -> float:
        response = room_response(distance_m, 0.25)
        return float(np.sum(response[:40] ** 2) / np.sum(response**2))

    assert direct_share(0.5) > direct_share(1.0) > direct_share(3.0)
    assert len(room(1.0, 0.25)(speech, SPAN, 0)) == len(speech)


def test_a_telephone_keeps_300_to_3400_hz(speech: np.ndarray) -> None:
    heard = telephone()(speech, SPAN, 0)
    assert share_above(heard, 4_000) < 1e-3
    assert 1 - share_above(heard, 150) < 0.01
    assert np.corrcoef(heard, speech)[0, 1] > 0.3


@pytest.mark.parametrize(
    "condition",
    [
        coded("libopus", "ogg", kbit_s=8),
        coded("libopus", "ogg", kbit_s=16),
        coded("libmp3lame", "mp3", kbit_s=16),
        coded("aac", "mp4", kbit_s=16),
    ],
)
def test_a_codec_delays_nothing_and_keeps_the_level(speech: np.ndarray, condition: object) -> None:
    heard = condition(speech, SPAN, 0)  # type: ignore[operator]
    assert len(heard) == len(speech)
    n = 1 << 18
    together = np.fft.irfft(np.fft.rfft(heard, n) * np.conj(np.fft.rfft(speech, n)))
    assert abs((int(np.argmax(together)) + n // 2) % n - n // 2) <= 4
    assert power(heard) == pytest.approx(power(speech), rel=0.3)


def test_clipping_and_level(speech: np.ndarray) -> None:
    clipped = clipping(0.2)(speech, SPAN, 0)
    assert np.mean(np.abs(clipped[slice(*SPAN)]) >= 1) == pytest.approx(0.2, abs=0.01)
    soft = level(-50)(speech, SPAN, 0)
    assert np.abs(soft).max() == pytest.approx(10 ** (-50 / 20), abs=1 / 32768)
    assert len(np.unique(soft)) < 250  # so few steps of sixteen bits are left
    assert level(0)(speech, SPAN, 0).max() <= 1


def test_every_condition_keeps_the_length_and_repeats_itself(speech: np.ndarray) -> None:
    sound, span = speech[:48_000], (8_000, 48_000)
    found = all_conditions([(sound, span), (speech[::-1][:40_000].copy(), (0, 40_000))], ["a", "b"])
    assert len(found) == 19
    for name, condition in found.items():
        heard = condition(sound, span, 0)
        assert heard.shape == sound.shape, name
        assert heard.dtype == np.float32, name
        assert np.isfinite(heard).all(), name
        np.testing.assert_array_equal(heard, condition(sound, span, 0), err_msg=name)
