"""What spoils the picture of a face, one thing a function: light, noise, focus, distance, covers, turns.

How much is said by whoever spoils: training draws it, evaluation and the fusion's examples fix it.
"""

from __future__ import annotations

import cv2
import numpy as np

from face_model.landmarks import Image
from fusion.arrays import Float32Array, RealArray


def clipped(levels: RealArray, *, rounded: bool = False) -> Image:
    """Grey levels as a picture: within 0..255, fractions cut off, or rounded if asked."""
    return np.clip(np.round(levels) if rounded else levels, 0, 255).astype(np.uint8)


def in_light(
    picture: Image | RealArray,
    share: float,
    noise: RealArray,
    *,
    rounded: bool = False,
) -> Image:
    """A share of the light (1 is all of it), and a sensor's noise on top, grey levels."""
    return clipped(share * picture + noise, rounded=rounded)


def with_contrast(picture: Image, share: float) -> Image:
    """Grey levels at this share of their distance from the mean."""
    middle = picture.mean()
    return clipped(middle + share * (picture - middle), rounded=True)


def tinted(picture: Image, shift: float) -> Image:
    """White balance off towards red (above 0) or blue: one end of the spectrum stronger, the other weaker."""
    rgb = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)
    return clipped(rgb * np.array([1 + shift, 1.0, 1 - shift]), rounded=True)


def out_of_focus(picture: Image, sigma_px: float) -> Image:
    """Blurred evenly in all directions."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma_px), np.uint8)


def smeared(picture: Image, streak: Float32Array) -> Image:
    """Moved while it was taken: ``streak`` (odd height, odd width), summing to 1, is what a point became."""
    return np.asarray(cv2.filter2D(picture, -1, streak), np.uint8)


def shrunk(picture: Image, scale: float) -> Image:
    """On fewer pixels, as of a face far away; it stays that small."""
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def far_away(picture: Image, scale: float, enlarging: int) -> Image:
    """On fewer pixels, then as large as before by one of OpenCV's interpolations."""
    small, size = shrunk(picture, scale), picture.shape[1::-1]
    return np.asarray(cv2.resize(small, size, interpolation=enlarging), np.uint8)


def compressed(picture: Image, quality: int) -> Image:
    """Through a JPEG of a quality, 0..100."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), np.uint8)


def covered(picture: Image, rows: slice, columns: slice, grey: int) -> Image:
    """One grey patch over part of it: a hand, hair, a microphone."""
    made = picture.copy()
    made[rows, columns] = grey
    return made


def with_glasses(
    picture: Image,
    lenses: tuple[tuple[tuple[int, int], tuple[int, int]], ...],
    bridge: tuple[tuple[int, int], tuple[int, int]],
    grey: int,
    *,
    rim_px: int | None,
    bridge_px: int,
) -> Image:
    """Glasses of one grey; without rims (None) the lenses are filled.

    ``lenses`` are corners, ``bridge`` the ends of a line, all as (x, y) in pixels.
    """
    worn, colour = picture.copy(), (grey, grey, grey)
    for corner, opposite in lenses:
        cv2.rectangle(worn, corner, opposite, colour, -1 if rim_px is None else rim_px)
    cv2.line(worn, *bridge, colour, bridge_px)
    return worn


def tilted(picture: Image, degrees: float) -> Image:
    """Turned in its own plane about its middle, anticlockwise; the border is repeated."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE))


def swung(picture: Image, radians: float, distance: float, size: tuple[int, int]) -> Image:
    """A flat picture swung round its upright middle, seen from a distance in widths.

    A stand-in for a turned head: its far side is squeezed together, where that of a head would be hidden.

    Parameters
    ----------
    size
        Width and height that count as the picture's, pixels: from centre to centre of its outer pixels, or
        from edge to edge.
    """
    height, width = picture.shape[:2]
    x, y = np.array([-0.5, 0.5, 0.5, -0.5]), np.array([-0.5, -0.5, 0.5, 0.5])
    nearness = distance / (distance + x * np.sin(radians))
    flat = np.stack([x, y], axis=1) + 0.5
    seen = 0.5 + np.stack([x * np.cos(radians) * nearness, y * nearness], axis=1)
    matrix = cv2.getPerspectiveTransform((flat * size).astype(np.float32), (seen * size).astype(np.float32))
    return np.asarray(cv2.warpPerspective(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE))
