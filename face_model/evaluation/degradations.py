"""What webcams, rooms and hands do to the picture of a face, each at three strengths, to try the model on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from face_model import spoiling
from face_model.landmarks import Image

STRENGTHS: tuple[str, ...] = ("mild", "medium", "strong")
"""Names of the strengths 0, 1 and 2."""

_REFERENCE_PX = 48  # lengths below are pixels of a picture whose shorter side has this many
_SENSOR_NOISE = 4.0
_DARK_LENSES = -1


@dataclass(frozen=True)
class Degradation:
    """One thing that spoils a picture.

    Parameters
    ----------
    spoil
        Picture, how much, and randomness -> degraded picture.
    amounts
        How much at each strength.
    levels
        What that is in words; lengths for a picture of 48 pixels.
    """

    spoil: Callable[[Image, float, np.random.Generator], Image]
    amounts: tuple[float, float, float]
    levels: tuple[str, str, str]


def degraded(picture: Image, name: str, strength: int, seed: int) -> Image:
    """The picture under the degradation ``name``; the same seed gives the same picture.

    Parameters
    ----------
    picture
        Little more than a face. Lengths (blurs, patches) grow with its shorter side.
    name
        A key of :data:`DEGRADATIONS`.
    strength
        0, 1 or 2: a position in :data:`STRENGTHS`.
    """
    chosen = DEGRADATIONS[name]
    return chosen.spoil(picture, chosen.amounts[strength], np.random.default_rng(seed))


def _low_light(picture: Image, share: float, rng: np.random.Generator) -> Image:
    """A share of the light, with the noise of a small sensor on top."""
    return spoiling.in_light(picture, share, rng.normal(0, _SENSOR_NOISE, picture.shape), rounded=True)


def _noise(picture: Image, sigma: float, rng: np.random.Generator) -> Image:
    return spoiling.in_light(picture, 1.0, rng.normal(0, sigma, picture.shape), rounded=True)


def _white_balance(picture: Image, shift: float, rng: np.random.Generator) -> Image:
    """Towards red or towards blue."""
    return spoiling.tinted(picture, shift * rng.choice([-1.0, 1.0]))


def _contrast(picture: Image, share: float, rng: np.random.Generator) -> Image:
    return spoiling.with_contrast(picture, share)


def _motion_blur(picture: Image, length: float, rng: np.random.Generator) -> Image:
    """A streak in any direction."""
    reach = _pixels(picture, length) / 2
    angle = rng.uniform(0, np.pi)
    size = 2 * int(np.ceil(reach)) + 1
    streak = np.zeros((size, size), np.float32)
    for along in np.linspace(-reach, reach, 8 * size):
        row, column = size // 2 + along * np.sin(angle), size // 2 + along * np.cos(angle)
        streak[round(row), round(column)] += 1
    return spoiling.smeared(picture, streak / streak.sum())


def _focus_blur(picture: Image, sigma: float, rng: np.random.Generator) -> Image:
    return spoiling.out_of_focus(picture, _pixels(picture, sigma))


def _jpeg(picture: Image, quality: float, rng: np.random.Generator) -> Image:
    return spoiling.compressed(picture, int(quality))


def _low_resolution(picture: Image, side: float, rng: np.random.Generator) -> Image:
    return spoiling.shrunk(picture, side / min(picture.shape[:2]))


def _occlusion(picture: Image, length: float, rng: np.random.Generator) -> Image:
    """A square of one grey somewhere on the picture."""
    side = round(_pixels(picture, length))
    top, left = (int(rng.integers(0, length - side + 1)) for length in picture.shape[:2])
    grey = int(rng.integers(0, 256))
    return spoiling.covered(picture, slice(top, top + side), slice(left, left + side), grey)


def _glasses(picture: Image, rim: float, rng: np.random.Generator) -> Image:
    """Dark bars around where the eyes of a centred face are: thin rims, thick rims, dark lenses."""
    height, width = picture.shape[:2]
    dark = rim == _DARK_LENSES
    thickness = max(1, round(_pixels(picture, 2 if dark else rim)))
    top, bottom, bridge = round(0.29 * height), round(0.49 * height), round(0.36 * height)
    lenses = tuple(
        ((round((middle - 0.15) * width), top), (round((middle + 0.15) * width), bottom))
        for middle in (0.31, 0.69)
    )
    ends = (round(0.46 * width), bridge), (round(0.54 * width), bridge)
    rim_px = None if dark else thickness
    return spoiling.with_glasses(picture, lenses, ends, 30, rim_px=rim_px, bridge_px=thickness)


def _roll(picture: Image, degrees: float, rng: np.random.Generator) -> Image:
    """The head tilted to either side."""
    return spoiling.tilted(picture, degrees * float(rng.choice([-1, 1])))


def _turned(picture: Image, degrees: float, rng: np.random.Generator) -> Image:
    """The picture swung to either side, seen from two widths away."""
    height, width = picture.shape[:2]
    angle = np.deg2rad(degrees) * float(rng.choice([-1, 1]))
    return spoiling.swung(picture, angle, 2.0, (width - 1, height - 1))


DEGRADATIONS: Mapping[str, Degradation] = {
    "low light": Degradation(_low_light, (0.3, 0.1, 0.05), ("30 % of the light", "10 %", "5 %")),
    "noise": Degradation(_noise, (10, 20, 40), ("sigma 10 of 255", "20", "40")),
    "white balance": Degradation(
        _white_balance, (0.2, 0.4, 0.6), ("red and blue 20 % apart from green", "40 %", "60 %")
    ),
    "contrast": Degradation(_contrast, (0.5, 0.25, 0.1), ("50 %", "25 %", "10 %")),
    "motion blur": Degradation(_motion_blur, (3, 5, 9), ("3 px", "5 px", "9 px")),
    "focus blur": Degradation(_focus_blur, (1, 2, 3), ("sigma 1 px", "2 px", "3 px")),
    "JPEG": Degradation(_jpeg, (40, 20, 10), ("quality 40", "20", "10")),
    "low resolution": Degradation(_low_resolution, (24, 16, 12), ("24 px", "16 px", "12 px")),
    "occlusion": Degradation(_occlusion, (12, 18, 24), ("square of 12 px", "18 px", "24 px")),
    "glasses": Degradation(_glasses, (1, 2, _DARK_LENSES), ("thin rims", "thick rims", "dark lenses")),
    "roll": Degradation(_roll, (10, 20, 30), ("10 degrees", "20", "30")),
    "turned": Degradation(_turned, (15, 30, 45), ("15 degrees, flat stand-in", "30", "45")),
}


def _pixels(picture: Image, at_reference: float) -> float:
    return at_reference * min(picture.shape[:2]) / _REFERENCE_PX
