"""One shape per look, so that colour never carries the meaning alone."""

from __future__ import annotations

import math

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QBrush, QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from ui.widgets.theme import Palette, edge_of, ink_on
from ui.wording.readings import CONFLICTING, NO_SIGNAL, PAUSED, UNCLEAR

PATTERN_INK = 0.55
"""How strongly patterns are drawn, 0..1: seen, and the colour still leads."""


def draw_shape(painter: QPainter, box: QRectF, look: str, colour: str, palette: Palette) -> None:
    """Paint the shape of ``look`` into the square ``box``: an outline of its own and a sign inside it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = box.width()
    edge = QPen(QColor(edge_of(colour, palette.card)), max(1.5, side / 50))
    ink = ink_on(colour)
    if look == NO_SIGNAL:
        edge.setStyle(Qt.PenStyle.DotLine)
        edge.setColor(QColor(palette.muted))
    elif look in (UNCLEAR, CONFLICTING, PAUSED):
        ink = palette.muted
        edge.setColor(QColor(palette.edge))
    painter.setPen(edge)
    painter.setBrush(QColor(colour))
    painter.drawPath(_outline(look, box.adjusted(1, 1, -1, -1)))
    pen = QPen(QColor(ink), max(2.0, side / 17))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_sign(look, box))
    painter.restore()


def draw_two(
    painter: QPainter, box: QRectF, first: tuple[str, str], second: tuple[str, str], palette: Palette
) -> None:
    """Paint two feelings that are close, as (look, colour): the first in front, the second behind it."""
    side = box.width() * 0.66
    behind = QRectF(box.right() - side, box.bottom() - side, side, side)
    front = QRectF(box.left(), box.top(), side, side)
    draw_shape(painter, behind, *second, palette)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(palette.card), box.width() / 12))
    painter.setBrush(QColor(palette.card))
    painter.drawPath(_outline(first[0], front))  # a rim, so that both outlines are seen
    painter.restore()
    draw_shape(painter, front, *first, palette)


PATTERNS = {
    "happy": Qt.BrushStyle.Dense6Pattern,
    "sad": Qt.BrushStyle.HorPattern,
    "angry": Qt.BrushStyle.CrossPattern,
    "afraid": Qt.BrushStyle.FDiagPattern,
    "disgusted": Qt.BrushStyle.VerPattern,
    "surprised": Qt.BrushStyle.Dense7Pattern,
}
"""What lies over a feeling's colour in charts, so that no colour need be told from another; calm is plain."""


def fill(painter: QPainter, box: QRectF, look: str, colour: str) -> None:
    """Fill a stretch of a chart with the colour of a feeling and its pattern."""
    painter.fillRect(box, QColor(colour))
    if look in PATTERNS:
        ink = QColor(ink_on(colour))
        ink.setAlphaF(PATTERN_INK)
        painter.fillRect(box, QBrush(ink, PATTERNS[look]))


def window_icon(colour: str, palette: Palette) -> QIcon:
    """The program's sign in task bars: the smiling circle."""
    icon = QIcon()
    for side in (16, 32, 64, 128):
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        draw_shape(painter, QRectF(0, 0, side, side), "happy", colour, palette)
        painter.end()
        icon.addPixmap(picture)
    return icon


