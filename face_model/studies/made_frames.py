"""Frames with faces of a known size and place: people in a room, and tiles of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from face_model.landmarks import FACE_OVAL, Image, Landmarks
from face_model.studies.faceless import texture

_SKIN_OF_GREY = ((1.08, 0.92, 0.82), (1.05, 0.9, 0.78), (0.95, 0.8, 0.68))
_HAIR = ((25, 20, 18), (60, 40, 28), (110, 78, 50), (185, 150, 100), (150, 150, 150))
_GRAIN_LEVELS = 36  # 256 / 36: seven grey levels up and down, 2.9 in the root mean square


@dataclass(frozen=True)
class Sitter:
    """Somebody whose face is put into frames.

    Parameters
    ----------
    picture
        uint8 (height, width, 3), RGB, hardly more than the face.
    points
        Its landmarks, pixels of the picture.
    """

    picture: Image
    points: Landmarks

    @property
    def width(self) -> float:
        """Of the face, pixels of the picture."""
        return float(np.ptp(self.points[:, 0]))

    def scaled(self, width: float) -> Sitter:
        """With a face of another width."""
        scale = width / self.width
        size = [max(1, round(n * scale)) for n in self.picture.shape[1::-1]]
        flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        picture = np.asarray(cv2.resize(self.picture, size, interpolation=flags), np.uint8)
        return Sitter(picture, self.points * np.float32(scale))


@dataclass(frozen=True)
class MadeFrame:
    """A frame and what is in it.

    Parameters
    ----------
    image
        uint8 (height, width, 3), RGB.
    faces
        Landmarks of each face, pixels of the frame.
    kind
        ``room`` or ``meeting``.
    """

    image: Image
    faces: list[Landmarks]
    kind: str


def tinted(picture: Image, rng: np.random.Generator) -> Image:
    """A picture without colours given those of skin; one with colours as it is."""
    if np.ptp(picture.astype(np.int16), axis=2).max() > 8:
        return picture
    gains = _SKIN_OF_GREY[rng.integers(len(_SKIN_OF_GREY))]
    return np.asarray(np.clip(picture * np.array(gains), 0, 255), np.uint8)


def room(
    sitters: Sequence[Sitter], size: tuple[int, int], face_px: float, rng: np.random.Generator
) -> MadeFrame:
    """People before a wall: each face on a drawn head with hair, neck and shoulders, somewhere in the frame.

    Parameters
    ----------
    sitters
        Who is there.
    size
        Height and width of the frame, pixels.
    face_px
        How wide each face is.
    """
    image = texture(size, rng)
    faces: list[Landmarks] = []
    for x, y in _apart(len(sitters), size, face_px, rng):
        sitter = sitters[len(faces)].scaled(face_px)
        faces.append(_stand(image, sitter, (x, y), rng))
    return MadeFrame(grainy(image, rng), faces, "room")


def meeting(
    sitters: Sequence[Sitter], size: tuple[int, int], face_px: float, rng: np.random.Generator
) -> MadeFrame:
    """A grid of pictures, one person in each, as a meeting on a screen; parameters as :func:`room`."""
    height, width = size
    image = np.full((height, width, 3), rng.integers(15, 60), np.uint8)
    across = int(np.ceil(np.sqrt(len(sitters))))
    down = int(np.ceil(len(sitters) / across))
    gap = round(0.01 * width)
    tile_w, tile_h = width // across - gap, height // down - gap
    faces = []
    for i, sitter in enumerate(sitters):
        left, top = i % across * (tile_w + gap) + gap // 2, i // across * (tile_h + gap) + gap // 2
        tile = texture((tile_h, tile_w), rng)
        middle = tile_w * rng.uniform(0.35, 0.65), tile_h * rng.uniform(0.35, 0.5)
        points = _stand(tile, sitter.scaled(face_px), middle, rng)
        image[top : top + tile_h, left : left + tile_w] = tile
        faces.append((points + np.array([left, top, 0])).astype(np.float32))
    return MadeFrame(grainy(image, rng), faces, "meeting")


def grainy(image: Image, rng: np.random.Generator) -> Image:
    """The picture with a webcam's noise."""
    noise = rng.integers(0, 256, image.shape, np.uint8) // _GRAIN_LEVELS
    return np.asarray(cv2.subtract(cv2.add(image, noise), noise[::-1]), np.uint8)


def _apart(
    n: int, size: tuple[int, int], face_px: float, rng: np.random.Generator
) -> list[tuple[float, float]]:
    """Middles of ``n`` faces that leave room for heads."""
    height, width = size
    margin = 1.3 * face_px
    middles: list[tuple[float, float]] = []
    clear = 2.6 * face_px
    while len(middles) < n:
        x, y = rng.uniform(margin, width - margin), rng.uniform(margin, height - margin)
        if all(np.hypot(x - a, y - b) > clear for a, b in middles):
            middles.append((float(x), float(y)))
        clear *= 0.98  # where it is narrow people stand closer
    return sorted(middles, key=lambda middle: middle[1])  # who stands lower is nearer, and covers the others


def _stand(image: Image, sitter: Sitter, middle: tuple[float, float], rng: np.random.Generator) -> Landmarks:
    """Draw a person into ``image`` (in place), the face around ``middle``; its landmarks there."""
    low, high = sitter.points[:, :2].min(axis=0), sitter.points[:, :2].max(axis=0)
    shift = np.array(middle) - (low + high) / 2
    left, top = (round(float(n)) for n in shift)
    points = np.asarray(sitter.points + np.array([left, top, 0]), np.float32)
    wide, tall = high - low
    x, y = middle
    cloth = tuple(int(c) for c in rng.integers(20, 200, 3))
    hair = _HAIR[rng.integers(len(_HAIR))]
    inside = np.zeros(sitter.picture.shape[:2], np.uint8)
    cv2.fillConvexPoly(inside, np.round(sitter.points[list(FACE_OVAL), :2]).astype(np.int32), 255)
    inside = cv2.copyMakeBorder(inside[2:-2, 2:-2], 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=0)
    skin = tuple(int(c) for c in np.median(sitter.picture[inside > 0], axis=0))
    spots = [
        ((x, y + 2.9 * tall), (1.3 * wide, 2.15 * tall), cloth),
        ((x, y - 0.06 * tall), (0.62 * wide, 0.66 * tall), hair),
        ((x, y + 0.6 * tall), (0.27 * wide, 0.4 * tall), skin),
        ((x, y + 0.02 * tall), (0.51 * wide, 0.53 * tall), skin),
    ]
    for (cx, cy), (rx, ry), colour in spots:
        centre, axes = (round(cx), round(cy)), (max(1, round(rx)), max(1, round(ry)))
        cv2.ellipse(image, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)
    soft = max(1.0, 0.04 * wide)
    alpha = cv2.GaussianBlur(cv2.erode(inside, np.ones((3, 3))), (0, 0), soft)[..., None] / 255.0
    height, width = image.shape[:2]
    h, w = inside.shape
    y0, y1, x0, x1 = max(top, 0), min(top + h, height), max(left, 0), min(left + w, width)
    part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    place = image[y0:y1, x0:x1]
    place[:] = np.uint8(alpha[part] * sitter.picture[part] + (1 - alpha[part]) * place)
    return points
