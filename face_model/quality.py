"""How far a face in a frame can be trusted, and the plain word for what is in the way."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import cv2
import numpy as np

from face_model.alignment import CROP_PX, EYE_DISTANCE_PX, similarity_to_canonical
from face_model.landmarks import FACE_OVAL, Landmarks
from fusion.arrays import Float32Array, FloatArray, Uint8Array
from fusion.quality import Quality

PARTS = ("size", "sharpness", "features", "grain", "exposure", "pose", "in_frame", "steadiness", "familiar")
"""What the quality of a face is made of."""

_EYE_CORNERS = (33, 263)
_FOREHEAD_AND_CHIN = (10, 152)
# As cv2.GaussianBlur makes them of each sigma, which takes it as long as the blurring.
_GAUSSIANS = [cv2.getGaussianKernel(8 * sigma + 1, sigma, cv2.CV_32F) for sigma in (1, 2, 4)]
_LAPLACIANS = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)  # the difference of two
_HINTS = {
    "size": "far away",
    "sharpness": "blurred",
    "features": "in shadow or partly covered",
    "grain": "grainy; more light would help",
    "in_frame": "partly out of view",
    "steadiness": "hard to follow",
    "familiar": "unlike the faces learnt from",
}


@dataclass(frozen=True)
class HeadPose:
    """Where the face points, in degrees; 0 is straight at the camera.

    ``yaw`` grows as the face turns towards the right of the picture, ``pitch`` as it looks down, ``roll`` as
    it tilts clockwise.
    """

    yaw: float
    pitch: float
    roll: float


def head_pose(landmarks: Landmarks) -> HeadPose:
    """Head pose from the landmarks' depth; (468, 3), pixels."""
    left, right = (landmarks[i].astype(np.float64) for i in _EYE_CORNERS)
    top, bottom = (landmarks[i].astype(np.float64) for i in _FOREHEAD_AND_CHIN)
    across, down = right - left, bottom - top
    return HeadPose(
        yaw=math.degrees(math.atan2(across[2], math.hypot(across[0], across[1]))),
        pitch=math.degrees(math.atan2(down[2], math.hypot(down[0], down[1]))),
        roll=math.degrees(math.atan2(across[1], across[0])),
    )


@dataclass(frozen=True)
class FaceQuality(Quality):
    """What a face's quality is made of; each part lies in [0, 1] and 1 is as good as in training.

    Parameters
    ----------
    size
        Pixels across the face.
    sharpness
        Detail about as fine as the edge of a lip, against all contrast of the crop.
    features
        Contrast as coarse as brows, eyes and mouth, against all of it: little where a shadow, a hand or dark
        glasses are the strongest thing in the crop.
    grain
        Free of noise.
    exposure
        Grey levels enough to tell anything.
    pose
        Turned towards the camera.
    in_frame
        Share of the face inside the picture.
    steadiness
        The mesh stays where it was on the face from frame to frame; 1 where there is no frame before.
    familiar
        Like what the network learned from; 1 until it has been asked.
    too_dark
        If exposure is in the way: rather too dark than too bright.
    """

    size: float
    sharpness: float
    features: float
    grain: float
    exposure: float
    pose: float
    in_frame: float
    steadiness: float = 1.0
    familiar: float = 1.0
    too_dark: bool = False

    @cached_property  # asked for as long as a look counts
    def parts(self) -> dict[str, float]:
        """Name -> value, for :class:`fusion.evidence.Evidence`."""
        return {name: float(getattr(self, name)) for name in PARTS}

    @property
    def hint(self) -> str:
        """What is most in the way, in plain words; "in view" if nothing is."""
        name = self.worst
        value = self.parts[name]
        if value >= 0.6:
            return "in view"
        if name == "pose":
            return "turned a little away" if value >= 0.25 else "turned away"
        if name == "exposure":
            return "too dark" if self.too_dark else "too bright"
        if name == "features" and self.sharpness < 0.6:
            name = "sharpness"  # strong blur takes the coarse contrast too
        return _HINTS[name]


