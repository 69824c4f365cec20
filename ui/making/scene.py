"""The room the person of the demo sits in: pose, light and a camera's noise around the portrait."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from face_model.spoiling import in_light
from fusion.arrays import Float32Array, FloatArray
from ui.making.portrait import Expression, Image, Portrait

WIDTH, HEIGHT = 640, 480
# Where the frame lies on the enlarged photograph: she sits in the middle with some air above.
_LEFT, _TOP = 60, -12
_CANVAS_HEIGHT = 620


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


class Scene:
    """Draws frames of the portrait in front of its own backdrop, out of focus."""

    def __init__(self, portrait: Portrait) -> None:
        self._portrait = portrait
        self._backdrop = portrait.backdrop()[max(0, _TOP) :][:HEIGHT, _LEFT : _LEFT + WIDTH].astype(
            np.float32
        )
        self._noise = np.random.default_rng(0)
        self._alpha = portrait.alpha[:_CANVAS_HEIGHT]

    def frame(self, expression: Expression, pose: Pose) -> Image:
        """One frame, uint8 (480, 640, 3), RGB."""
        picture = self._portrait.show(expression)[:_CANVAS_HEIGHT]
        layer = np.dstack([picture.astype(np.float32), self._alpha * 255])
        layer = self._turn_head(layer, math.radians(pose.yaw), math.radians(pose.pitch))
        person = cv2.warpAffine(layer, self._seat(pose), (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
        alpha = person[..., 3:] / 255
        image = person[..., :3] * alpha + self._backdrop * (1 - alpha)
        return in_light(image, pose.light, self._noise.normal(0, 1.5, image.shape[:2])[..., None])

    def _seat(self, pose: Pose) -> FloatArray:
        """Affine map from the photograph to the frame; she leans about a point below the frame."""
        pivot = (self._portrait.face_centre[0], float(_CANVAS_HEIGHT))
        lean = pose.roll + 35 * pose.out_of_frame
        matrix = np.asarray(cv2.getRotationMatrix2D(pivot, -lean, 1.0), np.float64)
        matrix[0, 2] += pose.shift_x - _LEFT + 640 * pose.out_of_frame
        matrix[1, 2] += pose.shift_y - _TOP + 60 * pose.out_of_frame
        return matrix

    def _turn_head(self, layer: Float32Array, yaw: float, pitch: float) -> Float32Array:
        """Turns the head as if it were a smooth bump of the picture; good for up to some 40 degrees."""
        if abs(yaw) + abs(pitch) < 1e-3:
            return layer
        d = self._portrait.eye_distance
        centre = self._portrait.face_centre - [0, 0.2 * d]
        reach_x, reach_y, depth = 1.5 * d, 2.1 * d, 0.9 * d
        h, w = layer.shape[:2]
        ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
        u_seen, v_seen = xs - np.float32(centre[0]), ys - np.float32(centre[1])
        u, v = u_seen, v_seen
        for _ in range(6):  # where does what is seen here come from? A fixed point, found in a few steps
            bump = np.clip(1 - (u / reach_x) ** 2 - (v / reach_y) ** 2, 0, 1) ** 2
            du = bump * (depth * math.sin(yaw) - u * (1 - math.cos(yaw)))
            dv = bump * (depth * math.sin(pitch) - v * (1 - math.cos(pitch)))
            u, v = u_seen - du, v_seen - dv
        map_x, map_y = (u + centre[0]).astype(np.float32), (v + centre[1]).astype(np.float32)
        return np.asarray(cv2.remap(layer, map_x, map_y, cv2.INTER_LINEAR), np.float32)
