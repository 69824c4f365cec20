"""The camera's picture with the partner's face outlined; a click or the arrow keys choose another face."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy

from fusion.arrays import Uint8Array
from ui.widgets.appearance import Appearance
from ui.widgets.chart import Chart, whole_in
from ui.widgets.face_outline import draw_number, draw_outline, draw_told
from ui.widgets.politely import Politely
from ui.wording.translation import again, mark, tr
from ui.wording.who_is_read import who_is_read

if TYPE_CHECKING:
    from face_model.analyser import FaceBox, FaceView

CORNER_PX = 12
ON_SCREEN = "#D5DADF"
"""Of words where a picture would be."""
AWAY = mark("The person you chose is not in view, so no face is read.")


def to_qimage(image: Uint8Array, largest_px: int) -> QImage:
    """A picture uint8 (height, width, 3) RGB as a QImage of its own, thinned to about ``largest_px``."""
    step = max(1, image.shape[1] // max(largest_px, 1))
    thinned = np.ascontiguousarray(image[::step, ::step])
    height, width = thinned.shape[:2]
    # QImage only borrows the buffer; without copy() it would outlive the array.
    return QImage(thinned.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def mirrored(face: FaceBox) -> FaceBox:
    """The face where it is seen in a mirror."""
    outline = face.outline * np.array([-1, 1], np.float32) + np.array([1, 0], np.float32)
    return replace(face, x=1 - face.x - face.width, outline=outline)


class CameraPicture(Chart):
    """Shows a :class:`face_model.analyser.FaceView`; ``chosen`` gives a point as fractions of the picture."""

    chosen = pyqtSignal(float, float)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._picture: QImage | None = None
        self._faces: tuple[FaceBox, ...] = ()
        self._partner: int | None = None
        self._mirrored = False
        self._message = self._told = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._polite = Politely(self)
        appearance.changed.connect(self.update)
        self.show_message("")

    def sizeHint(self) -> QSize:
        return QSize(362, 226)

    def show_view(self, view: FaceView) -> None:
        """Show the newest picture and faces."""
        ratio = self.devicePixelRatioF()
        self._picture = to_qimage(view.frame.image, round(self.width() * ratio))
        self._faces, self._partner, self._message = tuple(view.faces), view.partner, ""
        self._mirrored = self._appearance.settings.mirrored
        if self._mirrored:
            self._picture = self._picture.mirrored(True, False)
            self._faces = tuple(mirrored(face) for face in self._faces)
        n = len(self._faces)
        found = (
            tr("No face is found.")
            if n == 0
            else tr("One face is found.")
            if n == 1
            else tr("{n} faces are found.", n=n)
        )
        if view.waits:
            which = " " + tr("{away} Arrow keys or a click choose another.", away=tr(AWAY))
        elif n > 1:
            number = self._faces[view.partner].person if view.partner is not None else 0
            which = " " + tr(
                "Number {number}, with the whole outline, is read; arrow keys or a click choose another.",
                number=number,
            )
        else:
            which = ""
        self._told = tr("{away} Click a face to choose another.", away=tr(AWAY)) if view.waits else ""
        self.setCursor(Qt.CursorShape.PointingHandCursor if which else Qt.CursorShape.ArrowCursor)
        if (twin := (tr("Camera picture"), found + which)) != self._polite.newest:
            self._polite.tell(*twin)
        self.update()

    @property
    def who_is_read(self) -> str:
        """Which of several people shown is read, in a few words; "" for one alone, or for nobody."""
        if self._partner is None or len(self._faces) < 2:
            return ""
        places = [(face.x + face.width / 2, face.y + face.height / 2) for face in self._faces]
        return who_is_read(places, self._partner, self._faces[self._partner].person)

    def show_message(self, message: str) -> None:
        """Show no picture but ``message``: an old picture is never left standing."""
        if self._picture is not None or self._message != message or not self.accessibleName():
            self._picture, self._faces, self._partner, self._message = None, (), None, message
            self.setCursor(Qt.CursorShape.ArrowCursor)
            self._polite.tell(tr("Camera picture"), message or tr("No picture."))
            self.update()

    def picture_box(self) -> QRectF:
        """Where the picture lies in the widget: whole, in its own proportions."""
        area = QRectF(self.rect())
        return area if self._picture is None else whole_in(area, self._picture.size())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        palette = self._appearance.palette
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), CORNER_PX, CORNER_PX)
        painter.setClipPath(clip)
        painter.fillRect(self.rect(), QColor(palette.screen))
        if self._picture is None:
            painter.setPen(QColor(ON_SCREEN))
            area = QRectF(self.rect()).adjusted(16, 10, -16, -10)
            painter.drawText(
                area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), again(self._message)
            )
        else:
            box = self.picture_box()
            if self._appearance.settings.show_face == "picture":
                painter.drawImage(box, self._picture)
            for i, face in enumerate(self._faces):
                partner = i == self._partner
                draw_outline(painter, box, face, partner)
                if len(self._faces) > 1 or self._told:
                    draw_number(painter, box, face, partner, self._appearance)
            if self._told:
                draw_told(painter, QRectF(self.rect()), self._told, self._appearance)
        if self.hasFocus():
            painter.setClipping(False)
            painter.setPen(QPen(QColor(palette.focus), 3))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), CORNER_PX, CORNER_PX)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or not self._faces or event.button() != Qt.MouseButton.LeftButton:
            return  # nobody is meant: whoever came next would be taken for the one chosen
        box = self.picture_box()
        if box.contains(event.position()):
            self._choose(
                (event.position().x() - box.left()) / box.width(),
                (event.position().y() - box.top()) / box.height(),
            )

    def _choose(self, x: float, y: float) -> None:
        """Tell of a point of what is seen here, as one of the camera's picture."""
        self.chosen.emit(1 - x if self._mirrored else x, y)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if event.key() in steps and self._faces:
            from_left = sorted(range(len(self._faces)), key=lambda i: self._faces[i].x)
            now = from_left.index(self._partner) if self._partner in from_left else -1
            face = self._faces[from_left[(now + steps[Qt.Key(event.key())]) % len(from_left)]]
            self._choose(face.x + face.width / 2, face.y + face.height / 2)
            return
        super().keyPressEvent(event)
