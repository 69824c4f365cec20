"""Several channels become one without losing what is in opposite phase."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.downmix import Downmix
from fusion.side import Side

RATE = 16_000
rng = np.random.default_rng(1)
VOICE = rng.normal(0, 0.1, RATE).astype(np.float32)
OTHER = rng.normal(0, 0.1, RATE).astype(np.float32)


def mixed(left: np.ndarray, right: np.ndarray, side: Side | None = None, block: int = 320) -> np.ndarray:
    mix = Downmix(RATE, side)
    pair = np.stack([left, right], axis=1)
    return np.concatenate([mix.mono(pair[i : i + block]) for i in range(0, len(pair), block)])


def test_the_usual_pair_gives_its_mean() -> None:
    assert mixed(VOICE, OTHER) == pytest.approx((VOICE + OTHER) / 2, abs=1e-6)
    assert mixed(VOICE, VOICE) == pytest.approx(VOICE, abs=1e-6)
    assert mixed(VOICE, 0 * VOICE) == pytest.approx(VOICE / 2, abs=1e-6)


@pytest.mark.parametrize("gain", [1.0, 0.8, 1.25])
def test_a_pair_in_opposite_phase_gives_its_left_side(gain: float) -> None:
    noise = 0.003 * OTHER / 0.1
    assert mixed(VOICE, -gain * VOICE + noise) == pytest.approx(VOICE, abs=1e-6)


def test_a_pair_that_turns_round_on_the_way_is_met_within_a_second_or_two() -> None:
    right = np.concatenate([VOICE, -VOICE, -VOICE, -VOICE])
    heard = mixed(np.tile(VOICE, 4), right)
    assert heard[-len(VOICE) // 2 :] == pytest.approx(VOICE[-len(VOICE) // 2 :], abs=1e-6)


def test_silence_is_silence() -> None:
    assert not mixed(np.zeros(RATE, np.float32), np.zeros(RATE, np.float32)).any()


def test_a_side_is_taken_alone() -> None:
    assert mixed(VOICE, OTHER, Side.LEFT) == pytest.approx(VOICE)
    assert mixed(VOICE, OTHER, Side.RIGHT) == pytest.approx(OTHER)


def test_one_channel_and_many_are_taken_as_they_are() -> None:
    assert Downmix(RATE).mono(VOICE[:, None]) == pytest.approx(VOICE)
    six = np.stack([VOICE, OTHER] * 3, axis=1)
    assert Downmix(RATE).mono(six) == pytest.approx((VOICE + OTHER) / 2, abs=1e-6)
