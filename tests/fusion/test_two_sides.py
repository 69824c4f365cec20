"""One person on each channel is told from the stereo of a room, and from one person alone."""

from __future__ import annotations

import numpy as np
import pytest

from fusion.two_sides import TwoSides

RATE = 16_000
rng = np.random.default_rng(3)


def turns(*levels: tuple[float, float], seconds: float = 1.5) -> np.ndarray:
    """Noise for so long each, at these levels left and right, over a floor of its own on each side."""
    size = round(seconds * RATE)
    said = np.concatenate([rng.normal(0, 1, (size, 1)) * np.array([level]) for level in levels])
    return (said + rng.normal(0, 1e-3, said.shape)).astype(np.float32)


def found(pairs: np.ndarray, block: int = 1000) -> bool:
    sides = TwoSides()
    return [sides.hear(pairs[i : i + block], RATE) for i in range(0, len(pairs), block)][-1]


@pytest.mark.parametrize(
    ("levels", "two"),
    [
        ([(0.1, 0.0), (0.0, 0.1)] * 4, True),
        ([(0.1, 0.0), (0.0, 0.02), (0.1, 0.02)] * 4, True),  # one is softer, and they interrupt each other
        ([(0.1, 0.0)] * 8, False),  # one side is not used
        ([(0.1, 0.05), (0.05, 0.1)] * 4, False),  # two people before two microphones
        ([(0.1, 0.1), (0.1, 0.0), (0.1, 0.1), (0.0, 0.1)] * 3, False),  # mostly together, as music
        ([(0.0, 0.0)] * 8, False),
    ],
)
def test_turns_on_their_own_channels_are_two_sides(levels: list[tuple[float, float]], two: bool) -> None:
    pairs = turns(*levels)
    assert found(pairs) is two
    assert found(pairs, block=RATE * 20) is two  # however it is handed over


def test_other_numbers_of_channels_have_no_sides() -> None:
    sides = TwoSides()
    assert not sides.hear(turns((0.1, 0.0), (0.0, 0.1), seconds=5.0)[:, :1], RATE)
