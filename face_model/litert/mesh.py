"""Landmarks of faces, followed from picture to picture."""

from __future__ import annotations

from types import TracebackType

import cv2
import numpy as np

from face_model.landmarks import N_LANDMARKS, Image, Landmarks
from face_model.litert.detector import Detector
from face_model.litert.models import LANDMARKS, SHORT_RANGE, Network
from face_model.litert.regions import Region

_RIGHT_EYE, _LEFT_EYE = 33, 263  # outer corners
_SAME_FACE = 0.5  # overlap of regions


class LiteMesh:
    """A :class:`~face_model.landmarks.FaceMesh` with mediapipe's answers; the parameters are those of
    ``engines.face_mesh``.
    """

    def __init__(self, *, static: bool = False, max_faces: int = 4, min_confidence: float = 0.5) -> None:
        self._static = static
        self._max_faces = max_faces
        self._min_confidence = min_confidence
        self._models: tuple[Detector, Network] | None = None
        self._followed: list[Region] = []

    def find(self, image: Image) -> list[Landmarks]:
        """Landmarks of every face found in ``image``, uint8 (height, width, 3) RGB; empty without any."""
        if self._models is None:
            self._models = Detector(SHORT_RANGE, self._min_confidence), Network(LANDMARKS)
        detector, network = self._models
        regions: list[Region] = []
        if len(self._followed) < self._max_faces:
            found = detector.find(image)[: self._max_faces]
            regions = [Region.around(face[0], face[1], face[2], face[3]) for face in found]
        for followed in self._followed:
            regions = [region for region in regions if region.overlap(followed) <= _SAME_FACE] + [followed]
        faces = []
        for region in regions:
            points = self._look(image, region, network)
            if points is not None:
                faces.append(points)
        if not self._static:
            self._followed = [region_of(points) for points in faces]
        return faces

    def _look(self, image: Image, region: Region, network: Network) -> Landmarks | None:
        """The landmarks of the face in a region, if there is one."""
        shown = region.cut(image, network.size_px, cv2.BORDER_REPLICATE)
        raw, presence, *_ = network(shown.astype(np.float32) / np.float32(255))
        if 1 / (1 + np.exp(-float(presence.ravel()[0]))) <= self._min_confidence:
            return None
        points = raw.reshape(-1, 3)[:N_LANDMARKS] / np.float32(network.size_px)
        flat = region.to_picture(points[:, :2])
        return np.asarray(np.hstack([flat, points[:, 2:] * region.side]), np.float32)

    def reset(self) -> None:
        """Forget the faces followed so far."""
        self._followed = []

    def close(self) -> None:
        """Free the models; the next ``find`` loads them again."""
        self._models = None
        self._followed = []

    def __enter__(self) -> LiteMesh:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def region_of(points: Landmarks) -> Region:
    """Where the face is looked for in the next picture."""
    flat = points[:, :2]
    return Region.around(flat.min(axis=0), flat.max(axis=0), flat[_RIGHT_EYE], flat[_LEFT_EYE])
