"""Face landmarks from a picture: MediaPipe's face mesh, with the models that its wheel carries."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
"""A picture: grey (height, width), or RGB (height, width, 3)."""

Landmarks = npt.NDArray[np.float32]
"""(468, 3): x and y in pixels of the picture, z in the same unit, smaller is nearer to the camera."""

N_LANDMARKS = 468

FACE_OVAL: tuple[int, ...] = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
"""Landmarks along the outline of the face, clockwise in the picture from the top of the forehead."""


class FaceMesh:
    """Finds up to ``max_faces`` faces in a picture and 468 landmarks in each.

    Parameters
    ----------
    static
        ``False`` follows faces from frame to frame (video); ``True`` looks at each picture afresh.
    max_faces
        Faces looked for at most.
    min_confidence
        Detection confidence below which there is no face, 0..1.

    Notes
    -----
    The same pictures in the same order after construction (or ``reset``) give the same landmarks. Not for
    use from several threads at once.
    """

    def __init__(self, *, static: bool = False, max_faces: int = 4, min_confidence: float = 0.5) -> None:
        self._static = static
        self._max_faces = max_faces
        self._min_confidence = min_confidence
        self._mesh: Any = None

    def find(self, image: npt.NDArray[np.uint8]) -> list[Landmarks]:
        """Landmarks of every face found in ``image``, uint8 (height, width, 3) RGB; empty without any."""
        if self._mesh is None:
            self._mesh = self._new_mesh()
        found = self._mesh.process(np.ascontiguousarray(image)).multi_face_landmarks or []
        height, width = image.shape[:2]
        scale = np.array([width, height, width], dtype=np.float32)
        return [
            np.array([(p.x, p.y, p.z) for p in face.landmark[:N_LANDMARKS]], dtype=np.float32) * scale
            for face in found
        ]

    def reset(self) -> None:
        """Forget the faces followed so far."""
        if self._mesh is not None:
            self._mesh.reset()

    def close(self) -> None:
        """Free the models; the next ``find`` loads them again."""
        if self._mesh is not None:
            self._mesh.close()
            self._mesh = None

    def __enter__(self) -> FaceMesh:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _new_mesh(self) -> Any:
        from mediapipe.python.solutions import face_mesh

        return face_mesh.FaceMesh(
            static_image_mode=self._static,
            max_num_faces=self._max_faces,
            refine_landmarks=False,
            min_detection_confidence=self._min_confidence,
            min_tracking_confidence=self._min_confidence,
        )