def _outline(look: str, box: QRectF) -> QPainterPath:
    path = QPainterPath()
    c, r = box.center(), box.width() / 2
    if look in (UNCLEAR, PAUSED):
        path.addRoundedRect(box, r * 0.42, r * 0.42)
    elif look == CONFLICTING:  # two halves that do not meet
        gap, step, width = r * 0.12, r * 0.14, r * 0.86
        left = QRectF(c.x() - gap - width, box.top(), 2 * width, 2 * r - 2 * step)
        right = QRectF(c.x() + gap - width, box.top() + 2 * step, 2 * width, 2 * r - 2 * step)
        for half, begin in ((left, 90.0), (right, -90.0)):
            path.moveTo(half.center().x(), half.top() if begin > 0 else half.bottom())
            path.arcTo(half, begin, 180.0)
            path.closeSubpath()
    elif look == "sad":  # a drop
        path.moveTo(c.x(), box.top())
        path.cubicTo(
            c.x() + r * 0.5,
            c.y() - r * 0.45,
            c.x() + r * 0.86,
            c.y() - r * 0.1,
            c.x() + r * 0.86,
            c.y() + r * 0.2,
        )
        path.cubicTo(
            c.x() + r * 0.86,
            box.bottom() + r * 0.06,
            c.x() - r * 0.86,
            box.bottom() + r * 0.06,
            c.x() - r * 0.86,
            c.y() + r * 0.2,
        )
        path.cubicTo(c.x() - r * 0.86, c.y() - r * 0.1, c.x() - r * 0.5, c.y() - r * 0.45, c.x(), box.top())
    elif look == "angry":
        path.addPath(_rounded_polygon(c, r, 8, math.pi / 8, 0.1))
    elif look == "afraid":
        path.addPath(_rounded_polygon(c, r * 1.04, 4, 0.0, 0.24))
    elif look == "disgusted":
        path.addPath(_rounded_polygon(c, r, 6, 0.0, 0.16))
    elif look == "surprised":  # a soft burst
        points = [
            QPointF(
                c.x() + r * (0.93 + 0.07 * math.cos(12 * a)) * math.cos(a),
                c.y() + r * (0.93 + 0.07 * math.cos(12 * a)) * math.sin(a),
            )
            for a in (2 * math.pi * k / 240 for k in range(240))
        ]
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
    else:
        path.addEllipse(box)
    return path


def _rounded_polygon(c: QPointF, r: float, corners: int, turn: float, rounding: float) -> QPainterPath:
    angles = [turn + 2 * math.pi * k / corners for k in range(corners)]
    points = [QPointF(c.x() + r * math.cos(a), c.y() + r * math.sin(a)) for a in angles]
    path = QPainterPath()
    for k, corner in enumerate(points):
        before, after = points[k - 1], points[(k + 1) % corners]
        enter, leave = corner + (before - corner) * rounding, corner + (after - corner) * rounding
        if k == 0:
            path.moveTo(enter)
        else:
            path.lineTo(enter)
        path.quadTo(corner, leave)
    path.closeSubpath()
    return path


def _sign(look: str, box: QRectF) -> QPainterPath:
    """The strokes inside the outline, in tenths of the half side around the centre."""
    path = QPainterPath()
    c, u = box.center(), box.width() / 20

    def at(x: float, y: float) -> QPointF:
        return QPointF(c.x() + x * u, c.y() + y * u)

    def line(x1: float, y1: float, x2: float, y2: float) -> None:
        path.moveTo(at(x1, y1))
        path.lineTo(at(x2, y2))

    def curve(x1: float, y1: float, xc: float, yc: float, x2: float, y2: float) -> None:
        path.moveTo(at(x1, y1))
        path.quadTo(at(xc, yc), at(x2, y2))

    if look in ("neutral", UNCLEAR):
        line(-4, 0.4, 4, 0.4)
    elif look == "happy":
        curve(-4.4, 0.2, 0, 6.6, 4.4, 0.2)
    elif look == "sad":
        curve(-3.6, 5, 0, 0.6, 3.6, 5)
    elif look == "angry":
        line(-4.2, -3.6, -1.3, -1.8)
        line(4.2, -3.6, 1.3, -1.8)
        line(-3.2, 3.4, 3.2, 3.4)
    elif look == "afraid":
        path.moveTo(at(-4, 1.2))
        path.cubicTo(at(-2.4, -2.2), at(-1.4, -2.2), at(0, 0.6))
        path.cubicTo(at(1.4, 3.4), at(2.4, 3.4), at(4, 0))
    elif look == "disgusted":
        path.moveTo(at(-3.8, 2.6))
        path.lineTo(at(-1.3, 0.6))
        path.lineTo(at(1.3, 2.6))
        path.lineTo(at(3.8, 0.6))
        line(-3.2, -3, 3.2, -3)
    elif look == "surprised":
        path.addEllipse(at(0, 1.2), 2.6 * u, 3.2 * u)
    elif look == CONFLICTING:
        curve(-6.4, -2.6, -4.4, 0.4, -2.4, -2.6)
        curve(2.4, 2.8, 4.4, -0.2, 6.4, 2.8)
    elif look == PAUSED:
        line(-2, -3.4, -2, 3.4)
        line(2, -3.4, 2, 3.4)
    return path