def assess(
    landmarks: Landmarks,
    crop: Uint8Array,
    frame_size: tuple[int, int],
    matrix: FloatArray | None = None,
) -> FaceQuality:
    """Quality of one face.

    Parameters
    ----------
    landmarks
        (468, 3), pixels of the frame.
    crop
        The aligned crop, uint8 (CROP_PX, CROP_PX).
    frame_size
        Height and width of the frame, pixels.
    matrix
        That of :func:`face_model.alignment.similarity_to_canonical`, where it is known already.
    """
    if matrix is None:
        matrix = similarity_to_canonical(landmarks)
    pose = head_pose(landmarks)
    crop_side_in_frame = CROP_PX / max(float(np.hypot(*matrix[:, 0])), 1e-6)
    outline = landmarks[list(FACE_OVAL), :2]
    height, width = frame_size
    inside = ((outline >= 0) & (outline <= (width, height))).all(axis=1).mean()
    grey = crop.astype(np.float32)
    mean, spread = float(grey.mean()), max(_spread(grey), 1.0)
    # Bands of the middle of the crop, which is skin, eyes and mouth; its border may be background.
    smooth = [cv2.sepFilter2D(grey, -1, gaussian, gaussian)[8:-8, 8:-8] for gaussian in _GAUSSIANS]
    whole = max(_spread(grey[8:-8, 8:-8]), 1.0)
    fine, coarse = (_spread(a - b) / whole for a, b in pairwise(smooth))
    # Where these ramps begin and end follows how accuracy falls on degraded pictures of FER2013's PublicTest.
    return FaceQuality(
        size=_ramp(crop_side_in_frame, 0, 26),
        sharpness=_ramp(fine, 0.02, 0.22),
        features=_ramp(coarse, 0.1, 0.3),
        grain=1 - _ramp(_noise(grey) / spread, 0.08, 0.25),
        exposure=_ramp(spread, 1, 6) * _ramp(mean, 1, 8) * _ramp(255 - mean, 2, 20),
        pose=_ramp(60 - abs(pose.yaw), 0, 40) * _ramp(50 - abs(pose.pitch), 0, 35),
        in_frame=_ramp(float(inside), 0.3, 0.8),
        too_dark=mean < 128,
    )


def steadied(quality: FaceQuality, now: FloatArray, before: FloatArray) -> FaceQuality:
    """The quality with its steadiness, from :func:`face_model.alignment.stable_points` of two looks.

    Points that no expression moves should stay where they are on the canonical face: where they wander, the
    mesh has lost its hold. A head that turns quickly moves them by 0.02 eye distances from look to look.

    Parameters
    ----------
    now, before
        float64 (8, 2), crop pixels, of this look and of the one before.
    """
    away = math.sqrt(float(np.square(now - before).sum(axis=1).mean())) / EYE_DISTANCE_PX
    return replace(quality, steadiness=1 - _ramp(away, 0.03, 0.12))


def _spread(grey: Float32Array) -> float:
    """Standard deviation, to the last bit as numpy's, which asks much first that is known here."""
    n = np.float32(grey.size)
    away = grey - np.add.reduce(grey, axis=None) / n
    return float(np.sqrt(np.add.reduce(np.square(away), axis=None) / n))


def _noise(grey: Float32Array) -> float:
    """Standard deviation of the noise, grey levels (Immerkaer 1996, with a median against edges)."""
    edges = np.abs(cv2.filter2D(grey, -1, _LAPLACIANS)[3:-3, 3:-3]).ravel()
    half = edges.size // 2
    edges.partition((half - 1, half))  # all that numpy's median does of an even number of numbers
    return float((edges[half - 1] + edges[half]) / 2) / (0.6745 * 6)


def _ramp(value: float, worthless: float, good: float) -> float:
    """0 at ``worthless`` and below, 1 at ``good`` and above, straight between."""
    return min(max((value - worthless) / (good - worthless), 0.0), 1.0)
