"""The faces found in a picture, outlined: the one that is read whole, the others dashed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from ui.widgets.appearance import Appearance

if TYPE_CHECKING:
    from face_model.analyser import FaceBox


def draw_outline(painter: QPainter, box: QRectF, face: FaceBox, partner: bool) -> None:
    """Draw one face of a picture that lies in ``box`` (pixels)."""
    import cv2

    path = QPainterPath()
    outline = np.asarray(face.outline, np.float32)
    if len(outline) >= 3:
        around = cv2.convexHull(outline)[:, 0]  # of a face turned far away the oval folds into a sickle
        points = [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in around]
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
    else:
        path.addRoundedRect(_place_of(face, box), 18, 18)
    # A dark line beneath keeps the white one visible on a bright wall.
    painter.setPen(QPen(QColor(0, 0, 0, 120), 5 if partner else 3))
    painter.drawPath(path)
    pen = QPen(QColor(255, 255, 255, 255 if partner else 190), 2.4 if partner else 1.2)
    if not partner:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawPath(path)


def draw_number(painter: QPainter, box: QRectF, face: FaceBox, partner: bool, appearance: Appearance) -> None:
    """Put its person's number at a face, where there are several."""
    font = QFont(painter.font())
    font.setPixelSize(appearance.scaled(13))
    font.setBold(partner)
    painter.setFont(font)
    place = _place_of(face, box)
    width, height = appearance.scaled(22), appearance.scaled(20)
    tag = QRectF(place.left(), max(place.top() - height - 2, box.top() + 2), width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 160))
    painter.drawRoundedRect(tag, 6, 6)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), str(face.person))


def draw_told(painter: QPainter, box: QRectF, words: str, appearance: Appearance) -> None:
    """Put a sentence at the foot of a picture that lies in ``box``, on a dark ground of its own."""
    font = QFont(painter.font())
    font.setPixelSize(appearance.scaled(13))
    font.setBold(False)
    painter.setFont(font)
    flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
    room = box.adjusted(18, 8, -18, -16)
    needed = painter.boundingRect(room, flags, words)
    needed.moveBottom(room.bottom())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(needed.adjusted(-10, -6, 10, 6), 8, 8)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(needed, flags, words)


def _place_of(face: FaceBox, box: QRectF) -> QRectF:
    return QRectF(
        box.left() + face.x * box.width(),
        box.top() + face.y * box.height(),
        face.width * box.width(),
        face.height * box.height(),
    )
