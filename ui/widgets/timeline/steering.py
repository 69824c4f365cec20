"""Mouse, wheel and keys on a lane: they zoom, move along, point and select. Focus alone does nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PyQt6.QtCore import QEvent, QObject, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import QAbstractScrollArea, QWidget

from ui.widgets.timeline.marks_lane import MarksLane
from ui.widgets.timeline.view import TimeView

DRAG_PX = 5
"""A hand that trembles less than this has clicked, pixels."""
STEP_OF_VIEW = 0.01
"""An arrow key goes so much of what is shown."""
ZOOM = 1.5
NOTCH = 120
"""A wheel's step, as Qt counts it."""

_JUMPS: Mapping[int, str] = {
    Qt.Key.Key_C: "change",
    Qt.Key.Key_B: "bookmark",
    Qt.Key.Key_D: "disagreement",
}


class Steering(QObject):
    """Makes widgets that span the visible time answer to the hand.

    Dragging moves along, with Shift it selects; a click points, on a flag or its words at its moment; a
    double click selects the stretch there; the wheel with Ctrl zooms, sideways or with Shift it moves along.
    Alone it zooms too, except on a page that scrolls: there it is the page's.

    Parameters
    ----------
    view
        What is steered.
    """

    hovered = pyqtSignal(object)
    """The moment under the pointer (s), None once it has left."""
    jump = pyqtSignal(str, bool)
    """A kind of moment ("change", "bookmark", "disagreement"), and whether the next or the last one."""
    play = pyqtSignal()
    """Play, or stop."""
    stretch = pyqtSignal(float)
    """Select the stretch that holds at this moment (s)."""

    def __init__(self, view: TimeView) -> None:
        super().__init__()
        self._view = view
        self._pressed: QPointF | None = None
        self._from = (0.0, 0.0)
        self._dragged = False

    def steer(self, lane: QWidget) -> None:
        """Let this widget steer."""
        lane.setMouseTracking(True)
        lane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        lane.installEventFilter(self)

    def time_at(self, lane: QWidget, x: float) -> float:
        """Session time (s) at a pixel."""
        view = self._view
        return min(max(view.t_from + x / max(lane.width(), 1) * view.length_s, 0.0), view.end_s)

    def eventFilter(self, lane: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        if not isinstance(lane, QWidget) or event is None:
            return False
        match event:
            case QWheelEvent():
                return turned_by_wheel(self._view, lane, event, self.time_at(lane, event.position().x()))
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            case QMouseEvent():
                return self._mouse(lane, event)
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return False

    def _mouse(self, lane: QWidget, event: QMouseEvent) -> bool:
        t, kind = self.time_at(lane, event.position().x()), event.type()
        left = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if kind == QEvent.Type.MouseButtonPress and left:
            self._pressed, self._dragged = event.position(), False
            self._from = (self._view.t_from, t)
        elif kind == QEvent.Type.MouseMove and left and self._pressed is not None:
            self._drag(lane, event, self._pressed)
        elif kind == QEvent.Type.MouseMove:
            self.hovered.emit(t)
        elif kind == QEvent.Type.MouseButtonRelease and self._pressed is not None:
            if not self._dragged:
                marked = lane.moment_under(event.position().x()) if isinstance(lane, MarksLane) else None
                self._view.point(t if marked is None else marked)
            self._pressed = None
        elif kind == QEvent.Type.MouseButtonDblClick:
            self.stretch.emit(t)
        else:
            return False
        return True

    def _drag(self, lane: QWidget, event: QMouseEvent, pressed: QPointF) -> None:
        way = event.position().x() - pressed.x()
        if not self._dragged and abs(way) < DRAG_PX:
            return
        self._dragged = True
        start, t_pressed = self._from
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._view.select(t_pressed, self.time_at(lane, event.position().x()))
        else:
            start -= way / max(lane.width(), 1) * self._view.length_s
            self._view.show(start, start + self._view.length_s)

    def _key(self, event: QKeyEvent) -> bool:
        view, key = self._view, event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
            return False
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            moves: dict[int, float] = {Qt.Key.Key_Left: -0.25, Qt.Key.Key_Right: 0.25}
            view.pan(moves.get(key, 0.0) * view.length_s)
            return key in moves
        if key in _JUMPS:
            self.jump.emit(_JUMPS[key], not shift)
            return True
        now = view.cursor if view.cursor is not None else view.t_from
        step = max(view.length_s * STEP_OF_VIEW, 0.1)
        places: dict[int, float] = {
            Qt.Key.Key_Left: now - step,
            Qt.Key.Key_Right: now + step,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: view.end_s,
        }
        if key in places:
            (view.extend_to if shift else view.point)(min(max(places[key], 0.0), view.end_s))
            return True
        acts: dict[int, Callable[[], None]] = {
            Qt.Key.Key_PageUp: lambda: view.pan(-view.length_s),
            Qt.Key.Key_PageDown: lambda: view.pan(view.length_s),
            Qt.Key.Key_Plus: lambda: view.zoom(1 / ZOOM),
            Qt.Key.Key_Equal: lambda: view.zoom(1 / ZOOM),
            Qt.Key.Key_Minus: lambda: view.zoom(ZOOM),
            Qt.Key.Key_0: lambda: view.show(0.0, view.end_s),
            Qt.Key.Key_Space: self.play.emit,
            Qt.Key.Key_Return: lambda: self.stretch.emit(now),
            Qt.Key.Key_Enter: lambda: self.stretch.emit(now),
        }
        if key not in acts:
            return False
        acts[key]()
        return True


def turned_by_wheel(view: TimeView, lane: QWidget, event: QWheelEvent, around: float | None) -> bool:
    """Zoom around a moment (s) or move along, by as little as a touchpad says; whether either was done.

    What does neither is left to the page.
    """
    turned, held = event.angleDelta(), event.modifiers()
    zooms = bool(held & Qt.KeyboardModifier.ControlModifier)
    along = bool(held & Qt.KeyboardModifier.ShiftModifier) or abs(turned.x()) > abs(turned.y())
    before = view.t_from, view.t_to
    if along and not zooms:
        view.pan(-(turned.x() or turned.y()) / NOTCH * view.length_s / 10)
    elif zooms or not _on_a_page_that_scrolls(lane):
        view.zoom(ZOOM ** (-turned.y() / NOTCH), around)
    taken = zooms or (view.t_from, view.t_to) != before
    event.setAccepted(taken)
    return taken


def _on_a_page_that_scrolls(lane: QWidget) -> bool:
    page = lane.parentWidget()
    while page is not None and not isinstance(page, QAbstractScrollArea):
        page = page.parentWidget()
    bar = page.verticalScrollBar() if page is not None else None
    return bar is not None and bar.maximum() > bar.minimum()
