"""A region of the screen, drawn with the mouse, given by two clicks, or moved with keys."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QScreen,
)
from PyQt6.QtWidgets import QWidget

from face_model.screen.place import SMALLEST_PX, Box, Place
from ui.wording.translation import mark, tr

STEP_PX = 10
HOW = mark(
    "Draw around the other person, click two corners, or use the arrow keys (Shift: size). Enter takes it, "
    "Esc does not."
)
_MARGIN_PX = 24
_WRAPPED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
_ARROWS = {
    Qt.Key.Key_Left: QPoint(-STEP_PX, 0),
    Qt.Key.Key_Right: QPoint(STEP_PX, 0),
    Qt.Key.Key_Up: QPoint(0, -STEP_PX),
    Qt.Key.Key_Down: QPoint(0, STEP_PX),
}


def behind(screen: QScreen | None) -> QPixmap:
    """What is on the screen now, for X11, where a desktop may have nobody who draws what is see-through."""
    x11 = screen is not None and QGuiApplication.platformName() == "xcb"
    return screen.grabWindow() if x11 and screen is not None else QPixmap()


class RegionChooser(QWidget):
    """Lies over the whole screen; ``chosen`` gives the region as the settings keep it, ``left`` its end.

    Parameters
    ----------
    screen
        Which one; None for the first.
    desktop
        A picture of it to be drawn on; an empty one where the chooser is seen through.
    """

    chosen = pyqtSignal(str)
    left = pyqtSignal()

    def __init__(self, screen: QScreen | None, desktop: QPixmap) -> None:
        kind = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, kind)
        self.setWindowTitle(tr("Choose a region"))
        self.setAccessibleName(tr(HOW))
        # Else settings that are open keep mouse and keys.
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMouseTracking(True)  # between two clicks no button is held
        self._desktop = desktop
        screen = screen or self.screen()
        if screen is not None:
            self.setScreen(screen)
            self.setGeometry(screen.geometry())
        whole = self.rect()
        self.region = QRect(QPoint(), whole.size() / 2)
        self.region.moveCenter(whole.center())
        self._begun_at: QPoint | None = None

    def place(self) -> Place:
        """The region in the screen's own pixels."""
        ratio = self.devicePixelRatioF()
        corner = self.mapToGlobal(self.region.topLeft())
        numbers = (corner.x(), corner.y(), self.region.width(), self.region.height())
        return Place(region=Box(*(round(n * ratio) for n in numbers)))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.drawPixmap(self.rect(), self._desktop)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 110))
        painter.setClipRect(self.region)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(self.region, QColor(0, 0, 0, 1))  # not quite nothing, so that it takes clicks
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.drawPixmap(self.rect(), self._desktop)
        painter.setClipping(False)
        painter.setPen(QPen(QColor("#E69F00"), 3))
        painter.drawRect(self.region)
        words = self.words_at()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("black"))
        painter.drawRoundedRect(words.adjusted(-16, -10, 16, 10), 8, 8)
        painter.setPen(QColor("white"))
        painter.drawText(words, _WRAPPED, tr(HOW))

    def words_at(self) -> QRect:
        """Where it says how, in as many lines as that takes: at the top, or at the foot where a region is."""
        room = self.rect().adjusted(*(side * _MARGIN_PX for side in (1, 1, -1, -1)))
        words = self.fontMetrics().boundingRect(room, _WRAPPED, tr(HOW))
        words.moveTop(room.top())
        if self.region.intersects(words):
            words.moveBottom(room.bottom())
        return words

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() == Qt.MouseButton.LeftButton and self._begun_at is None:
            self._begun_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None:
            self._draw_to(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """The end of a region, unless it is where it began: then this was the first of two clicks."""
        left = event is not None and event.button() == Qt.MouseButton.LeftButton
        if event is not None and left and self._draw_to(event.position().toPoint()):
            self._begun_at = None
            self._accept()

    def _draw_to(self, corner: QPoint) -> bool:
        """Let the region reach from where it was begun to here; whether it is large enough for a face."""
        if self._begun_at is None:
            return False
        drawn = QRect.span(self._begun_at, corner).intersected(self.rect())
        if min(drawn.width(), drawn.height()) < SMALLEST_PX:
            return False
        self._take(drawn)
        return True

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._accept()
        elif key in _ARROWS:
            self._begun_at = None
            by = _ARROWS[Qt.Key(key)]
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                size = self.region.size() + QSize(by.x(), by.y())
                self._take(QRect(self.region.topLeft(), size.expandedTo(QSize(SMALLEST_PX, SMALLEST_PX))))
            else:
                self._take(self._kept_whole(self.region.translated(by)))

    def _kept_whole(self, region: QRect) -> QRect:
        """The region, moved back so that all of it is on the screen."""
        whole = self.rect()
        region.moveLeft(min(max(region.left(), 0), whole.width() - region.width()))
        region.moveTop(min(max(region.top(), 0), whole.height() - region.height()))
        return region

    def _take(self, region: QRect) -> None:
        self.region = region.intersected(self.rect())
        self.update()

    def _accept(self) -> None:
        self.chosen.emit(str(self.place()))
        self.close()

    def closeEvent(self, event: object) -> None:
        self.left.emit()
