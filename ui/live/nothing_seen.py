"""Whether a camera shows nothing: something covers it, or there is no light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fusion.arrays import Uint8Array

if TYPE_CHECKING:
    from face_model.analyser import FaceView

LASTS_S = 5.0
"""A hand that passes, or a camera that gets used to the light, is not told of, seconds."""
DARK, ONE_TONE = 40.0, 10.0
"""Nothing is to be made out where hardly a spot is brighter, or where spots differ by less (of 255)."""
_SPOT_PX = 16
"""Spots are so many pixels wide: the grain of a covered camera, which turns itself up, is gone in them."""
_EVERY_S = 0.5


class NothingSeen:
    """Follows the pictures; where a face is seen, all is well.

    Attributes
    ----------
    told : bool
        Whether nothing has been to be made out for some seconds.
    seen : bool
        Whether something is made out in the newest picture.
    """

    def __init__(self) -> None:
        self.told = self.seen = False
        self._since: float | None = None
        self._looked = float("-inf")

    def look(self, view: FaceView | None) -> None:
        """Take the next picture; None where pictures are forgotten."""
        if view is None:
            self.told, self.seen, self._since, self._looked = False, False, None, float("-inf")
            return
        t = view.frame.t_start
        if view.faces:
            self.told, self.seen, self._since = False, True, None
        elif t - self._looked >= _EVERY_S:
            self._looked = t
            self.seen = not is_blank(view.frame.image)
            if self.seen:
                self.told, self._since = False, None
            elif self._since is None:
                self._since = t
            else:
                self.told = t - self._since >= LASTS_S


def is_blank(image: Uint8Array) -> bool:
    """Whether nothing is to be made out in a picture, uint8 (height, width, 3): dark, or all of one tone."""
    high, wide = (max(1, side // _SPOT_PX) for side in image.shape[:2])
    green = image[: high * _SPOT_PX, : wide * _SPOT_PX, 1]  # what is seen of brightness is most of all green
    if not green.size:
        return False
    tall, broad = green.shape[0] // high, green.shape[1] // wide
    spots = green[: high * tall, : wide * broad].reshape(high, tall, wide, broad).mean(axis=(1, 3))
    low, bright = np.percentile(spots, (2, 98))
    return bool(bright < DARK or bright - low < ONE_TONE)
