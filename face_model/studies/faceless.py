"""Frames in which there is no face: textures, screens, text, hands, and photographs of things."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle, islice

import cv2
import numpy as np

from face_model.landmarks import Image

_GROUND_PX = 480  # a ground is drawn this wide, then enlarged
_WORDS = "the a quarterly figures of meeting agenda with and page from report talk budget open risk next"


def texture(size: tuple[int, int], rng: np.random.Generator) -> Image:
    """Cloudy, striped or tiled ground in two colours, uint8 (height, width, 3); ``size`` likewise."""
    shrinking = max(1.0, size[1] / _GROUND_PX)
    height, width = (max(8, round(n / shrinking)) for n in size)
    field = np.zeros((height, width), np.float32)
    for cells, strength in ((4, 1.0), (12, 0.5), (40, 0.25), (150, 0.12)):
        coarse = rng.normal(0, strength, (max(2, cells * height // width), cells)).astype(np.float32)
        field += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    pattern = rng.integers(4)
    if pattern:
        period, angle = rng.uniform(0.01, 0.15) * width, rng.uniform(0, np.pi)
        ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
        along = (xs * np.cos(angle) + ys * np.sin(angle)) * (2 * np.pi / period)
        across = (ys * np.cos(angle) - xs * np.sin(angle)) * (2 * np.pi / period)
        waves = np.sin(along), np.sign(np.sin(along) * np.sin(across)), np.sin(along) * np.sin(across)
        field += rng.uniform(0.2, 1.5) * waves[pattern - 1]
    field = (field - field.min()) / max(float(np.ptp(field)), 1e-6)
    dark, bright = rng.integers(20, 150, 3), rng.integers(80, 240, 3)
    ground = np.asarray(dark + field[..., None] * (bright - dark.astype(np.float32)), np.uint8)
    return np.asarray(cv2.resize(ground, size[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)


def screen(size: tuple[int, int], rng: np.random.Generator) -> Image:
    """A desktop: windows with bars, buttons, round pictures, charts."""
    height, width = size
    image = texture(size, rng)
    for _ in range(int(rng.integers(2, 6))):
        w, h = (round(rng.uniform(0.15, 0.6) * n) for n in (width, height))
        x, y = int(rng.integers(0, width - w)), int(rng.integers(0, height - h))
        ground = rng.integers(200, 256) if rng.random() < 0.7 else rng.integers(20, 60)
        cv2.rectangle(image, (x, y), (x + w, y + h), (int(ground),) * 3, -1)
        cv2.rectangle(image, (x, y), (x + w, y + max(10, h // 15)), _colour(rng), -1)
        for _ in range(int(rng.integers(3, 25))):
            cx, cy = int(rng.integers(x, x + w)), int(rng.integers(y, y + h))
            r = int(rng.integers(4, max(6, h // 8)))
            if rng.random() < 0.4:
                cv2.circle(image, (cx, cy), r, _colour(rng), -1, cv2.LINE_AA)
            elif rng.random() < 0.5:
                cv2.rectangle(image, (cx - 2 * r, cy - r), (cx + 2 * r, cy + r), _colour(rng), -1)
            else:
                _write(image, (cx, cy), rng, 0.4 + r / 60)
        ups = y + h * rng.uniform(0.3, 0.9, 12)
        line = np.stack([np.linspace(x, x + w, 12), ups], axis=1).astype(np.int32)
        cv2.polylines(image, [line], False, _colour(rng), 2, cv2.LINE_AA)
    return image


def text(size: tuple[int, int], rng: np.random.Generator) -> Image:
    """A page of words in one of several sizes."""
    height, width = size
    image = np.full((height, width, 3), rng.integers(190, 256), np.uint8)
    scale = float(rng.uniform(0.4, 2.5))
    for y in range(round(30 * scale), height, round(rng.uniform(32, 50) * scale)):
        for x in range(int(rng.integers(0, 80)), width, round(160 * scale)):
            _write(image, (x, y), rng, scale, dark=True)
    return image


def hands(size: tuple[int, int], rng: np.random.Generator) -> Image:
    """One to four drawn hands, shaded, before any of the grounds above."""
    height, width = size
    image = (texture, screen)[rng.integers(2)](size, rng)
    for _ in range(int(rng.integers(1, 5))):
        palm = rng.uniform(0.02, 0.12) * width
        _draw_hand(image, (rng.uniform(0, width), rng.uniform(0, height)), palm, rng)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1.2), np.uint8)


def photograph(photographs: Sequence[Image], size: tuple[int, int], rng: np.random.Generator) -> Image:
    """A part of one of ``photographs``, enlarged to ``size``."""
    height, width = size
    picture = photographs[rng.integers(len(photographs))]
    h = round(rng.uniform(0.4, 1.0) * min(picture.shape[0], picture.shape[1] * height / width))
    w = min(round(h * width / height), picture.shape[1])
    y, x = int(rng.integers(0, picture.shape[0] - h + 1)), int(rng.integers(0, picture.shape[1] - w + 1))
    part = picture[y : y + h, x : x + w]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


KINDS: dict[str, Callable[[tuple[int, int], np.random.Generator], Image]] = {
    "textures": texture,
    "screens": screen,
    "text": text,
    "hands": hands,
}
"""What is drawn; photographs of things come beside it."""


def _write(
    image: Image, at: tuple[int, int], rng: np.random.Generator, scale: float, *, dark: bool = False
) -> None:
    words = _WORDS.split()
    said = " ".join(islice(cycle(rng.permutation(words)), int(rng.integers(1, 4))))
    colour = (int(rng.integers(0, 90)),) * 3 if dark else _colour(rng)
    font = int(rng.choice([cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX]))
    cv2.putText(image, said, at, font, scale, colour, max(1, round(scale)), cv2.LINE_AA)


def _draw_hand(image: Image, middle: tuple[float, float], palm: float, rng: np.random.Generator) -> None:
    skin = np.array([225, 180, 150]) * rng.uniform(0.35, 1.1)
    angle = rng.uniform(0, 2 * np.pi)
    colour = tuple(int(c) for c in np.clip(skin, 0, 255))
    crease = tuple(int(0.75 * c) for c in colour)
    cx, cy = round(middle[0]), round(middle[1])
    cv2.ellipse(
        image, (cx, cy), (round(palm), round(0.85 * palm)), np.degrees(angle), 0, 360, colour, -1, cv2.LINE_AA
    )
    for spread, reach in zip((-0.5, -0.18, 0.14, 0.46, 1.3), (1.9, 2.2, 2.1, 1.8, 1.5), strict=True):
        direction = angle + spread * rng.uniform(0.8, 1.3)
        reach *= rng.uniform(0.6, 1.05)
        tip = (
            round(cx + reach * palm * np.cos(direction)),
            round(cy + reach * palm * np.sin(direction)),
        )
        thick = max(2, round(0.38 * palm))
        cv2.line(image, (cx, cy), tip, crease, thick + 2, cv2.LINE_AA)
        cv2.line(image, (cx, cy), tip, colour, thick, cv2.LINE_AA)
        cv2.circle(image, tip, max(1, round(0.1 * palm)), crease, -1, cv2.LINE_AA)


def _colour(rng: np.random.Generator) -> tuple[int, int, int]:
    red, green, blue = (int(c) for c in rng.integers(0, 256, 3))
    return red, green, blue
