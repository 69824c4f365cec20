"""What webcams, rooms and hands do to the picture of a face, each at three strengths, to try the model on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""Grey (height, width) or RGB (height, width, 3)."""

STRENGTHS: tuple[str, ...] = ("mild", "medium", "strong")
"""Names of the strengths 0, 1 and 2."""

_REFERENCE_PX = 48  # lengths below are pixels of a picture whose shorter side has this many
_SENSOR_NOISE = 4.0

Degradation = Callable[[Picture, int, np.random.Generator], Picture]
"""Picture, strength 0..2 and randomness -> degraded picture."""


def degraded(picture: Picture, name: str, strength: int, seed: int) -> Picture:
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
    return DEGRADATIONS[name](picture, strength, np.random.default_rng(seed))


def _low_light(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    """A share of the light, with the noise of a small sensor on top."""
    share = (0.3, 0.1, 0.05)[strength]
    return _clipped(share * picture + rng.normal(0, _SENSOR_NOISE, picture.shape))


def _noise(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    return _clipped(picture + rng.normal(0, (10, 20, 40)[strength], picture.shape))


def _white_balance(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    """Towards red or towards blue: one end of the spectrum stronger, the other weaker."""
    shift = (0.2, 0.4, 0.6)[strength] * rng.choice([-1.0, 1.0])
    return _clipped(_rgb(picture) * np.array([1 + shift, 1.0, 1 - shift]))


def _contrast(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    middle = picture.mean()
    return _clipped(middle + (0.5, 0.25, 0.1)[strength] * (picture - middle))


def _motion_blur(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    """A streak of 3, 5 or 9 pixels in any direction."""
    reach = _pixels(picture, (3, 5, 9)[strength]) / 2
    angle = rng.uniform(0, np.pi)
    size = 2 * int(np.ceil(reach)) + 1
    streak = np.zeros((size, size), np.float32)
    for along in np.linspace(-reach, reach, 8 * size):
        row, column = size // 2 + along * np.sin(angle), size // 2 + along * np.cos(angle)
        streak[round(row), round(column)] += 1
    return np.asarray(cv2.filter2D(picture, -1, streak / streak.sum()), np.uint8)


def _focus_blur(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    """Standard deviations of 1, 2 and 3 pixels."""
    sigma = _pixels(picture, (1, 2, 3)[strength])
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def _jpeg(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, (40, 20, 10)[strength]])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), np.uint8)


def _low_resolution(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    """The picture on 24, 16 or 12 pixels, as of a face far away; it stays that small."""
    scale = (24, 16, 12)[strength] / min(picture.shape[:2])
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _occlusion(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    """A square of 12, 18 or 24 pixels of one grey somewhere on the picture: a hand, hair, a microphone."""
    side = round(_pixels(picture, (12, 18, 24)[strength]))
    top, left = (int(rng.integers(0, length - side + 1)) for length in picture.shape[:2])
    covered = picture.copy()
    covered[top : top + side, left : left + side] = rng.integers(0, 256)
    return covered


def _glasses(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    """Dark bars around where the eyes of a centred face are: thin rims, thick rims, dark lenses."""
    height, width = picture.shape[:2]
    worn = picture.copy()
    thickness = max(1, round(_pixels(picture, (1, 2, 2)[strength])))
    for middle in (0.31, 0.69):
        low = (round((middle - 0.15) * width), round(0.29 * height))
        high = (round((middle + 0.15) * width), round(0.49 * height))
        cv2.rectangle(worn, low, high, (30, 30, 30), -1 if strength == 2 else thickness)
    bridge = round(0.36 * height)
    cv2.line(worn, (round(0.46 * width), bridge), (round(0.54 * width), bridge), (30, 30, 30), thickness)
    return worn


def _roll(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    """The head tilted by 10, 20 or 30 degrees to either side."""
    height, width = picture.shape[:2]
    angle = (10, 20, 30)[strength] * float(rng.choice([-1, 1]))
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), angle, 1.0)
    turned = cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8)


def _turned(picture: Picture, strength: int, rng: np.random.Generator) -> Picture:
    """A flat picture swung round an upright axis by 15, 30 or 45 degrees, seen from two widths away.

    A stand-in: a real head that turns also hides one of its sides, which a flat picture cannot.
    """
    height, width = picture.shape[:2]
    angle = np.deg2rad((15, 30, 45)[strength]) * float(rng.choice([-1, 1]))
    x = np.array([-0.5, 0.5, 0.5, -0.5])
    y = np.array([-0.5, -0.5, 0.5, 0.5])
    nearness = 2.0 / (2.0 + x * np.sin(angle))
    seen = 0.5 + np.stack([x * np.cos(angle) * nearness, y * nearness], axis=1)
    flat = np.stack([x, y], axis=1) + 0.5
    size = np.array([width - 1, height - 1])
    matrix = cv2.getPerspectiveTransform((flat * size).astype(np.float32), (seen * size).astype(np.float32))
    swung = cv2.warpPerspective(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(swung, np.uint8)


DEGRADATIONS: Mapping[str, Degradation] = {
    "low light": _low_light,
    "noise": _noise,
    "white balance": _white_balance,
    "contrast": _contrast,
    "motion blur": _motion_blur,
    "focus blur": _focus_blur,
    "JPEG": _jpeg,
    "low resolution": _low_resolution,
    "occlusion": _occlusion,
    "glasses": _glasses,
    "roll": _roll,
    "turned": _turned,
}

LEVELS: Mapping[str, tuple[str, str, str]] = {
    "low light": ("30 % of the light", "10 %", "5 %"),
    "noise": ("sigma 10 of 255", "20", "40"),
    "white balance": ("red and blue 20 % apart from green", "40 %", "60 %"),
    "contrast": ("50 %", "25 %", "10 %"),
    "motion blur": ("3 px", "5 px", "9 px"),
    "focus blur": ("sigma 1 px", "2 px", "3 px"),
    "JPEG": ("quality 40", "20", "10"),
    "low resolution": ("24 px", "16 px", "12 px"),
    "occlusion": ("square of 12 px", "18 px", "24 px"),
    "glasses": ("thin rims", "thick rims", "dark lenses"),
    "roll": ("10 degrees", "20", "30"),
    "turned": ("15 degrees, flat stand-in", "30", "45"),
}
"""What each strength means; lengths for a picture of 48 pixels."""


def _pixels(picture: Picture, at_reference: float) -> float:
    return at_reference * min(picture.shape[:2]) / _REFERENCE_PX


def _rgb(picture: Picture) -> Picture:
    return picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)


def _clipped(values: npt.NDArray[np.float64]) -> Picture:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)
