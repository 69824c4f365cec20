"""Frames of the warped photograph, as a camera sees it that has it in the middle with some air above."""

from __future__ import annotations

import cv2
import numpy as np

from face_model.spoiling import in_light
from ui.making.portrait import Expression, Image, Portrait
from ui.making.studio import HEIGHT, WIDTH

# Where the frame lies on the enlarged photograph.
_LEFT, _TOP = 60, -12
_CANVAS_HEIGHT = 620


class Scene:
    """Draws frames of the portrait in front of its own backdrop, out of focus."""

    def __init__(self, portrait: Portrait) -> None:
        self._portrait = portrait
        self._backdrop = portrait.backdrop()[max(0, _TOP) :][:HEIGHT, _LEFT : _LEFT + WIDTH].astype(
            np.float32
        )
        self._noise = np.random.default_rng(0)
        self._alpha = portrait.alpha[:_CANVAS_HEIGHT]

    def frame(self, expression: Expression, shift_px: float) -> Image:
        """One frame, uint8 (480, 640, 3), RGB, in which she sits so far to the right."""
        picture = self._portrait.show(expression)[:_CANVAS_HEIGHT]
        layer = np.dstack([picture.astype(np.float32), self._alpha * 255])
        seat = np.array([[1.0, 0.0, shift_px - _LEFT], [0.0, 1.0, -_TOP]])
        person = cv2.warpAffine(layer, seat, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
        alpha = person[..., 3:] / 255
        image = person[..., :3] * alpha + self._backdrop * (1 - alpha)
        return in_light(image, 1.0, self._noise.normal(0, 1.5, image.shape[:2])[..., None])
