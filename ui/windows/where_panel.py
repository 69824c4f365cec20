"""Where the other person is, what is looked at and listened to there, and a first look at it."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QPixmap
from PyQt6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fusion.evidence import Modality
from ui.live.trial import Trial
from ui.widgets.camera_view import to_qimage
from ui.widgets.parts import Segments, label, set_text
from ui.windows.device_pickers import DevicePickers
from ui.windows.region_chooser import RegionChooser
from ui.wording.translation import mark, tr

PREVIEW_PX = (224, 126)
WHERE = (("room", mark("In the room")), ("screen", mark("On this screen")))
_MEANING = {
    "room": mark("Point the camera at them. Your own voice is heard too."),
    "screen": mark(
        "A video call: Attune looks at the part of the screen that you choose and hears what this "
        "computer plays. Your camera and your microphone stay off. The people on the call should know."
    ),
}
_REFRESH_MS = 100
_BAR_PX = 12
_LOUD = 0.3
"""Root mean square at which the bar is full."""


class _Line(QLineEdit):
    """A line whose Enter is its own, and no dialog's."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        super().keyPressEvent(event)
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class WherePanel(QWidget):
    """The question, the lists that go with its answer, and the picture and level of what is chosen.

    Parameters
    ----------
    where
        "room" or "screen".
    try_out
        Makes a trial of what is chosen, or None where there is none to be made; asked anew at each change.
    """

    where_chosen = pyqtSignal(str)
    look_again = pyqtSignal()
    picked = pyqtSignal(object, object)
    """The modality and the name of what was picked."""

    def __init__(self, where: str, try_out: Callable[[], Trial | None]) -> None:
        super().__init__()
        self._try_out = try_out
        self._trial: Trial | None = None
        self._chooser: RegionChooser | None = None
        self.where = where
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.question = Segments(tr("Where is the other person?"), WHERE)
        self.question.select(where)
        self.question.chosen.connect(self._choose)
        top = QHBoxLayout()
        self.asking = label(tr("Where is the other person?"))
        top.addWidget(self.asking)
        top.addWidget(self.question)
        top.addStretch(1)
        column.addLayout(top)
        self._meaning = label("", "muted", wrap=True)
        column.addWidget(self._meaning)
        self.pickers = DevicePickers()
        self.pickers.picked.connect(self.picked)
        self.region = QPushButton(tr("Draw a region …"))
        self.region.clicked.connect(lambda: self.draw_region())
        again = QPushButton(tr("Look again"))
        again.clicked.connect(lambda: self.look_again.emit())
        row = QHBoxLayout()
        row.addWidget(self.pickers, 1)
        row.addWidget(self.region)
        row.addWidget(again)
        column.addLayout(row)
        self.address = _Line()
        self.address.setPlaceholderText(tr("Or a camera's address, such as a phone's: http://…; then Enter"))
        self.address.setAccessibleName(tr("Address of a camera"))
        self.address.returnPressed.connect(self._take_address)
        column.addWidget(self.address)
        column.addLayout(self._build_preview())
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._dress()

    def restart(self) -> None:
        """Try out what is chosen now."""
        self.close_down()
        self._trial = self._try_out()
        self._preview.setVisible(self._trial is not None)
        if self._trial is not None:
            self._timer.start()
            self.refresh()

    def close_down(self) -> None:
        """Look and listen no more."""
        self._timer.stop()
        trial, self._trial = self._trial, None
        if trial is not None:
            trial.close()

    def draw_region(self) -> None:
        """Have a region of the screen drawn."""
        self._chooser = chooser = RegionChooser()
        chooser.chosen.connect(lambda region: self.picked.emit(Modality.FACE, region))
        chooser.left.connect(self._chooser_left)
        chooser.showFullScreen()
        chooser.activateWindow()

    def refresh(self) -> None:
        """Show the newest picture and level."""
        trial = self._trial
        if trial is None:
            return
        if (frame := trial.picture) is not None:
            image = to_qimage(frame.image, PREVIEW_PX[0])
            self._picture.setPixmap(
                QPixmap.fromImage(image).scaled(*PREVIEW_PX, Qt.AspectRatioMode.KeepAspectRatio)
            )
        else:
            set_text(self._picture, tr("No picture yet"))
        level = trial.level or 0.0
        self._level.setValue(round(100 * min(1.0, level / _LOUD)))
        heard = tr("Nothing plays just now") if level < 1e-4 else tr("Heard")
        troubles = [t for t in (trial.picture_trouble, trial.sound_trouble) if t]
        set_text(self._words, " ".join(troubles) or heard)

    def _build_preview(self) -> QVBoxLayout:
        self._picture = label("", "muted")
        self._picture.setFixedSize(*PREVIEW_PX)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(tr("What is seen"))
        self._level = QProgressBar()
        self._level.setRange(0, 100)
        self._level.setTextVisible(False)
        self._level.setFixedHeight(_BAR_PX)
        self._level.setAccessibleName(tr("How loud the sound is"))
        self._words = label("", "small", wrap=True)
        self._preview = QWidget()
        grid = QGridLayout(self._preview)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self._picture, 0, 0, 2, 1)
        grid.addWidget(self._level, 0, 1)
        grid.addWidget(self._words, 1, 1)
        grid.setColumnStretch(1, 1)
        self._preview.hide()
        column = QVBoxLayout()
        column.addWidget(self._preview)
        return column

    def _take_address(self) -> None:
        """The camera at the address, where there is one."""
        if address := self.address.text().strip():
            self.address.clear()
            self.picked.emit(Modality.FACE, address)

    def _choose(self, where: str) -> None:
        self.where = where
        self.question.select(where)
        self._dress()
        self.where_chosen.emit(where)

    def _chooser_left(self) -> None:
        chooser, self._chooser = self._chooser, None
        if chooser is not None:
            chooser.deleteLater()

    def _dress(self) -> None:
        set_text(self._meaning, tr(_MEANING[self.where]))
        self.address.setVisible(self.where == "room")
        self.region.setVisible(self.where == "screen")
