"""How far a face in a frame can be trusted, and the plain word for what is in the way."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from face_model.alignment import CROP_PX, similarity_to_canonical
from face_model.landmarks import FACE_OVAL, Landmarks

PARTS: tuple[str, ...] = ("size", "sharpness", "exposure", "pose", "in_frame")
"""What the quality of a face is made of."""

_EYE_CORNERS = (33, 263)
_FOREHEAD_AND_CHIN = (10, 152)


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
class FaceQuality:
    """What a face's quality is made of; each part lies in [0, 1] and 1 is as good as in training.

    Parameters
    ----------
    size
        Pixels across the face.
    sharpness
        Fine detail in the crop.
    exposure
        Neither too dark, nor too bright, nor flat.
    pose
        Turned towards the camera.
    in_frame
        Share of the face inside the picture.
    """

    size: float
    sharpness: float
    exposure: float
    pose: float
    in_frame: float
    too_dark: bool = False

    @property
    def parts(self) -> dict[str, float]:
        """Name -> value, for :class:`fusion.evidence.Evidence`."""
        return {name: float(getattr(self, name)) for name in PARTS}

    @property
    def value(self) -> float:
        """All parts together, 0..1."""
        return math.prod(self.parts.values())

    @property
    def hint(self) -> str:
        """What is most in the way, in plain words; "in view" if nothing is."""
        name, value = min(self.parts.items(), key=lambda item: item[1])
        if value >= 0.6:
            return "in view"
        if name == "pose":
            return "turned a little away" if value >= 0.25 else "turned away"
        if name == "exposure":
            return "too dark" if self.too_dark else "too bright"
        return {"size": "far away", "sharpness": "blurred", "in_frame": "partly out of view"}[name]


def assess(landmarks: Landmarks, crop: npt.NDArray[np.uint8], frame_size: tuple[int, int]) -> FaceQuality:
    """Quality of one face.

    Parameters
    ----------
    landmarks
        (468, 3), pixels of the frame.
    crop
        The aligned crop, uint8 (CROP_PX, CROP_PX).
    frame_size
        Height and width of the frame, pixels.
    """
    pose = head_pose(landmarks)
    crop_side_in_frame = CROP_PX / max(float(np.hypot(*similarity_to_canonical(landmarks)[:, 0])), 1e-6)
    outline = landmarks[list(FACE_OVAL), :2]
    height, width = frame_size
    inside = ((outline >= 0) & (outline <= (width, height))).all(axis=1).mean()
    mean, spread = float(crop.mean()), float(crop.std())
    # The middle of the crop is skin, eyes and mouth; its border may be repeated pixels or background.
    middle = cv2.GaussianBlur(crop[8:-8, 8:-8], (0, 0), 0.7).astype(np.float32)
    detail = float(cv2.Laplacian(middle, cv2.CV_32F).std()) / max(float(middle.std()), 4.0)
    return FaceQuality(
        size=_ramp(crop_side_in_frame, 16, 64),
        sharpness=_ramp(detail, 0.08, 0.35),
        exposure=_ramp(mean, 2, 45) * _ramp(255 - mean, 2, 45) * _ramp(spread, 2, 18),
        pose=_ramp(60 - abs(pose.yaw), 0, 40) * _ramp(50 - abs(pose.pitch), 0, 28),
        in_frame=float(inside) ** 2,
        too_dark=mean < 128,
    )


def _ramp(value: float, worthless: float, good: float) -> float:
    """0 at ``worthless`` and below, 1 at ``good`` and above, straight between."""
    return min(max((value - worthless) / (good - worthless), 0.0), 1.0)
