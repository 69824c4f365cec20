"""What webcams do to a face, done to training pictures: framing, light, focus, noise, compression."""

from __future__ import annotations

import cv2
import numpy as np

from face_model import spoiling
from face_model.alignment import CROP_PX
from face_model.landmarks import Image

CLEAN_SHARE = 0.3
"""Share of crops that are only framed and lit anew, as by a good camera in a bright room."""


def degrade(picture: Image, rng: np.random.Generator, clean_share: float = CLEAN_SHARE) -> Image:
    """A crop as another camera, another light and a less lucky moment would have given it.

    Parameters
    ----------
    picture
        uint8 (side, side), grey, with a margin around the crop.
    rng
        Decides everything; the same generator state gives the same crop.
    clean_share
        How many are only framed and lit anew, 0..1.

    Returns
    -------
    ndarray, uint8 (CROP_PX, CROP_PX)
    """
    spoil = rng.random() >= clean_share
    # Half of what a camera spoils was spoilt before the face was cut out: the cutting smooths its noise.
    before = spoil and rng.random() < 0.5
    if rng.random() < 0.8:
        picture = _relit(picture, rng)
    crop = _reframed(_taken(picture, rng) if before else picture, rng)
    if not spoil:
        return crop
    if rng.random() < 0.35:  # about as many as wear some
        crop = _with_glasses(crop, rng)
    if rng.random() < 0.3:
        crop = _covered(crop, rng)
    return crop if before else _taken(crop, rng)


def _taken(picture: Image, rng: np.random.Generator) -> Image:
    """What a poor camera makes of a picture: far away, out of focus, in the dark, compressed."""
    if rng.random() < 0.3:
        picture = _low_resolution(picture, rng)
    if rng.random() < 0.4:
        picture = _blurred(picture, rng)
    if rng.random() < 0.3:
        picture = _in_the_dark(picture, rng)
    elif rng.random() < 0.3:
        picture = _noisy(picture, rng, np.exp(rng.uniform(np.log(2), np.log(32))))
    if rng.random() < 0.2:
        picture = _compressed(picture, rng)
    return picture


def _reframed(picture: Image, rng: np.random.Generator) -> Image:
    angle = np.deg2rad(rng.normal(0, 7))
    scale = np.exp(rng.normal(0, 0.06))
    stretch = np.exp(rng.normal(0, 0.03))
    flip = -1.0 if rng.random() < 0.5 else 1.0
    a, b = scale * np.cos(angle), scale * np.sin(angle)
    turn = np.array([[a * stretch * flip, -b / stretch], [b * stretch * flip, a / stretch]])
    middle = (CROP_PX - 1) / 2 + rng.normal(0, 1.2, 2)
    matrix = np.hstack([turn, (middle - turn @ np.full(2, (picture.shape[0] - 1) / 2))[:, None]])
    warped = cv2.warpAffine(
        picture, matrix, (CROP_PX, CROP_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, np.uint8)


def _low_resolution(crop: Image, rng: np.random.Generator) -> Image:
    side = round(float(np.exp(rng.uniform(np.log(11), np.log(36)))) * crop.shape[0] / CROP_PX)
    return spoiling.far_away(crop, side / crop.shape[0], cv2.INTER_LINEAR)


def _blurred(crop: Image, rng: np.random.Generator) -> Image:
    if rng.random() < 0.5:
        return spoiling.out_of_focus(crop, rng.uniform(0.4, 3.2))
    length = int(rng.choice([3, 5, 7]))
    streak = np.zeros((length, length), np.float32)
    if rng.random() < 0.5:
        streak[length // 2] = 1 / length
    else:
        streak[:, length // 2] = 1 / length
    return spoiling.smeared(crop, streak)


def _relit(picture: Image, rng: np.random.Generator) -> Image:
    light = (picture / np.float32(255)) ** np.float32(np.exp(rng.normal(0, 0.3)))
    if rng.random() < 0.2:  # a lamp or window at one side
        ramp = np.linspace(rng.uniform(0.3, 1.0), 1.0, len(picture), dtype=np.float32)[:: rng.choice([-1, 1])]
        light *= ramp[None] if rng.random() < 0.8 else ramp[:, None]
    middle = light.mean()
    light = (light - middle) * np.float32(rng.uniform(0.6, 1.4)) + middle * np.float32(
        np.exp(rng.normal(0, 0.15))
    )
    return spoiling.clipped(light * 255)


def _in_the_dark(crop: Image, rng: np.random.Generator) -> Image:
    """Little light: few grey levels, and the noise of a small sensor weighs more."""
    light = crop * np.float32(np.exp(rng.uniform(np.log(0.08), np.log(0.4))))
    return _noisy(spoiling.clipped(light), rng, rng.uniform(1, 4.5))


def _noisy(crop: Image, rng: np.random.Generator, sigma: float) -> Image:
    """Sensor noise of ``sigma`` grey levels."""
    noise = rng.standard_normal(crop.shape, dtype=np.float32) * np.float32(sigma)
    return spoiling.clipped(crop + noise)


def _compressed(crop: Image, rng: np.random.Generator) -> Image:
    return spoiling.compressed(crop, int(rng.integers(12, 70)))


def _covered(crop: Image, rng: np.random.Generator) -> Image:
    """A hand, a microphone, hair: one grey patch over part of the face."""
    height, width = rng.integers(6, 27, 2)
    top, left = rng.integers(0, CROP_PX - height), rng.integers(0, CROP_PX - width)
    grey = int(rng.integers(0, 256))
    return spoiling.covered(crop, slice(top, top + height), slice(left, left + width), grey)


def _with_glasses(crop: Image, rng: np.random.Generator) -> Image:
    """Rims or lenses of any shade around where the eyes of an aligned face are, not quite straight."""
    shade, rim_px = int(rng.integers(0, 120)), None if rng.random() < 0.2 else int(rng.integers(1, 4))
    width, height = rng.uniform(5, 8.5), rng.uniform(3, 6.5)
    middle, apart = np.array([24.0, 14.5]) + rng.normal(0, 1.5, 2), rng.uniform(8, 10)
    lenses = tuple(
        ((round(x - width), round(middle[1] - height)), (round(x + width), round(middle[1] + height)))
        for x in (middle[0] - apart, middle[0] + apart)
    )
    bridge = (round(middle[0] - 2), round(middle[1])), (round(middle[0] + 2), round(middle[1]))
    return spoiling.with_glasses(crop, lenses, bridge, shade, rim_px=rim_px, bridge_px=rim_px or 1)
