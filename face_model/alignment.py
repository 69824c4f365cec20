"""The one way from a picture and its landmarks to the crop the network sees, in training and live."""

from __future__ import annotations

import math

import cv2
import numpy as np

from face_model.landmarks import Image, Landmarks
from fusion.arrays import FloatArray

CROP_PX = 48
"""Side of the crop, the size at which FER2013 shows its faces."""

EYE_DISTANCE_PX = 18.0
"""Distance between the eye centres of the canonical face in the crop."""

# Where the points of an average upright face lie, in eye distances from their own centroid: the Procrustes
# mean over 491 faces of FER2013, made symmetric. Only points that hardly move with an expression take part:
# eye corners, nose bridge, base and wings. A mouth or chin would make the crop breathe with every smile.
_STABLE_POINTS = (33, 133, 362, 263, 168, 2, 98, 327)
_CANONICAL = np.array(
    [
        *((-0.721, -0.279), (-0.279, -0.245), (0.279, -0.245), (0.721, -0.279)),
        *((0.0, -0.319), (0.0, 0.485), (-0.281, 0.441), (0.281, 0.441)),
    ]
)
_CENTRE_Y = 0.27  # of the crop, so that forehead and a dropped jaw both fit
_STABLE = np.array(_STABLE_POINTS)
_TARGET = (_CANONICAL - _CANONICAL.mean(axis=0)) @ np.array([1.0, 1.0j])
_MIDDLE = _CANONICAL.mean(axis=0) - [0.0, _CENTRE_Y]


def similarity_to_canonical(landmarks: Landmarks, crop_px: int = CROP_PX, margin_px: int = 0) -> FloatArray:
    """The rotation, scaling and shift that lay a face onto the canonical one, best in least squares.

    Parameters
    ----------
    landmarks
        (468, 3) or (468, 2), pixels of the picture, counted from its edge.
    crop_px, margin_px
        Side of the crop, and how much more of the picture to show around it on every side.

    Returns
    -------
    ndarray, shape (2, 3)
        Affine matrix from picture to crop coordinates, both counted from the edge of the first pixel.
    """
    points = landmarks[_STABLE, :2].astype(np.float64)
    centroid = np.add.reduce(points) / len(points)
    # As complex numbers the best rotation-and-scale is one regression coefficient.
    z = (points - centroid).view(np.complex128)[:, 0]
    power = float(np.vdot(z, z).real)
    coefficient = np.vdot(z, _TARGET) / max(power, 1e-12) * EYE_DISTANCE_PX * crop_px / CROP_PX
    a, b = coefficient.real, coefficient.imag
    matrix = np.array([[a, -b, 0.0], [b, a, 0.0]])
    eye_px = EYE_DISTANCE_PX * crop_px / CROP_PX
    middle = crop_px / 2 + margin_px + _MIDDLE * eye_px
    matrix[:, 2] = middle - matrix[:, :2] @ centroid
    return matrix


def stable_points(landmarks: Landmarks, matrix: FloatArray | None = None) -> FloatArray:
    """Points that hardly move with an expression, laid onto the canonical face: (8, 2), crop pixels.

    ``matrix`` is that of :func:`similarity_to_canonical`, where it is known already.
    """
    if matrix is None:
        matrix = similarity_to_canonical(landmarks)
    points = landmarks[_STABLE, :2].astype(np.float64)
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2])


def align(
    image: Image,
    landmarks: Landmarks,
    *,
    margin_px: int = 0,
    matrix: FloatArray | None = None,
) -> Image:
    """The face as an upright grey crop of fixed size.

    Parameters
    ----------
    image
        uint8 (height, width, 3), RGB, or (height, width), grey.
    landmarks
        (468, 3), pixels of ``image``.
    margin_px
        Pixels shown beyond the crop on every side; the middle stays the same, to interpolation's rounding.
    matrix
        That of :func:`similarity_to_canonical` with the same margin, where it is known already.

    Returns
    -------
    ndarray, uint8 (CROP_PX + 2 margin_px, CROP_PX + 2 margin_px)
        Beyond the picture its border is repeated.
    """
    side = CROP_PX + 2 * margin_px
    if matrix is None:
        matrix = similarity_to_canonical(landmarks, CROP_PX, margin_px)
    grey = image if image.ndim == 2 else _grey_where_shown(image, matrix, side)
    shrinking = 1.0 / max(math.hypot(matrix[0, 0], matrix[1, 0]), 1e-6)
    # A large face is first sampled about as finely as it was taken, then averaged down: no aliasing.
    finer = min(max(round(shrinking), 1), 16)
    to_centres = finer * matrix
    to_centres[:, 2] += 0.5 * (to_centres[:, 0] + to_centres[:, 1]) - 0.5
    warped = cv2.warpAffine(
        grey,
        to_centres,
        (side * finer, side * finer),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if finer > 1:
        warped = cv2.resize(warped, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(warped, dtype=np.uint8)


def _grey_where_shown(image: Image, matrix: FloatArray, side: int) -> Image:
    """An RGB picture in grey where a crop of this side shows it; elsewhere it holds anything."""
    height, width = image.shape[:2]
    to_picture = cv2.invertAffineTransform(matrix)
    corners = to_picture[:, :2] @ ((0, side, 0, side), (0, 0, side, side)) + to_picture[:, 2:]
    # A pixel more on each side to interpolate between, and one for what is rounded.
    low, high = np.floor(corners.min(axis=1)) - 2, np.ceil(corners.max(axis=1)) + 2
    (left, top), (right, bottom) = (
        np.clip(end, 0, (width, height)).astype(int).tolist() for end in (low, high)
    )
    # Of what lies beyond the picture its border is shown.
    left, top = min(left, width - 1), min(top, height - 1)
    shown = slice(top, max(bottom, 1)), slice(left, max(right, 1))
    grey = np.empty((height, width), np.uint8)
    cv2.cvtColor(image[shown], cv2.COLOR_RGB2GRAY, dst=grey[shown])
    return grey


def crop_of(image: Image, landmarks: Landmarks | None, *, margin_px: int) -> Image:
    """The aligned crop where a face was found, else the plain one; see :func:`align`."""
    if landmarks is None:
        return plain_crop(image, margin_px=margin_px)
    return align(image, landmarks, margin_px=margin_px)


def plain_crop(image: Image, *, margin_px: int = 0) -> Image:
    """A picture that is itself a face, made grey and brought to the crop's size (no landmarks needed).

    Parameters
    ----------
    image
        uint8 (height, width, 3), RGB, or (height, width), grey; its middle square is used.
    margin_px
        Repeats the border by this much on every side.

    Returns
    -------
    ndarray, uint8 (CROP_PX + 2 margin_px, CROP_PX + 2 margin_px)
    """
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = grey[top : top + side, left : left + side]
    if side != CROP_PX:
        shrinks = side > CROP_PX
        square = cv2.resize(
            square, (CROP_PX, CROP_PX), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
        )
    return np.pad(square, margin_px, mode="edge")
