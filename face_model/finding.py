"""Finding faces where a poor camera hides them: a further look at a picture smoothed or sharpened."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from face_model.detection import Square
from face_model.engines import face_mesh
from face_model.far import FarFaces, square_of
from face_model.landmarks import FaceMesh, Image, Landmarks
from face_model.sparing import SparingMesh
from face_model.stillness import Stillness

_GRAIN_SHARE = 5 / 192  # of the face's width; smooths noise and keeps brows and lips
_BLUR_SHARE, _SHARPENING = 8 / 192, 1.5
_USUAL_FACE_SHARE = 0.4  # of a frame's height, somebody at a desk
_REST = 8
_ENLARGED_PX = 192  # the longer side of a small picture before it is looked at


def smoothed(picture: Image, face_px: float) -> Image:
    """Without its grain and with all grey levels used, as for a picture from the dark.

    Parameters
    ----------
    picture
        uint8 (height, width) or (height, width, 3).
    face_px
        About how wide a face is in it, pixels.
    """
    return _levelled(cv2.GaussianBlur(picture, (0, 0), max(_GRAIN_SHARE * face_px, 0.3)))


def sharpened(picture: Image, face_px: float) -> Image:
    """With its edges raised and all grey levels used, as for a picture out of focus; as :func:`smoothed`."""
    levelled = _levelled(picture)
    soft = cv2.GaussianBlur(levelled, (0, 0), max(_BLUR_SHARE * face_px, 0.3))
    return np.asarray(cv2.addWeighted(levelled, 1 + _SHARPENING, soft, -_SHARPENING, 0), np.uint8)


CLEARINGS: tuple[Callable[[Image, float], Image], ...] = (smoothed, sharpened)
"""Tried in this order where a picture as it is shows no face."""


class FaceFinder:
    """Looks for faces in the frames of a camera: near and far, again in a cleared picture where it sees none.

    Parameters
    ----------
    mesh, mesh_for_cleared
        Follow faces from frame to frame; in cleared pictures, whose edges and spots are exaggerated, more
        confidence is asked for, so that no thing becomes a face.
    far
        Finds and follows what the mesh misses because it is small in the frame.

    Notes
    -----
    Of something large the mesh is easily convinced, of a cat by its eyes: a face that was not there a look
    ago counts only if a cut around it shows it, too; what does not is asked about only every eighth time.
    While nobody is there, only every eighth frame is looked at again, and of those that stand still every
    fourth. The same frames in the same order after construction or :meth:`reset` give the same landmarks.
    """

    def __init__(
        self,
        mesh: FaceMesh | None = None,
        mesh_for_cleared: FaceMesh | None = None,
        far: FarFaces | None = None,
    ) -> None:
        self._mesh = mesh or SparingMesh()
        self._mesh_for_cleared = mesh_for_cleared or face_mesh(min_confidence=0.6)
        self._far = far or FarFaces()
        self._stillness = Stillness()
        self._helped = CLEARINGS[0]
        self._in_vain = 0
        self._places: list[Square] = []
        self._refused: list[tuple[Square, int]] = []  # with how many looks each is still passed over

    def find(self, frame: Image) -> list[Landmarks]:
        """Landmarks of every face found in ``frame``, uint8 (height, width, 3) RGB; empty without any."""
        self._refused = [(place, looks - 1) for place, looks in self._refused if looks > 1]
        found = self._look(frame)
        self._places = [square_of(points) for points in found]
        return found

    def _look(self, frame: Image) -> list[Landmarks]:
        found = self._far.join(frame, self._believed(frame, self._mesh.find(frame)))
        if found:
            self._in_vain = 0
            return found
        if self._in_vain == 0 or (self._in_vain % _REST == 0 and self._is_changed(frame)):
            face_px = _USUAL_FACE_SHARE * frame.shape[0]
            # What helped last comes first, so that a face is followed in pictures of one kind.
            for clearing in sorted(CLEARINGS, key=lambda c: c is not self._helped):
                cleared = clearing(frame, face_px)
                found = self._believed(cleared, self._mesh_for_cleared.find(cleared))
                if found:
                    self._helped = clearing
                    self._in_vain = 0
                    return found
        self._in_vain += 1
        return []

    def _is_changed(self, frame: Image) -> bool:
        """Whether clearing it can show anything new."""
        return self._stillness.is_worth_a_search(frame, (0, 0, frame.shape[1], frame.shape[0]))

    def _believed(self, picture: Image, faces: list[Landmarks]) -> list[Landmarks]:
        """Those that were there a look ago, or that a cut around them shows as well."""
        believed = []
        for points in faces:
            place = square_of(points)
            if any(place.is_near(other) for other in self._places):
                believed.append(points)
            elif not any(place.is_near(other) for other, _ in self._refused):
                if self._far.confirms(picture, points):
                    believed.append(points)
                else:
                    self._refused.append((place, _REST))
        return believed

    def reset(self) -> None:
        """Forget the faces followed so far."""
        self._places, self._refused = [], []
        self._mesh.reset()
        self._mesh_for_cleared.reset()
        self._far.reset()
        self._stillness.reset()
        self._helped = CLEARINGS[0]
        self._in_vain = 0

    def close(self) -> None:
        """Free the meshes' models; the next ``find`` loads them again."""
        self._mesh.close()
        self._mesh_for_cleared.close()
        self._far.close()


def find_in_small_picture(mesh: FaceMesh, picture: Image) -> Landmarks | None:
    """The face in a picture that is hardly more than a face, such as FER2013's 48x48 pixels.

    The picture is enlarged (cubic) and framed in grey by a quarter on each side, because the detector wants
    room around a face; where it shows none, the cleared pictures are looked at as in :class:`FaceFinder`.

    Parameters
    ----------
    mesh
        A static FaceMesh; of several faces the largest counts.
    picture
        uint8 (height, width), grey, or (height, width, 3), RGB.

    Returns
    -------
    Landmarks or None
        In pixels of ``picture`` itself; ``None`` where no face is found.
    """
    rgb = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
    height, width = picture.shape[:2]
    scale = _ENLARGED_PX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    large = cv2.resize(rgb, size, interpolation=cv2.INTER_CUBIC)
    pad = _ENLARGED_PX // 4
    for clearing in (None, *CLEARINGS):
        shown = large if clearing is None else clearing(large, _ENLARGED_PX)
        framed = cv2.copyMakeBorder(shown, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(128, 128, 128))
        faces = mesh.find(framed)
        if faces:
            largest = max(faces, key=lambda face: float(np.ptp(face[:, 1])))
            return np.asarray((largest - np.array([pad, pad, 0])) / scale, np.float32)
    return None


def _levelled(picture: Image) -> Image:
    """Grey levels stretched so that all but the darkest and the brightest hundredth span 0..255."""
    dark, bright = np.percentile(picture[::2, ::2], (1, 99))
    gain = 255 / max(float(bright - dark), 1.0)
    above = np.maximum(picture, np.uint8(dark))
    return np.asarray(cv2.convertScaleAbs(above, alpha=gain, beta=-gain * dark), np.uint8)
