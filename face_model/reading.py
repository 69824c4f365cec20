"""The one way from a picture to what is known of a face in it: points, crop, quality, log-probabilities.

Live a :class:`face_model.finding.FaceFinder` follows faces from frame to frame; in still pictures
:class:`StillPictures` finds the one they show. From the points on both go the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import TracebackType

import numpy as np

from face_model.alignment import align, similarity_to_canonical, stable_points
from face_model.classifier import FaceClassifier
from face_model.engines import face_mesh
from face_model.finding import find_in_small_picture
from face_model.landmarks import Image, Landmarks
from face_model.quality import FaceQuality, assess, steadied
from fusion.arrays import FloatArray
from fusion.calibration import safe_log

MIN_CONFIDENCE = 0.3
"""Detector confidence on still pictures; they are known to show faces."""

_SMALL_PX = 160
_INNER_LIPS = (13, 14)  # upper and lower, in the middle
_EYES = ((33, 133), (362, 263))  # corners of each


@dataclass(frozen=True)
class Face:
    """One face in a picture.

    Parameters
    ----------
    points
        Its landmarks.
    crop
        What the network is shown, uint8 (CROP_PX, CROP_PX).
    quality
        How well it is seen.
    stable
        :func:`face_model.alignment.stable_points` of it, by which the next look's steadiness is judged.
    """

    points: Landmarks
    crop: Image
    quality: FaceQuality
    stable: FloatArray


@dataclass(frozen=True)
class Look:
    """One frame's view of a face.

    Parameters
    ----------
    t
        When, session seconds.
    log_p
        float64 (7,), logarithm of the calibrated probabilities.
    quality
        How well the face was seen.
    agreement
        How probable a second opinion lets the leading emotion be called at most, 0..1.
    """

    t: float
    log_p: FloatArray
    quality: FaceQuality
    agreement: float = 1.0


@dataclass(frozen=True)
class Mouth:
    """How far somebody's mouth is open at one look.

    Parameters
    ----------
    t
        When, session seconds.
    person
        Whose: the number under which the tracker knows them.
    opening
        See :func:`mouth_opening`.
    partner
        Whether this is a face that is read.
    """

    t: float
    person: int
    opening: float
    partner: bool


def mouth_opening(points: Landmarks) -> float:
    """Distance between the inner lips over the distance between the eyes, both with their depth.

    About 0 where the mouth is closed and 0.3 to 0.6 where it is wide open, however large the face is in the
    picture and wherever it turns.
    """
    upper, lower = (points[i].astype(np.float64) for i in _INNER_LIPS)
    left, right = (points[list(corners)].astype(np.float64).mean(axis=0) for corners in _EYES)
    return float(np.linalg.norm(upper - lower) / max(float(np.linalg.norm(left - right)), 1e-6))


def face_at(picture: Image, points: Landmarks, before: FloatArray | None = None) -> Face:
    """The face whose landmarks are ``points``, pixels of ``picture``.

    ``before`` are the same face's stable points in the frame before, by which steadiness is judged.
    """
    matrix = similarity_to_canonical(points)
    crop = align(picture, points, matrix=matrix)
    quality = assess(points, crop, (picture.shape[0], picture.shape[1]), matrix)
    stable = stable_points(points, matrix)
    if before is not None:
        quality = steadied(quality, stable, before)
    return Face(points, crop, quality, stable)


def look(classifier: FaceClassifier, t: float, face: Face) -> Look:
    """What the network says of a face that was seen at ``t`` (s)."""
    (found,) = looks_at(classifier, [(t, face)])
    return found


def looks_at(classifier: FaceClassifier, faces: Sequence[tuple[float, Face]]) -> list[Look]:
    """The same of several faces, each with when it was seen; the network is asked about all at once."""
    if not faces:
        return []
    seen = classifier.seen(np.stack([face.crop for _, face in faces]), [face.points for _, face in faces])
    return [
        Look(t, safe_log(p), replace(face.quality, familiar=float(familiar)), float(agreement))
        for (t, face), p, familiar, agreement in zip(faces, *seen, strict=True)
    ]


class StillPictures:
    """Finds the face in pictures of one face each; a context manager.

    Parameters
    ----------
    max_faces
        Faces looked for; of several the largest counts.
    """

    def __init__(self, max_faces: int = 1) -> None:
        self._mesh = face_mesh(static=True, max_faces=max_faces, min_confidence=MIN_CONFIDENCE)

    def points(self, picture: Image) -> Landmarks | None:
        """The face's landmarks, pixels of ``picture``; ``None`` where no face is found."""
        if max(picture.shape[:2]) > _SMALL_PX and picture.ndim == 3:
            faces = self._mesh.find(picture)
            if faces:
                return max(faces, key=lambda face: float(np.ptp(face[:, 1])))
        return find_in_small_picture(self._mesh, picture)

    def face(self, picture: Image) -> Face | None:
        """The face itself; ``None`` where none is found."""
        points = self.points(picture)
        return None if points is None else face_at(picture, points)

    def __enter__(self) -> StillPictures:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._mesh.close()
