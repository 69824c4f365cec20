"""What the head looks like: skin, lips, brows and short hair, painted by chance numbers of one seed."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from fusion.arrays import Float32Array, FloatArray
from ui.making.mesh import HeadMesh, Part
from ui.making.raster import seen

Layer = Float32Array

SIDE = 2048
HAIR = (66, 42, 26)
_SKIN, _LIPS, _BLUSH = (222, 178, 156), (192, 116, 110), (206, 132, 118)
_BROW = (58, 40, 28)
_BROW_HAIRS = 260
# Around the face, in the texture: from the nape, behind and before the ear, to the middle of the forehead.
_HAIRLINE = [(0.625, 0.15), (0.884, 0.171), (0.884, 0.23), (0.85, 0.322), (0.825, 0.342), (0.818, 0.39)]
_HAIRLINE += [(0.83, 0.415), (0.79, 0.44), (0.776, 0.475)]


def linear(colour: npt.ArrayLike) -> FloatArray:
    """Light of a colour on a screen, from 0..255."""
    return (np.asarray(colour, np.float64) / 255) ** 2.2


class Skin:
    """The textures of a head; float32 (SIDE, SIDE) or with three channels of linear light.

    Parameters
    ----------
    mesh
        The head that is painted.

    Attributes
    ----------
    colour
        Skin, lips, and brows.
    scalp
        How hairy, 0..1.
    hairs
        How far each hair reaches, 0..1.
    strands
        Shades of the hair, around 1.
    """

    def __init__(self, mesh: HeadMesh) -> None:
        self._chance = np.random.default_rng(3)
        self._mesh = mesh
        colour = np.full((SIDE, SIDE, 3), _SKIN, np.float32)
        colour *= 1 + 0.025 * self._blots(24)[..., None] + 0.02 * self._blots(1.2)[..., None]
        for place, share in self._blushing():
            colour = _over(colour, place * share, _BLUSH)
        colour = _over(colour, 0.35 * cv2.GaussianBlur(mesh.mask("eyelids"), (0, 0), 6), _BLUSH)
        colour = _over(colour, 0.3 * mesh.mask("ears"), _BLUSH)
        lips = cv2.GaussianBlur(mesh.mask("lips"), (0, 0), 4)
        colour = _over(colour, 0.75 * lips * (1 + 0.05 * self._blots(3)), _LIPS)
        colour = _over(colour, mesh.mask("inside-mouth"), (110, 42, 40))
        colour = _over(colour, self._brows(), _BROW)
        self.colour = linear(np.clip(colour, 0, 255)).astype(np.float32)
        half = np.array(_HAIRLINE)
        around = np.vstack([half, (half * [1, -1] + [0, 1.0293])[::-1]]) * SIDE
        scalp = cv2.fillPoly(np.zeros((SIDE, SIDE), np.uint8), [around.astype(np.int32)], 255)
        self.scalp = cv2.GaussianBlur(scalp, (0, 0), 16).astype(np.float32) / 255
        fine, wide = self._blots(14, 1.0), self._blots(40, 5)
        self.strands = np.asarray(1 + 0.22 * fine + 0.18 * wide, np.float32)
        self.hairs = np.asarray(1 / (1 + np.exp(-1.7 * (0.8 * fine + 0.6 * wide))), np.float32)

    def at(self, layer: Layer, uv: FloatArray) -> Layer:
        """The layer at some places of the texture, (n, ...)."""
        row = np.clip(((1 - uv[:, 1]) * SIDE).astype(int), 0, SIDE - 1)
        column = np.clip((uv[:, 0] * SIDE).astype(int), 0, SIDE - 1)
        return np.asarray(layer[row, column], np.float32)

    def _blots(self, wide: float, high: float | None = None) -> Layer:
        """Smoothed noise of mean 0 and deviation 1."""
        noise = self._chance.standard_normal((SIDE, SIDE)).astype(np.float32)
        smooth = cv2.GaussianBlur(noise, (0, 0), sigmaX=wide, sigmaY=wide if high is None else high)
        return np.asarray(smooth / smooth.std(), np.float32)

    def _blushing(self) -> list[tuple[Layer, float]]:
        """Cheeks and the tip of the nose."""
        places = []
        rest = self._mesh.rest
        for x, y, wide, share in ((0.42, 6.5, 60, 0.35), (-0.42, 6.5, 60, 0.35), (0.0, 6.47, 28, 0.3)):
            near = np.argmin(np.hypot(rest[:, 0] - x, rest[:, 1] - y) - 0.2 * rest[:, 2])
            u, v = self._mesh.uv[near]
            row, column = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
            far = (column - u * SIDE) ** 2 + (row - (1 - v) * SIDE) ** 2
            places.append((np.exp(-far / (2 * wide**2)).astype(np.float32), share))
        return places

    def _brows(self) -> Layer:
        """Single hairs along two arcs, drawn on the face from the front and put into the texture there."""
        scale, left, top, shape = 1000, 0.8, 7.4, (900, 1600)
        mesh = self._mesh
        rest = mesh.rest
        flat = np.stack([(rest[:, 0] + left) * scale, (top - rest[:, 1]) * scale, rest[:, 2]], axis=1)
        front = mesh.triangles[mesh.part == Part.BODY]
        front = front[(rest[front, 1].min(1) > 6.5) & (rest[front, 2].min(1) > 0.6)]
        hits = seen(flat, front, *shape)
        where = np.zeros((shape[0] * shape[1], 2))
        where[hits.pixel] = (mesh.uv[front[hits.triangle]] * hits.share[..., None]).sum(1)
        where = where.reshape(*shape, 2)
        layer = np.zeros((SIDE, SIDE), np.float32)
        for side in (-1, 1):
            for _ in range(_BROW_HAIRS):
                along = float(self._chance.beta(1.15, 1.25))
                middle = 6.955 + 0.075 * math.sin(math.pi / 2 * min(1, along / 0.72))
                middle -= 0.115 * max(0.0, along - 0.68) / 0.32
                thick = 0.036 * (1 - along) ** 0.55 * (0.45 + 0.55 * min(1, along / 0.12)) + 0.006
                x, y = 0.1 + 0.43 * along, middle + thick * float(self._chance.uniform(-1, 1))
                angle = math.radians(62 - 75 * along + float(self._chance.normal(0, 9)))
                length = 0.05 * (1 - 0.4 * along) * float(self._chance.uniform(0.7, 1.1))
                steps = np.linspace(0, 1, 6)
                hair_x = side * (x + length * steps * np.cos(angle - 0.5 * steps))
                hair_y = y + length * steps * np.sin(angle - 0.5 * steps)
                uv = where[((top - hair_y) * scale).astype(int), ((hair_x + left) * scale).astype(int)]
                _draw(layer, uv * SIDE * [1, -1] + [0, SIDE], strength=0.42)
        soft = layer + 0.3 * cv2.GaussianBlur(layer, (0, 0), 2.5)
        return np.asarray(np.clip(soft, 0, 0.85), np.float32)


def _over(below: Layer, share: Layer, colour: tuple[int, int, int]) -> Layer:
    amount = share[..., None]
    return np.asarray(below * (1 - amount) + np.array(colour, np.float32) * amount, np.float32)


def _draw(layer: Layer, line: FloatArray, strength: float) -> None:
    """One hair, over what is there."""
    left, top = np.floor(line.min(0)).astype(int) - 2
    right, bottom = np.ceil(line.max(0)).astype(int) + 3
    stroke = np.zeros((bottom - top, right - left), np.uint8)
    sixteenths = np.round((line - [left, top]) * 16).astype(np.int32)
    cv2.polylines(stroke, [sixteenths], False, 255, 1, cv2.LINE_AA, 4)
    part = layer[top:bottom, left:right]
    part[...] = 1 - (1 - part) * (1 - strength * stroke / 255)
