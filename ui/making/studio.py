"""Pictures of the made head: pose, the light on skin, hair and eyes, the room behind, a camera's noise."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from face_model.landmarks import Image
from face_model.spoiling import in_light
from fusion.arrays import BoolArray, Float32Array, FloatArray, IntArray
from ui.making.mesh import Expression, HeadMesh, Part
from ui.making.raster import Hits, seen
from ui.making.skin import HAIR, SIDE, Skin, linear

WIDTH, HEIGHT = 640, 480

# Drawn half as large again and made smaller, so that edges are smooth.
_WIDE, _HIGH = WIDTH * 3 // 2, HEIGHT * 3 // 2
_PER_DM = 150.0
_CAMERA_DM = 14.0
_PIVOT = np.array([0.0, 5.9, 0.2])
_EYE_TURN = 0.06
_SHELLS, _HAIR_DM = 5, 0.12
_KEY, _FILL = np.array([-0.45, 0.55, 0.75]), np.array([0.75, 0.15, 0.6])
_SHIRT = (62, 88, 104)


@dataclass(frozen=True)
class Pose:
    """How she holds herself; pixels and degrees, positive to the right, down and clockwise.

    ``out_of_frame`` is 0 in her seat and 1 where nothing of her is seen; ``light`` is 1 in the lit room.
    """

    shift_x: float = 0.0
    shift_y: float = 0.0
    roll: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    out_of_frame: float = 0.0
    light: float = 1.0


class Studio:
    """Draws frames of a head in front of a room out of focus."""

    def __init__(self, mesh: HeadMesh) -> None:
        self._mesh, self._skin = mesh, Skin(mesh)
        self._backdrop = _room()
        hairy = self._skin.at(self._skin.scalp, mesh.uv).astype(np.float64)
        self._hair_dm = _HAIR_DM * _step(0, 0.8, hairy) * (0.45 + 0.55 * _step(6.6, 7.6, mesh.rest[:, 1]))
        scalp = mesh.triangles[(mesh.part == Part.BODY) & (hairy[mesh.triangles].max(1) > 0.02)]
        corners = len(mesh.rest)
        # Hair is the scalp again and again, a little further out each time and with more gaps.
        shells = [scalp + corners * (k + 1) for k in range(_SHELLS)]
        self._triangles = np.concatenate([mesh.triangles, *shells])
        self._part = np.concatenate([mesh.part, np.full(_SHELLS * len(scalp), Part.HAIR)])
        self._height = np.concatenate(
            [np.zeros(len(mesh.triangles)), np.repeat(np.arange(1, _SHELLS + 1) / _SHELLS, len(scalp))]
        )
        self._uv = np.tile(mesh.uv, (_SHELLS + 1, 1))
        self._rest = np.tile(mesh.rest, (_SHELLS + 1, 1))
        self._hollow = np.tile(_hollow(mesh), _SHELLS + 1)

    def frame(self, expression: Expression, pose: Pose, seed: int = 0) -> Image:
        """One frame, uint8 (480, 640, 3), RGB; the camera's noise is that of ``seed``."""
        picture = self._backdrop.copy()
        if pose.out_of_frame < 1:
            points, normals = self._posed(expression, pose)
            hits = seen(points, self._triangles, _HIGH, _WIDE, self._no_gap)
            picture[hits.pixel] = self._light(hits, normals)
        small = cv2.resize(picture.reshape(_HIGH, _WIDE, 3), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
        image = 255 * np.clip(small, 0, 1) ** (1 / 2.2)
        noise = np.random.default_rng(seed).normal(0, 1.5, image.shape[:2])
        return in_light(image, pose.light, noise[..., None])

    def _posed(self, expression: Expression, pose: Pose) -> tuple[FloatArray, FloatArray]:
        """Where corners lie in the large picture, and their normals in the room."""
        points, normals = self._mesh.shown(expression)
        layers = [points + (k / _SHELLS) * self._hair_dm[:, None] * normals for k in range(_SHELLS + 1)]
        points, normals = np.concatenate(layers), np.tile(normals, (_SHELLS + 1, 1))
        turn = _turned(math.radians(pose.yaw), math.radians(pose.pitch), math.radians(-pose.roll))
        # The neck bends between shoulders and chin.
        bends = _step(5.3, 6.1, self._rest[:, 1])[:, None]
        points = bends * ((points - _PIVOT) @ turn.T + _PIVOT) + (1 - bends) * points
        normals = bends * (normals @ turn.T) + (1 - bends) * normals
        scale = _PER_DM * 1.5 * _CAMERA_DM / (_CAMERA_DM - points[:, 2])
        x = _WIDE / 2 + 1.5 * (pose.shift_x + WIDTH * 1.2 * pose.out_of_frame) + scale * points[:, 0]
        y = _HIGH * 0.48 + 1.5 * pose.shift_y - scale * (points[:, 1] - 6.75)
        return np.stack([x, y, points[:, 2]], axis=1), normals

    def _no_gap(self, triangle: IntArray, share: FloatArray) -> BoolArray:
        """Where a hair or a lash is, rather than the air between two."""
        there = np.ones(len(triangle), bool)
        for part in (Part.HAIR, Part.LASHES):
            of = self._part[triangle] == part
            uv = np.einsum("nk,nkc->nc", share[of], self._uv[self._triangles[triangle[of]]])
            if part is Part.HAIR:
                reaches = self._skin.at(self._skin.hairs, uv) > 0.6 * self._height[triangle[of]] - 0.08
                there[of] = reaches & (self._skin.at(self._skin.scalp, uv) > 0.35)
            else:
                there[of] = np.mod(uv[:, 0] * 900 + uv[:, 1] * 300, 1) < 0.72
        return there

    def _light(self, hits: Hits, normals: FloatArray) -> FloatArray:
        """Linear light of each hit, (n, 3)."""
        corners = self._triangles[hits.triangle]

        def at(values: FloatArray) -> FloatArray:
            return np.asarray(np.einsum("nk,nk...->n...", hits.share, values[corners]), np.float64)

        normal = at(normals)
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        part, rest, uv = self._part[hits.triangle], at(self._rest), at(self._uv)
        colour, shine, polish = self._surface(hits, part, rest, uv)
        key, fill = (direction / np.linalg.norm(direction) for direction in (_KEY, _FILL))
        light = np.clip((normal @ key + 0.25) / 1.25, 0, 1)[:, None] * [0.87, 0.83, 0.78]
        light = light + np.clip((normal @ fill + 0.3) / 1.3, 0, 1)[:, None] * [0.27, 0.29, 0.31]
        light = light + (0.30 + 0.16 * normal[:, 1])[:, None] * [0.95, 0.97, 1.0]
        half = key + np.array([0, 0, 1])
        half /= np.linalg.norm(half)
        gleam = 0.5 * shine * np.clip(normal @ half, 0, 1) ** polish
        dark = np.where(part == Part.BODY, at(self._hollow), 1.0) * _nearby_shade(hits)
        # Further back in the mouth it is darker.
        in_mouth = (part == Part.TEETH) | (part == Part.TONGUE) | _inside(uv, part)
        lips = hits.depth[(part == Part.BODY) & (abs(rest[:, 1] - 6.25) < 0.1) & (abs(rest[:, 0]) < 0.15)]
        if len(lips):
            fades = np.where(part == Part.TEETH, 1.0, 4.0) * np.clip(lips.max() - 0.13 - hits.depth, 0, 1)
            dark = np.where(in_mouth, np.exp(-fades), dark)
        in_eye = (part == Part.LEFT_EYE) | (part == Part.RIGHT_EYE)
        dark[in_eye] *= 0.2 + 0.8 * _step(0, 0.09, 6.93 - rest[in_eye, 1])
        return np.asarray(colour * light * dark[:, None] + (gleam * dark)[:, None], np.float64)

    def _surface(
        self, hits: Hits, part: IntArray, rest: FloatArray, uv: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Colour (n, 3), shine (n,) and how sharp the shine is (n,)."""
        skin = self._skin
        grid = np.zeros((_HIGH * _WIDE, 2), np.float32)
        grid[hits.pixel] = np.stack([uv[:, 0], 1 - uv[:, 1]], axis=1) * SIDE - 0.5
        x, y = (np.ascontiguousarray(grid.reshape(_HIGH, _WIDE, 2)[..., k]) for k in (0, 1))

        def layer(texture: Float32Array) -> FloatArray:
            painted = cv2.remap(texture, x, y, cv2.INTER_LINEAR).reshape(_HIGH * _WIDE, -1)
            return np.asarray(painted[hits.pixel], np.float64)

        colour = layer(skin.colour)
        shine, polish = np.full(len(part), 0.10), np.full(len(part), 14.0)
        scalp = layer(skin.scalp)[:, 0]
        root = (part == Part.BODY) & (scalp > 0.5) & (rest[:, 1] > 5.9)
        hair = (part == Part.HAIR) | root
        depth = np.where(part == Part.HAIR, 0.35 + 0.75 * self._height[hits.triangle], 0.3)
        colour[hair] = (linear(HAIR) * layer(skin.strands) * depth[:, None])[hair]
        shine[hair] = 0.03
        edge = (part == Part.BODY) & ~root & (rest[:, 1] > 5.9)
        colour[edge] *= (1 - 0.75 * _step(0.05, 0.5, scalp[edge]))[:, None]
        neckline = 5.62 - 0.25 * np.exp(-((rest[:, 0] / 0.5) ** 2)) * (rest[:, 2] > 0) + 0.1 * abs(rest[:, 0])
        shirt = (part == Part.BODY) & (rest[:, 1] < neckline)
        colour[shirt], shine[shirt] = linear(_SHIRT), 0
        for eye, side in ((Part.LEFT_EYE, 1), (Part.RIGHT_EYE, -1)):
            of = part == eye
            colour[of], shine[of], polish[of] = _eye(rest[of], side), 0.9, 120
        for of, paint, gleam in (
            (Part.TEETH, (226, 216, 200), 0.15),
            (Part.TONGUE, (165, 80, 80), 0.1),
            (Part.LASHES, (22, 15, 12), 0.0),
        ):
            colour[part == of], shine[part == of] = linear(paint), gleam
        return colour, shine, polish


def _eye(rest: FloatArray, side: int) -> FloatArray:
    """Pupil, iris and white by the angle from where the eye looks."""
    out = rest - [side * 0.285, 6.795, 1.115]
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    ahead = np.array([-side * _EYE_TURN, 0.0, 1.0]) / math.hypot(_EYE_TURN, 1)
    angle = np.degrees(np.arccos(np.clip(out @ ahead, -1, 1)))[:, None]
    iris = linear((92, 72, 48)) * (1 - 0.55 * _step(18, 25, angle)) * (1 + 0.5 * _step(20, 9, angle))
    white = _step(24, 27, angle)
    colour = white * linear((232, 226, 222)) + (1 - white) * iris
    pupil = _step(11, 9, angle)
    return np.asarray(pupil * linear((8, 6, 6)) + (1 - pupil) * colour, np.float64)


def _hollow(mesh: HeadMesh) -> FloatArray:
    """How much of a light from all sides reaches each corner of the face at rest, 0..1: nostrils are dark."""
    points, normals = mesh.shown({})
    reached, most = np.zeros(len(points)), np.zeros(len(points))
    size, scale = 320, 60.0
    for k in range(40):
        # Evenly over the upper half of a sphere around the viewer's side.
        z = 1 - (k + 0.5) / 40 * 1.15
        around = k * math.pi * (3 - math.sqrt(5))
        wide = math.sqrt(max(0.0, 1 - z * z))
        towards = np.array([wide * math.cos(around), wide * math.sin(around), z])
        right = np.cross([0.0, 1.0, 0.0], towards)
        right /= np.linalg.norm(right)
        seat = (points - [0, 6.4, 0.5]) @ np.stack([right, -np.cross(towards, right), towards]).T
        flat = seat * [scale, scale, 1] + [size / 2, size / 2, 0]
        hits = seen(flat, mesh.triangles[mesh.part == Part.BODY], size, size)
        nearest = np.full(size * size, -9.0)
        nearest[hits.pixel] = hits.depth
        place = np.clip(np.round(flat[:, :2] - 0.5).astype(int), 0, size - 1)
        faces_it = np.clip(normals @ towards, 0, 1)
        reached += faces_it * (flat[:, 2] > nearest[place[:, 1] * size + place[:, 0]] - 0.06)
        most += faces_it
    return np.asarray(0.25 + 0.75 * reached / np.maximum(most, 1e-6), np.float64)


def _nearby_shade(hits: Hits) -> FloatArray:
    """Darker where something close by stands out towards the viewer, (n,)."""
    depth = np.full(_HIGH * _WIDE, -1.5, np.float32)
    depth[hits.pixel] = hits.depth
    small = cv2.resize(depth.reshape(_HIGH, _WIDE), (_WIDE // 3, _HIGH // 3), interpolation=cv2.INTER_AREA)
    behind = np.zeros_like(small)
    for sigma, share in ((3, 2.2), (8, 1.0)):
        behind += share * np.clip(cv2.GaussianBlur(small, (0, 0), sigma) - small, 0, 0.25)
    return np.asarray(np.exp(-1.6 * cv2.resize(behind, (_WIDE, _HIGH))).reshape(-1)[hits.pixel], np.float64)


def _inside(uv: FloatArray, part: IntArray) -> BoolArray:
    """Whether it is the skin inside the mouth, by its place in the texture."""
    return np.asarray((part == Part.BODY) & (uv[:, 0] > 0.74) & (uv[:, 1] < 0.16))


def _step(low: float, high: float, value: FloatArray) -> FloatArray:
    """0 up to ``low``, 1 from ``high`` on, smooth between."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float64)


def _turned(yaw: float, pitch: float, roll: float) -> FloatArray:
    about_y = [[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]]
    about_x = [[1, 0, 0], [0, math.cos(pitch), -math.sin(pitch)], [0, math.sin(pitch), math.cos(pitch)]]
    about_z = [[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]]
    return np.asarray(np.array(about_z) @ np.array(about_x) @ np.array(about_y), np.float64)


def _room() -> FloatArray:
    """A wall, a bright window and a plant, all out of focus; linear light, (pixels, 3)."""
    room = np.empty((_HIGH, _WIDE, 3), np.float32)
    room[:] = np.linspace(1.05, 0.8, _HIGH)[:, None, None] * np.array([176, 172, 164])
    cv2.rectangle(room, (60, -20), (250, 330), (226, 232, 236), -1)
    cv2.rectangle(room, (148, -20), (160, 330), (170, 168, 164), -1)
    for x, y in ((800, 470), (850, 400), (900, 480), (760, 540), (880, 560)):
        cv2.ellipse(room, (x, y), (70, 40), x % 90, 0, 360, (96, 122, 88), -1)
    cv2.rectangle(room, (770, 590), (880, 720), (150, 104, 82), -1)
    return linear(cv2.GaussianBlur(room, (0, 0), 22)).reshape(-1, 3)
