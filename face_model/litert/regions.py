"""Turned squares of a picture, which is what the models are shown."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from face_model.landmarks import Image
from fusion.arrays import Float32Array, RealArray

_ROOM = 1.5  # sides of a face


@dataclass(frozen=True)
class Region:
    """A square, turned about its middle.

    Parameters
    ----------
    x, y
        Its middle, pixels of the picture.
    side
        Pixels.
    turn
        Radians, clockwise in the picture.
    """

    x: float
    y: float
    side: float
    turn: float = 0.0

    @classmethod
    def of_all(cls, image: Image) -> Region:
        """The smallest that holds the whole picture."""
        height, width = image.shape[:2]
        return cls(width / 2, height / 2, max(height, width))

    @classmethod
    def around(
        cls,
        low: RealArray,
        high: RealArray,
        right_eye: RealArray,
        left_eye: RealArray,
    ) -> Region:
        """A face with some room, turned so that its eyes are level.

        Parameters
        ----------
        low, high
            The upper left and the lower right corner of a box around the face, (x, y) in pixels.
        right_eye, left_eye
            The person's right and left, (x, y) in pixels.
        """
        x, y = (low + high) / 2
        across, down = left_eye - right_eye
        return cls(float(x), float(y), _ROOM * float((high - low).max()), math.atan2(down, across))

    def cut(self, image: Image, size_px: int, border: int) -> Image:
        """The square, upright and ``size_px`` wide; ``border`` is what OpenCV shows beyond the picture."""
        to_region = cv2.getPerspectiveTransform(
            self.to_picture(np.array([[0, 1], [0, 0], [1, 0], [1, 1]], np.float32)).astype(np.float32),
            np.array([[0, size_px], [0, 0], [size_px, 0], [size_px, size_px]], np.float32),
        )
        size = (size_px, size_px)
        return np.asarray(
            cv2.warpPerspective(image, to_region, size, flags=cv2.INTER_LINEAR, borderMode=border), np.uint8
        )

    def to_picture(self, points: Float32Array) -> Float32Array:
        """Points (n, 2), as shares of the square from its upper left corner, in pixels of the picture."""
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        turned = (points - 0.5) @ np.array([[cos, sin], [-sin, cos]], np.float32)
        return np.asarray(turned * np.float32(self.side) + np.array([self.x, self.y], np.float32), np.float32)

    def overlap(self, other: Region) -> float:
        """What both have in common, as a share of what they cover together, 0..1; turns do not count."""
        across = min(self.x + self.side / 2, other.x + other.side / 2) - max(
            self.x - self.side / 2, other.x - other.side / 2
        )
        down = min(self.y + self.side / 2, other.y + other.side / 2) - max(
            self.y - self.side / 2, other.y - other.side / 2
        )
        common = max(across, 0.0) * max(down, 0.0)
        return common / (self.side**2 + other.side**2 - common)
