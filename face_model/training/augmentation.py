"""What webcams do to a face, done to training pictures: framing, light, focus, noise, compression."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from face_model.alignment import CROP_PX

Picture = npt.NDArray[np.uint8]


CLEAN_SHARE = 0.3
"""Share of crops that are only framed and lit anew, as by a good camera in a bright room."""


def degrade(picture: Picture, rng: np.random.Generator, clean_share: float = CLEAN_SHARE) -> Picture:
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
    if rng.random() < 0.3:  # about as many as wear some
        crop = _with_glasses(crop, rng)
    if rng.random() < 0.3:
        crop = _covered(crop, rng)
    return crop if before else _taken(crop, rng)


def _taken(picture: Picture, rng: np.random.Generator) -> Picture:
    """What a poor camera makes of a picture: far away, out of focus, in the dark, compressed."""
    if rng.random() < 0.25:
        picture = _low_resolution(picture, rng)
    if rng.random() < 0.35:
        picture = _blurred(picture, rng)
    if rng.random() < 0.25:
        picture = _in_the_dark(picture, rng)
    elif rng.random() < 0.3:
        picture = _noisy(picture, rng, np.exp(rng.uniform(np.log(2), np.log(32))))
    if rng.random() < 0.2:
        picture = _compressed(picture, rng)
    return picture


def _reframed(picture: Picture, rng: np.random.Generator) -> Picture:
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


def _low_resolution(crop: Picture, rng: np.random.Generator) -> Picture:
    side = round(float(np.exp(rng.uniform(np.log(14), np.log(40)))) * crop.shape[0] / CROP_PX)
    small = cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, crop.shape[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)


def _blurred(crop: Picture, rng: np.random.Generator) -> Picture:
    if rng.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.4, 2.4)), np.uint8)
    length = int(rng.choice([3, 5, 7]))
    streak = np.zeros((length, length), np.float32)
    if rng.random() < 0.5:
        streak[length // 2] = 1 / length
    else:
        streak[:, length // 2] = 1 / length
    return np.asarray(cv2.filter2D(crop, -1, streak), np.uint8)


def _relit(picture: Picture, rng: np.random.Generator) -> Picture:
    light = (picture / np.float32(255)) ** np.float32(np.exp(rng.normal(0, 0.3)))
    if rng.random() < 0.2:  # a lamp or window at one side
        ramp = np.linspace(rng.uniform(0.3, 1.0), 1.0, len(picture), dtype=np.float32)[:: rng.choice([-1, 1])]
        light *= ramp[None] if rng.random() < 0.8 else ramp[:, None]
    middle = light.mean()
    light = (light - middle) * np.float32(rng.uniform(0.6, 1.4)) + middle * np.float32(
        np.exp(rng.normal(0, 0.15))
    )
    return np.asarray(np.clip(light * 255, 0, 255), np.uint8)


def _in_the_dark(crop: Picture, rng: np.random.Generator) -> Picture:
    """Little light: few grey levels, and the noise of a small sensor weighs more."""
    light = crop * np.float32(np.exp(rng.uniform(np.log(0.08), np.log(0.5))))
    return _noisy(np.asarray(light, np.uint8), rng, rng.uniform(1, 4.5))


def _noisy(crop: Picture, rng: np.random.Generator, sigma: float) -> Picture:
    """Sensor noise of ``sigma`` grey levels."""
    noise = rng.standard_normal(crop.shape, dtype=np.float32) * np.float32(sigma)
    return np.asarray(np.clip(crop + noise, 0, 255), np.uint8)


def _compressed(crop: Picture, rng: np.random.Generator) -> Picture:
    _, data = cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(12, 70))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


def _covered(crop: Picture, rng: np.random.Generator) -> Picture:
    """A hand, a microphone, hair: one grey patch over part of the face."""
    height, width = rng.integers(6, 22, 2)
    top, left = rng.integers(0, CROP_PX - height), rng.integers(0, CROP_PX - width)
    covered = crop.copy()
    covered[top : top + height, left : left + width] = rng.integers(0, 256)
    return covered


def _with_glasses(crop: Picture, rng: np.random.Generator) -> Picture:
    """Rims or lenses of any shade around where the eyes of an aligned face are, not quite straight."""
    worn = crop.copy()
    shade, thickness = int(rng.integers(0, 120)), -1 if rng.random() < 0.2 else int(rng.integers(1, 3))
    width, height = rng.uniform(5, 8), rng.uniform(3, 6)
    middle, apart = np.array([24.0, 14.5]) + rng.normal(0, 1.5, 2), rng.uniform(8, 10)
    for x in (middle[0] - apart, middle[0] + apart):
        low, high = (
            (round(x - width), round(middle[1] - height)),
            (round(x + width), round(middle[1] + height)),
        )
        cv2.rectangle(worn, low, high, shade, thickness)
    bridge = round(middle[1])
    cv2.line(worn, (round(middle[0] - 2), bridge), (round(middle[0] + 2), bridge), shade, max(thickness, 1))
    return worn
