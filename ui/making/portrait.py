"""A photographed face that can be given other expressions: its landmarks are moved, the picture follows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from scipy.interpolate import RBFInterpolator

from fusion.arrays import Float32Array, FloatArray, Uint8Array
from fusion.errors import UserError

Image = Uint8Array
Points = FloatArray

# Indices of the 468-point face mesh; "left" is the left of the picture. Mouth rows run from corner to corner.
OUTER_UPPER = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291]
OUTER_LOWER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291]
INNER_UPPER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
INNER_LOWER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
EYES = (
    ([33, 246, 161, 160, 159, 158, 157, 173, 133], [33, 7, 163, 144, 145, 153, 154, 155, 133]),
    ([263, 466, 388, 387, 386, 385, 384, 398, 362], [263, 249, 390, 373, 374, 380, 381, 382, 362]),
)
# From the outer to the inner end, upper and lower edge.
BROWS = (
    ([70, 63, 105, 66, 107], [46, 53, 52, 65, 55]),
    ([300, 293, 334, 296, 336], [276, 283, 282, 295, 285]),
)
OVAL = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377]
OVAL += [152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109]
JAW = [397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172]
NOSE = [1, 2, 4, 5, 195, 197, 6, 168, 98, 327, 48, 278]
# The creases from the wings of the nose around the mouth.
FOLDS = ([203, 206, 216, 212], [423, 426, 436, 432])
CHEEKS = [205, 425, 50, 280, 187, 411]
CONTROLS = sorted(
    {*OUTER_UPPER, *OUTER_LOWER, *INNER_UPPER, *INNER_LOWER, *OVAL, *NOSE, *CHEEKS}
    | {i for side in (*EYES, *BROWS) for row in side for i in row}
)


@dataclass(frozen=True)
class Expression:
    """What the face does; the photograph itself is ``smile=1, teeth=1`` and the rest as by default.

    Parameters
    ----------
    smile
        1 as photographed, 0 level, below 0 corners pulled down.
    teeth
        How far the lips part in the smile, 0 (closed) to 1 (as photographed).
    mouth_open
        Jaw drop, 0 to 1.
    narrow
        Mouth drawn together, 0 to 1 (as in an "o").
    inner_brow, outer_brow
        Raised (above 0) or lowered, in tenths of the distance between the eyes.
    eyes
        Opening: 0 closed, 1 as photographed, above 1 widened.
    """

    smile: float = 0.0
    teeth: float = 0.0
    mouth_open: float = 0.0
    narrow: float = 0.0
    inner_brow: float = 0.0
    outer_brow: float = 0.0
    eyes: float = 1.0


class Portrait:
    """A face cut out of its photograph.

    Parameters
    ----------
    photograph
        uint8 (height, width, 3), RGB, with one face.
    scale
        Enlargement of the photograph; everything below is in enlarged pixels.
    """

    def __init__(self, photograph: Image, scale: float) -> None:
        size = (round(photograph.shape[1] * scale), round(photograph.shape[0] * scale))
        self.image = np.asarray(cv2.resize(photograph, size, interpolation=cv2.INTER_CUBIC), np.uint8)
        self.alpha, self.landmarks = _find(photograph, scale)
        self.eye_distance = float(np.linalg.norm(self.landmarks[33] - self.landmarks[263]))
        low, high = self.landmarks.min(0), self.landmarks.max(0)
        margin = 0.25 * (high - low)
        self._x0, self._y0 = np.floor(low - margin).astype(int)
        self._x1, self._y1 = np.ceil(high + margin).astype(int)
        self._lips = self._without_teeth()
        self._smooth, self._folds = self._without_folds()

    def backdrop(self) -> Image:
        """What is behind the person, out of focus: the photograph's own colours without her."""
        behind = (cv2.erode(1 - self.alpha, np.ones((25, 25))) > 0.9).astype(np.float32)
        colours, weight = np.zeros_like(self.image, np.float32), np.float32(0)
        # Far behind her only a wide blur reaches; where a narrow one does, it outweighs the wide.
        for sigma, trust in ((0.06, 1.0), (0.25, 1e-3)):
            blur = sigma * self.image.shape[1]
            colours = colours + trust * cv2.GaussianBlur(self.image * behind[..., None], (0, 0), blur)
            weight = weight + trust * cv2.GaussianBlur(behind, (0, 0), blur)[..., None]
        return np.asarray(np.clip(colours / np.maximum(weight, 1e-6), 0, 255), np.uint8)

    def show(self, expression: Expression) -> Image:
        """The whole picture with the expression put on the face."""
        moved = self._moved(expression)
        origin = np.array([self._x0, self._y0])
        source, target = self.landmarks[CONTROLS] - origin, moved[CONTROLS] - origin
        w, h = self._x1 - self._x0, self._y1 - self._y0
        border = np.array([(x, y) for x in (0, w / 2, w) for y in (0, h / 2, h) if (x, y) != (w / 2, h / 2)])
        field = RBFInterpolator(
            np.vstack([target, border]),
            np.vstack([source - target, np.zeros_like(border)]),
            kernel="linear",
            smoothing=0.001,
        )
        ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
        # A coarse grid does for the skin; between lips that meet the field is steep.
        step = 4
        coarse = np.mgrid[0 : h + step : step, 0 : w + step : step][::-1]
        values = field(coarse.reshape(2, -1).T).reshape(*coarse.shape[1:], 2).astype(np.float32)
        shift = cv2.remap(values, xs / step, ys / step, cv2.INTER_LINEAR)
        lips = moved[OUTER_UPPER + OUTER_LOWER] - origin
        (left, top), (right, bottom) = (
            np.floor(lips.min(0)).astype(int) - 2,
            np.ceil(lips.max(0)).astype(int) + 2,
        )
        fine = np.mgrid[top:bottom, left:right][::-1]
        shift[top:bottom, left:right] = field(fine.reshape(2, -1).T).reshape(*fine.shape[1:], 2)
        # The field must vanish at the border, or the patch would not join the picture.
        edge = np.minimum.reduce([xs, ys, w - 1 - xs, h - 1 - ys]) / (0.12 * w)
        shift *= np.clip(edge, 0, 1)[..., None]
        map_x, map_y = xs + shift[..., 0], ys + shift[..., 1]
        relaxed = self._folds * np.clip(1 - expression.smile, 0, 1)
        skin = (self._lips * (1 - relaxed) + self._smooth * relaxed).astype(np.uint8)
        face = cv2.remap(skin, map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        face = self._paint_mouth(face, moved - origin, 0.3 + 0.7 * float(np.clip(expression.smile, 0, 1)))
        picture = self.image.copy()
        picture[self._y0 : self._y1, self._x0 : self._x1] = face
        return picture

    def _moved(self, e: Expression) -> Points:
        """Where the landmarks go, (468, 2)."""
        points = self.landmarks.copy()
        d = self.eye_distance
        self._move_mouth(points, e, d)
        for (upper, lower), (brow_upper, brow_lower) in zip(EYES, BROWS, strict=True):
            for a, b in zip(upper[1:-1], lower[1:-1], strict=True):
                middle = 0.35 * points[a] + 0.65 * points[b]
                points[a] = middle + (points[a] - middle) * e.eyes
                points[b] = middle + (points[b] - middle) * (0.6 + 0.4 * e.eyes)
            for row in (brow_upper, brow_lower):
                for share, i in zip(np.linspace(0, 1, len(row)), row, strict=True):
                    raised = share * e.inner_brow + (1 - share) * e.outer_brow
                    points[i][1] -= 0.1 * d * raised
        return points

    def _move_mouth(self, points: Points, e: Expression, d: float) -> None:
        """Lay the lips along a line of their own, a gap apart, each as thick as it was."""
        old = self.landmarks
        left, right = old[61], old[291]
        centre = (left + right) / 2
        half = float(np.linalg.norm(right - left)) / 2
        along = (right - left) / (2 * half)
        down = np.array([-along[1], along[0]])
        level = 1 - e.smile  # 0 as photographed
        width = 1 - 0.2 * min(level, 1.0) - 0.3 * e.narrow
        drop = e.mouth_open * 0.32 * d
        # A smile stretches the lips thin, so without it they are fuller.
        full = 1 + 0.24 * min(level, 1.0)
        for rows, swell in (((INNER_UPPER, INNER_LOWER), 1.0), ((OUTER_UPPER, OUTER_LOWER), full)):
            for k, (a, b) in enumerate(zip(*rows, strict=True)):
                is_corner = k in (0, 10)
                lips = old[INNER_UPPER[k]], old[INNER_LOWER[k]]
                middle = (old[a] + old[b]) / 2 if is_corner else (lips[0] + lips[1]) / 2
                t = float((old[a] + old[b] - 2 * centre) @ along) / (2 * half)
                t = (1 - e.narrow) * t - e.narrow * math.cos(math.pi * k / 10)
                # The photographed lip line sags below its corners; a level mouth has it straight.
                height = e.smile * float((middle - centre) @ down) + 0.06 * d * level
                height += max(0.0, -e.smile) * 0.2 * d * (t * t - 0.6)
                gap = e.teeth * float(np.linalg.norm(lips[1] - lips[0])) + drop * max(0.0, 1 - t * t) ** 0.6
                if not is_corner:
                    gap = max(gap, 0.02 * d)
                place = centre + along * (t * half * width) + down * height
                # The jaw moves, the upper lip hardly.
                for i, lip, side, share in ((a, lips[0], -1, 0.3), (b, lips[1], 1, 0.7)):
                    thickness = 0.0 if is_corner else swell * abs(float((old[i] - lip) @ down))
                    points[i] = place + down * side * (share * gap + thickness)
        for i in JAW:
            nearness = max(0.0, 1 - abs(float((old[i] - centre) @ along)) / (2.2 * half))
            points[i] += down * drop * 0.75 * nearness
        for i in CHEEKS:
            points[i] += down * 0.035 * d * min(level, 1.2)

    def _without_teeth(self) -> Image:
        """The face patch with the inside of the mouth in the colour of the lips."""
        patch = np.ascontiguousarray(self.image[self._y0 : self._y1, self._x0 : self._x1])
        inside = np.zeros(patch.shape[:2], np.uint8)
        ring = self.landmarks[INNER_UPPER + INNER_LOWER[::-1]] - [self._x0, self._y0]
        cv2.fillPoly(inside, [np.round(ring).astype(np.int32)], 255)
        inside = cv2.dilate(inside, np.ones((5, 5), np.uint8))
        return np.asarray(cv2.inpaint(patch, inside, 5, cv2.INPAINT_TELEA), np.uint8)

    def _without_folds(self) -> tuple[Float32Array, Float32Array]:
        """The face patch without the creases of the smile, and where they are, (h, w, 1), 0 to 1."""
        d = self.eye_distance
        where = np.zeros(self._lips.shape[:2], np.float32)
        for row in FOLDS:
            line = np.round(self.landmarks[row] - [self._x0, self._y0]).astype(np.int32)
            cv2.polylines(where, [line], False, 1.0, round(0.21 * d))
        # Not on the lips themselves.
        ring = self.landmarks[OUTER_UPPER + OUTER_LOWER[::-1]] - [self._x0, self._y0]
        cv2.fillPoly(where, [np.round(ring).astype(np.int32)], 0.0)
        where = cv2.GaussianBlur(where, (0, 0), 0.035 * d)
        size = round(0.22 * d) | 1
        closed = cv2.morphologyEx(
            self._lips, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        )
        smooth = cv2.GaussianBlur(closed.astype(np.float32), (0, 0), 0.06 * d)
        # Closing lifts dark creases, and the light by a shade with them; skin also has its grain.
        smooth = 0.97 * smooth + np.random.default_rng(0).normal(0, 2.0, where.shape)[..., None]
        return smooth, where[..., None]

    def _paint_mouth(self, face: Image, moved: Points, teeth_share: float) -> Image:
        """What shows between the lips: the photographed teeth, hanging from the upper lip, and the dark."""
        h, w = face.shape[:2]
        ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
        upper, lower = moved[INNER_UPPER], moved[INNER_LOWER]
        old_upper = self.landmarks[INNER_UPPER] - [self._x0, self._y0]
        old_lower = self.landmarks[INNER_LOWER] - [self._x0, self._y0]
        top, bottom = (np.interp(xs[0], row[:, 0], row[:, 1]) for row in (upper, lower))
        source_x = np.interp(xs[0], upper[:, 0], old_upper[:, 0])
        source_top = np.interp(source_x, old_upper[:, 0], old_upper[:, 1])
        source_bottom = np.interp(source_x, old_lower[:, 0], old_lower[:, 1])
        below = ys - top[None, :]
        map_x = np.broadcast_to(source_x[None, :], (h, w)).astype(np.float32)
        map_y = (source_top[None, :] + below).astype(np.float32)
        patch = self.image[self._y0 : self._y1, self._x0 : self._x1]
        teeth = cv2.remap(patch, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        height = teeth_share * np.maximum(source_bottom - source_top, 1)[None, :]
        shown = np.clip((1.05 - below / height) / 0.2, 0, 1)[..., None]
        dark = np.array([58, 20, 22], np.float32)
        inside = teeth * shown + dark * (1 - shown)
        mask = np.zeros((h, w), np.uint8)
        ring = np.vstack([upper, lower[::-1]])
        cv2.fillPoly(mask, [np.round(ring * 16).astype(np.int32)], 255, cv2.LINE_AA, shift=4)
        soft = cv2.GaussianBlur(mask, (0, 0), 0.8)[..., None] / 255.0
        # A closed mouth is a thin, soft shadow rather than a gap.
        gap = np.clip((bottom - top)[None, :, None] / (0.05 * self.eye_distance), 0, 1)
        inside = inside * gap + (0.45 * face + 0.55 * np.array([105, 52, 50])) * (1 - gap)
        return np.asarray(np.clip(face * (1 - soft) + inside * soft, 0, 255), np.uint8)


def _find(photograph: Image, scale: float) -> tuple[Float32Array, Points]:
    """How much each pixel is the person, and the 468 landmarks of her face (enlarged pixels)."""
    try:
        from mediapipe.python.solutions import face_mesh, selfie_segmentation
    except ImportError as error:
        raise UserError("A photograph is cut out on Python 3.10 to 3.12, where mediapipe is.") from error

    with selfie_segmentation.SelfieSegmentation(model_selection=0) as segmentation:
        mask = segmentation.process(photograph).segmentation_mask
    with face_mesh.FaceMesh(static_image_mode=True) as mesh:
        found = mesh.process(photograph).multi_face_landmarks
    if not found:
        raise UserError("no face was found in the photograph")
    h, w = photograph.shape[:2]
    landmarks = np.array([(p.x * w, p.y * h) for p in found[0].landmark]) * scale
    size = (round(w * scale), round(h * scale))
    alpha = cv2.resize(np.asarray(mask, np.float32), size, interpolation=cv2.INTER_LINEAR)
    # The mask is generous: pulled in a little, the old background does not shine through the hair.
    return np.clip((alpha - 0.45) / 0.5, 0, 1).astype(np.float32), landmarks
